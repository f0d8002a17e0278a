import { type Command, Option } from 'commander'
import type { LinkedJob, ShownJob } from '../flow/show-job.ts'
import { keepHeapSmall } from '../local/keep-heap-small.ts'
import type { Stores } from '../local/stores.ts'
import { InputError } from '../model/input-error.ts'
import type { JobProgress } from '../model/job.ts'
import { LANGS, type Lang } from '../model/lang.ts'
import { awaitJob } from './await-job.ts'
import { askHub, type DataOptions, hubAccess, withDataOptions, withFolder } from './data-source.ts'
import { download } from './download.ts'
import { EXIT, type Exit } from './exit.ts'
import { type Io, withCommonOptions } from './io.ts'
import { type WrittenFile, writeFileWhole } from './write-file.ts'

export type FileOptions = DataOptions & {
  readonly out: string
  /** One that was asked for before. */
  readonly job?: string
  readonly csvLang?: Lang
  readonly json?: boolean
  readonly lang?: Lang
}

export type FileWanted = {
  readonly options: FileOptions
  /** Named to who interrupts it. */
  readonly command: string
  /** Of the job, and what it is asked with. */
  readonly kind: string
  readonly params: object
  readonly fromFolder: (stores: Pick<Stores, 'table'>) => Promise<AsyncIterable<Uint8Array>>
}

/** Adds the options that say where a file goes, and from which data; `choices` are those that say what is in it. */
export function withFileOptions(command: Command, choices: readonly string[]): Command {
  return withCommonOptions(
    withDataOptions(command.requiredOption('--out <file>', 'file to write; it is there once it is whole'))
      .addOption(
        new Option(
          '--csv-lang <lang>',
          'words and form of a CSV: vi has ; and decimal commas (default: --lang)',
        ).choices(LANGS),
      )
      .addOption(
        new Option('--job <id>', 'wait for a job that was asked for before').conflicts([...choices, 'csvLang']),
      ),
  )
}

/** Of the choices those that were made, as parameters of a job. */
export function chosen(options: object, names: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(options).filter(([name]) => names.includes(name)))
}

/** Has a platform make a file as a job, or makes it from a folder, and says what it is. */
export async function makeFile(io: Io, wanted: FileWanted): Promise<Exit> {
  const { hub, job, data, out } = wanted.options
  if (hub !== undefined) return fromHub(io, { ...wanted, hub })
  if (job !== undefined) throw new InputError('job_of_whom', '--job is one of a platform: name it with --hub')
  keepHeapSmall()
  const written = await withFolder(data ?? '.nhip', (stores) =>
    writeFileWhole(out, async (write) => {
      for await (const chunk of await wanted.fromFolder(stores)) await write(chunk)
    }),
  )
  io.progress(null)
  return finish(io, { job: null, out, written })
}

/** Of a job, in pages. */
export function showProgress(
  io: Io,
  { status, progress }: { readonly status: string; readonly progress: JobProgress | null },
): void {
  if (status === 'queued') return io.progress(io.say({ vi: 'Đang chờ đến lượt…', en: 'Waiting for its turn…' }))
  const { done = 0, total = 0 } = progress ?? {}
  const pages = total === 0 ? '' : io.say({ vi: ` ${done}/${total} trang`, en: ` ${done} of ${total} pages` })
  io.progress(io.say({ vi: `Đang lập tệp…${pages}`, en: `Making the file…${pages}` }))
}

async function fromHub(io: Io, of: FileWanted & { readonly hub: string }): Promise<Exit> {
  const { options, kind, params } = of
  const hub = await hubAccess({ ...options, hub: of.hub })
  const stop = new AbortController()
  const onInterrupt = (): void => stop.abort()
  process.once('SIGINT', onInterrupt)
  let id = options.job ?? null
  try {
    if (id === null) {
      const body = { kind, params }
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
    return interrupted(io, { id, ...of })
  } finally {
    process.off('SIGINT', onInterrupt)
  }
}

function failed(io: Io, job: LinkedJob): Exit {
  if (io.json) io.emit(job)
  io.note(`nhip: ${job.failure?.message}`)
  return job.failure?.code === 'broken' ? EXIT.broken : EXIT.failed
}

function interrupted(io: Io, of: FileWanted & { readonly id: string | null; readonly hub: string }): Exit {
  const again = `nhip ${of.command} --job ${of.id} --hub ${of.hub} --out ${of.options.out}`
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
