import { mkdir, mkdtemp, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import { AUDIT_RUNS } from '../model/audit.ts'
import { AUDIT_PROFILES } from '../model/audit-profile.ts'
import { pagesOf } from '../model/catalogue.ts'
import { InputError } from '../model/input-error.ts'
import type { Lang } from '../model/lang.ts'
import type { AuditRequest } from '../observe/browser/audit-request.ts'
import { type Exit, exitFor } from './exit.ts'
import { createIo, withCommonOptions } from './io.ts'
import { positiveInteger } from './numbers.ts'
import { refuseBadUrl } from './refuse-bad-url.ts'
import { showAuditTable } from './show-audit-table.ts'

type Options = {
  readonly page?: string
  readonly catalog?: string
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
      .argument('[URL]', 'address to audit')
      .option('--page <key>', 'instead of an address: a page of the catalogue, with its journey, portal/page')
      .option('--catalog <file>', 'catalogue that holds the page')
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
  ).action(async (url: string | undefined, options: Options) => {
    process.exitCode = await run(url, options)
    // Lighthouse leaves a timer of 5 s behind; what was printed goes out first.
    process.stdout.write('', () => process.exit())
  })
}

async function run(given: string | undefined, options: Options): Promise<Exit> {
  const io = createIo(options)
  const asked = await requestOf(given, options)
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
        location: 'cli',
        slotMs: null,
        runs: options.runs,
        profile: options.profile,
        cpuSlowdownMultiplier: null,
        families: [4, 6],
        allowPrivate: options.allowPrivate === true,
        source: null,
        catalogVersion: null,
        out: options.out ?? null,
        ...asked,
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

type Asked = Pick<AuditRequest, 'url' | 'page' | 'expectText' | 'expectHosts' | 'ready' | 'contact'> &
  Partial<Pick<AuditRequest, 'form' | 'journey' | 'account' | 'allow'>>

/** An address by itself, or a page as its catalogue has it. */
async function requestOf(url: string | undefined, { page: key, catalog, ready }: Options): Promise<Asked> {
  if (url !== undefined && key === undefined && catalog === undefined) {
    refuseBadUrl(url, 'argument')
    return { url, page: null, expectText: null, expectHosts: [], ready: ready ?? null, contact: null }
  }
  if (url !== undefined || key === undefined || catalog === undefined) {
    throw new InputError('no_page', 'say what to audit: a URL, or --page portal/page with --catalog FILE')
  }
  const { readCatalogue } = await import('../flow/read-catalogue.ts')
  const { catalogue } = await readCatalogue(catalog)
  const page = pagesOf(catalogue).find((one) => one.key === key)
  if (!page || page.url === null) {
    const why = page ? 'has no address' : 'is no page'
    throw new InputError('unknown_page', `--page: “${key}” ${why} of ${catalog}: write one such as da-nang/home`)
  }
  return {
    url: page.url,
    page: page.key,
    expectText: page.expect.text,
    expectHosts: page.expect.hosts,
    ready: ready ?? page.ready,
    form: page.kind === 'eform' ? { engine: page.engine } : null,
    journey: page.journey,
    account: page.account,
    allow: page.allow ?? [],
    contact: catalogue.contact,
  }
}

/** Makes it where there is none, and tries whether something can be put into it: an audit takes too long to find out after it. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    await rmdir(await mkdtemp(join(folder, '.nhip-')))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new InputError(
      'bad_out',
      `--out: ${folder} can't be a folder to write into (${code ?? message}): name a new or an existing one`,
    )
  }
}
