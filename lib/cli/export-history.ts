import { Command, Option } from 'commander'
import type { HistoryExport } from '../flow/history-job.ts'
import type { LinkedJob, ShownJob } from '../flow/show-job.ts'
import type { Stores } from '../local/stores.ts'
import { InputError } from '../model/input-error.ts'
import type { JobProgress } from '../model/job.ts'
import { LANGS, type Lang } from '../model/lang.ts'
import { awaitJob } from './await-job.ts'
import { askHub, type DataOptions, hubAccess, withDataOptions, withFolder } from './data-source.ts'
import { download } from './download.ts'
import { EXIT, type Exit } from './exit.ts'
import { createIo, type Io, withCommonOptions } from './io.ts'
import { positiveInteger } from './numbers.ts'
import { type WrittenFile, writeFileWhole } from './write-file.ts'

type Options = DataOptions & {
  readonly out: string
  readonly page?: string
  readonly portal?: string
  readonly days?: number
  readonly format?: 'csv' | 'json'
  readonly csvLang?: Lang
  readonly job?: string
  readonly json?: boolean
  readonly lang?: Lang
}

const CHOICES = ['page', 'portal', 'days', 'format', 'csvLang'] as const

export function exportHistoryCommand(): Command {
  return withCommonOptions(
    withDataOptions(
      new Command('export-history')
        .description('days of a page, a portal or all pages with uptime, coverage and percentiles, as a file')
        .requiredOption('--out <file>', 'file to write; it is there once it is whole')
        .option('--page <page>', 'one page, as portal/page (default: all that may be read)')
        .addOption(new Option('--portal <id>', 'the pages of one portal').conflicts('page'))
        .option('--days <n>', 'days back, today included (default: 30)', positiveInteger({ max: 400 }))
        .addOption(new Option('--format <format>', 'of the file (default: csv)').choices(['csv', 'json']))
        .addOption(
          new Option(
            '--csv-lang <lang>',
            'words and form of a CSV: vi has ; and decimal commas (default: --lang)',
          ).choices(LANGS),
        )
        .addOption(new Option('--job <id>', 'wait for a job that was asked for before').conflicts([...CHOICES])),
    ),
  )
    .addHelpText(
      'after',
      '\nWith --hub the platform makes the file as a job, which goes on where this command is stopped: Ctrl-C says how to\ncome back to it. Jobs and their files are kept for 7 days.',
    )
    .action(async (options: Options) => {
      process.exitCode = await run(options)
    })
}

async function run(options: Options): Promise<Exit> {
  const io = createIo(options)
  const wanted = {
    ...Object.fromEntries(CHOICES.slice(0, 4).flatMap((name) => (name in options ? [[name, options[name]]] : []))),
    lang: options.csvLang ?? io.lang,
  }
  if (options.hub !== undefined) return fromHub(io, { ...options, hub: options.hub }, wanted)
  if (options.job !== undefined) throw new InputError('job_of_whom', '--job is one of a platform: name it with --hub')
  const written = await withFolder(options.data ?? '.nhip', (stores) => fromFolder(io, { options, stores, wanted }))
  return finish(io, { job: null, out: options.out, written })
}

async function fromHub(io: Io, options: Options & { readonly hub: string }, params: object): Promise<Exit> {
  const hub = await hubAccess(options)
  const stop = new AbortController()
  const onInterrupt = (): void => stop.abort()
  process.once('SIGINT', onInterrupt)
  let id = options.job ?? null
  try {
    if (id === null) {
      const body = { kind: 'history', params }
      id = (await askHub<ShownJob>(hub, { path: '/api/jobs', method: 'POST', body, signal: stop.signal })).id
      io.note(io.say({ vi: `Việc ${id} đã được nhận.`, en: `Job ${id} was taken on.` }))
    }
    const job = await awaitJob(id, { hub, signal: stop.signal, onLook: (looked) => showProgress(io, looked) })
    io.progress(null)
    if (job.link === null) return failed(io, job)
    const written = await download(job.link.url, { file: options.out, signal: stop.signal })
    if (written.sha256 !== job.file?.sha256)
      throw new Error(`${options.out} is not what the job has made: ask for it anew`)
    return finish(io, { job: id, out: options.out, written })
  } catch (error) {
    if (!stop.signal.aborted) throw error
    io.progress(null)
    return interrupted(io, { id, options })
  } finally {
    process.off('SIGINT', onInterrupt)
  }
}

/** As the platform would make it, by the same job, without a queue. */
async function fromFolder(
  io: Io,
  of: { readonly options: Options; readonly stores: Stores; readonly wanted: object },
): Promise<WrittenFile> {
  const [{ historyExportSchema, historyJob }, { systemClock }] = await Promise.all([
    import('../flow/history-job.ts'),
    import('../flow/system-clock.ts'),
  ])
  const params: HistoryExport = readParams(historyExportSchema.safeParse(of.wanted))
  const output = await historyJob.run(params, {
    owner: { role: 'operator' },
    table: of.stores.table,
    clock: systemClock,
    signal: new AbortController().signal,
    progress: (progress) => showProgress(io, { status: 'running', progress }),
  })
  const written = await writeFileWhole(of.options.out, async (write) => {
    for await (const chunk of output.chunks) await write(chunk)
  })
  io.progress(null)
  return written
}

function readParams<P>(parsed: {
  readonly success: boolean
  readonly data?: P
  readonly error?: { readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] }
}): P {
  if (parsed.success) return parsed.data as P
  const issue = parsed.error?.issues[0]
  throw new InputError('bad_export', `--${issue?.path.map(String).join('.')}: ${issue?.message}`)
}

function showProgress(
  io: Io,
  { status, progress }: { readonly status: string; readonly progress: JobProgress | null },
): void {
  if (status === 'queued') return io.progress(io.say({ vi: 'Đang chờ đến lượt…', en: 'Waiting for its turn…' }))
  const { done = 0, total = 0 } = progress ?? {}
  const pages = total === 0 ? '' : io.say({ vi: ` ${done}/${total} trang`, en: ` ${done} of ${total} pages` })
  io.progress(io.say({ vi: `Đang lập tệp…${pages}`, en: `Making the file…${pages}` }))
}

function failed(io: Io, job: LinkedJob): Exit {
  if (io.json) io.emit(job)
  io.note(`nhip: ${job.failure?.message}`)
  return job.failure?.code === 'broken' ? EXIT.broken : EXIT.failed
}

function interrupted(io: Io, of: { readonly id: string | null; readonly options: Options & { hub: string } }): Exit {
  const { hub, out } = of.options
  const again = `nhip export-history --job ${of.id} --hub ${hub} --out ${out}`
  if (of.id !== null)
    io.note(
      io.say({ vi: `Việc vẫn tiếp tục. Để lấy tệp: ${again}`, en: `The job goes on. To have its file: ${again}` }),
    )
  return EXIT.inconclusive
}

function finish(
  io: Io,
  of: { readonly job: string | null; readonly out: string; readonly written: WrittenFile },
): Exit {
  if (io.json) io.emit({ type: 'exported', job: of.job, file: of.out, ...of.written })
  else
    io.print(
      io.say({
        vi: `${of.out}: ${of.written.sizeBytes} byte, SHA-256 ${of.written.sha256}`,
        en: `${of.out}: ${of.written.sizeBytes} bytes, SHA-256 ${of.written.sha256}`,
      }),
    )
  return EXIT.passed
}
