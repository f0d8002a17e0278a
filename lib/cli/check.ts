import { readFile } from 'node:fs/promises'
import { text as readStream } from 'node:stream/consumers'
import { Command, InvalidArgumentError } from 'commander'
import type { FamilyTry } from '../flow/families.ts'
import type { Try } from '../flow/measure.ts'
import { InputError } from '../model/input-error.ts'
import type { Lang } from '../model/lang.ts'
import type { Observation } from '../model/observation.ts'
import type { AddressFamily } from '../transport/resolve.ts'
import { type Exit, exitFor } from './exit.ts'
import { createIo, type Io, withCommonOptions } from './io.ts'
import { positiveInteger } from './numbers.ts'
import { refuseBadUrl } from './refuse-bad-url.ts'
import { checkLines } from './show-check.ts'

type Options = {
  readonly from?: string
  readonly inFlight: number
  readonly timeout: number
  readonly expectText?: string
  readonly families?: readonly AddressFamily[]
  readonly allowPrivate?: boolean
  readonly json?: boolean
  readonly lang?: Lang
}

const LOCATION = 'cli'

/** Of more addresses, each has a few lines instead of a drawing. */
const MAX_DRAWN = 3
const PIPED_COLUMNS = 80

export function checkCommand(): Command {
  return withCommonOptions(
    new Command('check')
      .description('check pages by http, once each, with every phase of the exchange')
      .argument('[URL...]', 'addresses to check')
      .option('--from <file>', 'read addresses from a file, one a line, # comments; - is standard input')
      .option('--in-flight <n>', 'checks under way at once', positiveInteger({ max: 10_000 }), 10)
      .option('--timeout <seconds>', 'for a whole check, redirects included', seconds, 30)
      .option('--expect-text <text>', 'text that the page must hold (entities decoded, case-insensitive)')
      .option('--families <list>', '4, 6 or 4,6: over each of them (default: one, IPv4 where there is)', families)
      .option('--allow-private', 'admit loopback and private addresses')
      .addHelpText(
        'after',
        '\nPrints one observation per address, in input order. One host is asked once at a time, 2 s apart, loopback aside.',
      ),
  ).action(async (urls: string[], options: Options) => {
    process.exitCode = await run(urls, options)
  })
}

async function run(args: readonly string[], options: Options): Promise<Exit> {
  const io = createIo(options)
  const urls = [
    ...args.map((url) => ({ url, where: 'argument' })),
    ...(options.from === undefined ? [] : await readList(options.from)),
  ]
  if (urls.length === 0) throw new InputError('no_url', 'no address to check: name one, or a file of them with --from')
  for (const { url, where } of urls) refuseBadUrl(url, where)
  const [
    { createMeasurer, observationOf },
    { overFamilies },
    { createLoopDelay },
    { createPace },
    { userAgent },
    { requestIdOf },
  ] = await Promise.all([
    import('../flow/measure.ts'),
    import('../flow/families.ts'),
    import('../observe/http/loop-delay.ts'),
    import('../observe/http/pace.ts'),
    import('../model/software.ts'),
    import('../transport/request-id.ts'),
  ])
  const measurer = createMeasurer({ pace: createPace(), loopDelay: createLoopDelay() })
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  let done = 0
  const progress = (): void => io.progress(urls.length === 1 ? (urls[0]?.url ?? null) : `${done}/${urls.length}`)
  const check = async (url: string): Promise<Observation> => {
    const requestId = requestIdOf({ kind: 'http', subject: url, location: LOCATION, slotMs: Date.now() })
    const measure = (over: readonly AddressFamily[]) =>
      measurer.measure({
        url,
        expectHosts: [],
        expectText: options.expectText ?? null,
        families: over,
        allowPrivate: options.allowPrivate === true,
        source: null,
        timeoutMs: options.timeout * 1_000,
        userAgent: userAgent(null),
        requestId,
        signal: stop.signal,
      })
    const made = options.families ? overFamilies(await inTurn(options.families, measure)) : await measure([4, 6])
    done++
    progress()
    const { startedAtMs: slotMs } = made.facts
    return observationOf({ page: null, location: LOCATION, slotMs, url, catalogVersion: null, requestId }, [made])
  }
  progress()
  const observations = await inOrder(
    urls.map(({ url }) => url),
    {
      inFlight: options.inFlight,
      work: check,
      done: (observation) => {
        io.progress(null)
        show(io, observation, { brief: urls.length > MAX_DRAWN })
        if (done < urls.length) progress()
      },
    },
  )
  io.progress(null)
  return stop.signal.aborted ? 3 : exitFor(observations.map(({ outcome }) => outcome))
}

/** One measurement per family, one after the other. */
async function inTurn(
  over: readonly AddressFamily[],
  measure: (over: readonly AddressFamily[]) => Promise<Try>,
): Promise<readonly FamilyTry[]> {
  const tries: FamilyTry[] = []
  for (const family of over) tries.push({ family, made: await measure([family]) })
  return tries
}

/** Runs `work` over the items, so many at once; hands each result on in input order as soon as those before it are in. */
async function inOrder<T, R>(
  items: readonly T[],
  how: { readonly inFlight: number; readonly work: (item: T) => Promise<R>; readonly done: (result: R) => void },
): Promise<readonly R[]> {
  const results: R[] = []
  const waiting = new Map<number, R>()
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++
      waiting.set(index, await how.work(items[index] as T))
      for (let ready = waiting.get(results.length); ready !== undefined; ready = waiting.get(results.length)) {
        waiting.delete(results.length)
        results.push(ready)
        how.done(ready)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(how.inFlight, items.length) }, lane))
  return results
}

async function readList(file: string): Promise<readonly { readonly url: string; readonly where: string }[]> {
  const text = await (file === '-' ? readStream(process.stdin) : readFile(file, 'utf8')).catch(
    (error: NodeJS.ErrnoException) => {
      throw new InputError(
        'unreadable',
        `can't read ${file} (${error.code ?? error.message}): name a text file with one address a line`,
      )
    },
  )
  return text
    .split(/\r?\n/)
    .map((line, index) => ({ url: line.replace(/^\uFEFF/, '').trim(), where: `${file}:${index + 1}` }))
    .filter(({ url }) => url !== '' && !url.startsWith('#'))
}

function seconds(text: string): number {
  const value = Number(text)
  if (!Number.isFinite(value) || value <= 0 || value > 3_600)
    throw new InvalidArgumentError('give seconds, above 0 and up to 3600.')
  return value
}

function families(text: string): readonly AddressFamily[] {
  const written = text.split(',').map((part) => part.trim())
  if (!written.every((part) => part === '4' || part === '6') || new Set(written).size !== written.length)
    throw new InvalidArgumentError('give 4, 6 or 4,6.')
  return written.map((part) => (part === '4' ? 4 : 6))
}

function show(io: Io, observation: Observation, how: { readonly brief: boolean }): void {
  if (io.json) return io.emit(observation)
  const { columns } = process.stdout
  const canvas = { ...io, columns: columns ?? PIPED_COLUMNS }
  for (const line of checkLines(observation, canvas, { ...how, wrap: columns !== undefined })) io.print(line)
}
