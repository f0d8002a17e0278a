import { mkdir } from 'node:fs/promises'
import { Command } from 'commander'
import { AUDIT_RUNS } from '../model/audit.ts'
import { AUDIT_PROFILES } from '../model/audit-profile.ts'
import { InputError } from '../model/input-error.ts'
import type { Lang } from '../model/lang.ts'
import { type Exit, exitFor } from './exit.ts'
import { createIo, withCommonOptions } from './io.ts'
import { positiveInteger } from './numbers.ts'
import { refuseBadUrl } from './refuse-bad-url.ts'
import { showAuditTable } from './show-audit-table.ts'

type Options = {
  readonly runs: number
  readonly profile: string
  readonly ready?: string
  readonly out?: string
  readonly allowPrivate?: boolean
  readonly json?: boolean
  readonly lang?: Lang
}

export function auditCommand(): Command {
  return withCommonOptions(
    new Command('audit')
      .description('audit a page in a browser with Lighthouse, several times, and take the representative run')
      .argument('<URL>', 'address to audit')
      .option('--runs <n>', 'runs to make', positiveInteger({ max: AUDIT_RUNS.max }), AUDIT_RUNS.default)
      .option(
        '--profile <profile>',
        `device and network to play: ${AUDIT_PROFILES.join(', ')}; vn-* are proposals`,
        'mobile',
      )
      .option('--ready <selector>', 'CSS selector of what makes the page usable: times it under applied throttling')
      .option(
        '--out <dir>',
        'keep run-<n>.report.json, .report.html, .trace.json, .final.jpg, .filmstrip.svg there, n from 1',
      )
      .option('--allow-private', 'admit loopback and private addresses')
      .addHelpText('after', '\nA low score is not a failure: exit 0 says that the page could be measured.'),
  ).action(async (url: string, options: Options) => {
    process.exitCode = await run(url, options)
    // Lighthouse leaves a timer of 5 s behind; what was printed goes out first.
    process.stdout.write('', () => process.exit())
  })
}

async function run(url: string, options: Options): Promise<Exit> {
  const io = createIo(options)
  refuseBadUrl(url, 'argument')
  if (!AUDIT_PROFILES.includes(options.profile)) {
    throw new InputError(
      'unknown_profile',
      `--profile: “${options.profile}” is not a profile: write ${AUDIT_PROFILES.join(' or ')}`,
    )
  }
  if (options.out !== undefined) await makeFolder(options.out)
  const [{ auditPage }, { createKeptBrowser }, { isSelector }] = await Promise.all([
    import('../observe/browser/audit.ts'),
    import('../observe/browser/kept-browser.ts'),
    import('../observe/browser/selector.ts'),
  ])
  const browser = createKeptBrowser({ onProgress: (text) => io.note(io.say(text)) })
  try {
    await browser.ready()
    if (options.ready !== undefined && !(await isSelector(browser, options.ready))) {
      throw new InputError(
        'bad_selector',
        `--ready: “${options.ready}” is not a CSS selector: write one such as '#form input'`,
      )
    }
    const audit = await auditPage(
      {
        url,
        page: null,
        location: 'cli',
        slotMs: null,
        expectText: null,
        expectHosts: [],
        runs: options.runs,
        profile: options.profile,
        cpuSlowdownMultiplier: null,
        ready: options.ready ?? null,
        contact: null,
        families: [4, 6],
        allowPrivate: options.allowPrivate === true,
        source: null,
        catalogVersion: null,
        out: options.out ?? null,
      },
      { browser, onProgress: (text) => io.progress(io.say(text)) },
    )
    io.progress(null)
    if (io.json) io.emit(audit)
    else showAuditTable(io, audit)
    return exitFor([audit.outcome])
  } finally {
    await browser.close()
  }
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(
      'bad_out',
      `--out: ${folder} can't be a folder (${error.code ?? error.message}): name a new or an existing one`,
    )
  })
}
