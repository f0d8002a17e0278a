import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import type { VantageGroup } from '../model/catalogue.ts'
import { InputError } from '../model/input-error.ts'
import type { JobProgress } from '../model/job.ts'
import type { Lang } from '../model/lang.ts'
import { type Period, parsePeriod } from '../model/period.ts'
import { type DataOptions, hubAccess, withDataOptions, withFolder } from './data-source.ts'
import { download } from './download.ts'
import { EXIT, type Exit } from './exit.ts'
import { createIo, type Io, withCommonOptions } from './io.ts'
import { jobAtHub } from './job-at-hub.ts'
import { several } from './numbers.ts'
import { type WrittenFile, writeFileWhole } from './write-file.ts'

type Options = DataOptions & {
  readonly period: string
  readonly out: string
  readonly criteria?: readonly string[]
  readonly group?: VantageGroup
  readonly json?: boolean
  readonly lang?: Lang
}

export function bundleCommand(): Command {
  return withCommonOptions(
    withDataOptions(
      new Command('bundle')
        .description('the evidence of a period as one file, from which anybody can compute its scores again')
        .requiredOption('--period <period>', '2026-11, 2026-Q4, 2026 or 2026-06-10..2026-06-30 (days inclusive)')
        .requiredOption('--out <file>', 'ZIP file to write; it is there once it is whole')
        .option(
          '--criteria <id>',
          'criteria pack, as for nhip score; may be repeated (default: every shipped one)',
          several,
        )
        .addOption(
          new Option('--group <group>', 'vantage group (default: domestic where there is one, else abroad)').choices([
            'domestic',
            'abroad',
          ]),
        ),
    ),
  )
    .addHelpText('after', '\nnhip verify FILE.zip checks it and computes every score again, offline.')
    .action(async (options: Options) => {
      process.exitCode = await run(options)
    })
}

async function run(options: Options): Promise<Exit> {
  const io = createIo(options)
  const period = parsePeriod(options.period)
  const written = await (options.hub === undefined
    ? fromFolder(io, { options, period })
    : fromHub(io, { ...options, hub: options.hub }))
  io.progress(null)
  if (io.json) io.emit({ type: 'bundled', file: options.out, period: period.name, ...written })
  else
    io.print(
      io.say({
        vi: `${options.out}: ${written.sizeBytes} byte, SHA-256 ${written.sha256}`,
        en: `${options.out}: ${written.sizeBytes} bytes, SHA-256 ${written.sha256}`,
      }),
    )
  return EXIT.passed
}

async function fromFolder(io: Io, of: { readonly options: Options; readonly period: Period }): Promise<WrittenFile> {
  const { options, period } = of
  const dataDir = resolve(options.data ?? '.nhip')
  return withFolder(dataDir, async ({ table }) => {
    const [{ chooseCriteria, shippedCriteria }, { bundle }, { folderEvidence }] = await Promise.all([
      import('./choose-criteria.ts'),
      import('../flow/bundle.ts'),
      import('../local/folder-evidence.ts'),
    ])
    const packs = options.criteria
      ? await Promise.all(options.criteria.map((name) => chooseCriteria(name, table)))
      : await shippedCriteria()
    const chunks = bundle(
      { packs, period, ...(options.group === undefined ? {} : { group: options.group }) },
      {
        table,
        ...folderEvidence(dataDir),
        nowMs: Date.now(),
        onPage: ({ pages, of: total }) => showProgress(io, { done: pages, total }),
      },
    )
    return writeFileWhole(options.out, async (write) => {
      for await (const chunk of chunks) await write(chunk)
    })
  })
}

async function fromHub(io: Io, options: Options & { readonly hub: string }): Promise<WrittenFile> {
  const { period, group, criteria = [], out } = options
  const [name, ...more] = criteria
  if (name === undefined || more.length > 0)
    throw new InputError('one_criteria', 'a platform makes a bundle of one pack at a time: name it with --criteria')
  const body = { kind: 'bundle', params: { criteria: name, period, ...(group === undefined ? {} : { group }) } }
  const url = await jobAtHub(body, {
    hub: await hubAccess(options),
    onLook: ({ progress }) => showProgress(io, progress),
  })
  return download(url, { file: out, signal: new AbortController().signal })
}

function showProgress(io: Io, progress: JobProgress | null): void {
  const { done = 0, total = 0 } = progress ?? {}
  const pages = total === 0 ? '' : ` ${done}/${total}`
  io.progress(io.say({ vi: `Đang lập gói kiểm chứng…${pages} trang`, en: `Making the bundle…${pages} pages` }))
}
