import { Command, Option } from 'commander'
import type { Audit } from '../model/audit.ts'
import type { Lang } from '../model/lang.ts'
import type { Observation } from '../model/observation.ts'
import { chooseCatalogue } from './choose-catalogue.ts'
import { shippedCriteria } from './choose-criteria.ts'
import { EXIT, type Exit, exitFor } from './exit.ts'
import { createIo, withCommonOptions } from './io.ts'
import { several } from './numbers.ts'
import { showResult } from './show-result.ts'

type Options = {
  readonly catalog?: string
  readonly data?: string
  readonly location?: readonly string[]
  readonly kind?: 'http' | 'audit'
  readonly allowPrivate?: boolean
  readonly json?: boolean
  readonly lang?: Lang
}

export function roundCommand(): Command {
  return withCommonOptions(
    new Command('round')
      .description('measure every page once, through the whole pipeline, then exit')
      .option('--catalog <file>', 'portals to measure (default: the demo, with its own portals)')
      .option('--data <dir>', 'folder for what is kept (default: in memory)')
      .option(
        '--location <id>',
        'location that this machine plays; may be repeated (default: the first, in the demo all)',
        several,
      )
      .addOption(new Option('--kind <kind>', 'only one kind of check').choices(['http', 'audit']))
      .option('--allow-private', 'admit loopback and private addresses (the demo always does)'),
  ).action(async (options: Options) => {
    process.exitCode = await run(options)
  })
}

async function run(options: Options): Promise<Exit> {
  const io = createIo(options)
  const stop = Promise.withResolvers<'stopped'>()
  process.once('SIGINT', () => stop.resolve('stopped'))
  process.once('SIGTERM', () => stop.resolve('stopped'))
  const [{ startPlatform }, { createLocalLog }] = await Promise.all([
    import('../local/platform.ts'),
    import('../local/local-log.ts'),
  ])
  const chosen = await chooseCatalogue(options)
  const seen = new Map<string, Observation | Audit>()
  const progressed = Promise.withResolvers<'done'>()
  let expected = Number.POSITIVE_INFINITY
  const startedAtMs = Date.now()
  const onResult = (result: Observation | Audit): void => {
    const key = `${result.type} ${result.page} ${result.location} ${result.slotMs}`
    // Work that an earlier run left in the folder's queues is not of this round, nor is a repetition.
    if (result.startedAtMs < startedAtMs || seen.has(key)) return
    seen.set(key, result)
    io.progress(null)
    if (io.json) io.emit(result)
    else showResult(io, result)
    io.progress(`${seen.size}/${Number.isFinite(expected) ? expected : '…'}`)
    if (seen.size >= expected) progressed.resolve('done')
  }
  try {
    const platform = await startPlatform({
      catalogue: chosen.catalogue,
      criteria: await shippedCriteria(),
      dataDir: options.data ?? null,
      port: 0,
      locations: chosen.locations,
      allowPrivate: chosen.isDemo || options.allowPrivate === true,
      log: createLocalLog({ dataDir: options.data ?? null, env: process.env }),
      onResult,
    })
    expected = await platform.machine.measureNow({
      kinds: options.kind ? [options.kind] : ['http', 'audit'],
      again: true,
    })
    if (seen.size >= expected) progressed.resolve('done')
    const end = await Promise.race([progressed.promise, stop.promise])
    io.progress(null)
    if (end === 'done') await platform.machine.settle()
    await platform.stop(end === 'done' ? 'drain' : 'handBack')
    if (end === 'stopped')
      io.note(
        io.say({
          vi: `Đã dừng sau ${seen.size}/${expected} lượt đo.`,
          en: `Stopped after ${seen.size} of ${expected} checks.`,
        }),
      )
    return end === 'stopped' ? EXIT.inconclusive : exitFor([...seen.values()].map(({ outcome }) => outcome))
  } finally {
    await chosen.close()
  }
}
