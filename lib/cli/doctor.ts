import { Command } from 'commander'
import type { Lang } from '../model/lang.ts'
import { type Exit, exitFor } from './exit.ts'
import { createIo, withCommonOptions } from './io.ts'
import { several } from './numbers.ts'
import { refuseBadUrl } from './refuse-bad-url.ts'

type Options = {
  readonly data: string
  readonly reach?: readonly string[]
  readonly allowPrivate?: boolean
  readonly json?: boolean
  readonly lang?: Lang
}

export function doctorCommand(): Command {
  return withCommonOptions(
    new Command('doctor')
      .description('look at what this machine needs, and say how to mend what is missing')
      .option('--data <dir>', 'data folder', '.nhip')
      .option('--reach <url>', 'a page that should be reachable from here; may be repeated', several)
      .option('--allow-private', 'admit loopback and private addresses'),
  ).action(async (options: Options) => {
    process.exitCode = await run(options)
  })
}

async function run(options: Options): Promise<Exit> {
  const io = createIo(options)
  const reach = options.reach ?? []
  for (const url of reach) refuseBadUrl(url, '--reach')
  const { examine } = await import('../local/doctor.ts')
  const findings = []
  for await (const finding of examine({
    dataDir: options.data,
    reach,
    allowPrivate: options.allowPrivate === true,
    onProgress: (text) => io.progress(io.say(text)),
  })) {
    findings.push(finding)
    io.progress(null)
    if (io.json) continue
    const mark = { passed: io.colour.green('✓'), failed: io.colour.red('✗'), inconclusive: io.colour.yellow('?') }[
      finding.outcome
    ]
    io.print(`${mark} ${finding.check.padEnd(12)} ${io.say(finding.detail)}`)
    if (finding.fix) io.print(`  ${io.colour.dim('→')} ${io.say(finding.fix)}`)
  }
  if (io.json) io.emit({ type: 'doctor', findings })
  return exitFor(findings.map(({ outcome }) => outcome))
}
