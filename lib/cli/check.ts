import { readFile } from 'node:fs/promises'
import { text as readStream } from 'node:stream/consumers'
import { Command, InvalidArgumentError } from 'commander'
import { InputError } from '../model/input-error.ts'
import type { Lang } from '../model/lang.ts'
import type { Observation } from '../model/observation.ts'
import { CAUSE_WORDS, OUTCOME_WORDS } from '../model/words.ts'
import { type Exit, exitFor } from './exit.ts'
import { createIo, type Io, withCommonOptions } from './io.ts'
import { positiveInteger } from './numbers.ts'
import { refuseBadUrl } from './refuse-bad-url.ts'

type Options = {
  readonly from?: string
  readonly inFlight: number
  readonly timeout: number
  readonly expectText?: string
  readonly allowPrivate?: boolean
  readonly json?: boolean
  readonly lang?: Lang
}

export function checkCommand(): Command {
  return withCommonOptions(
    new Command('check')
      .description('check pages by http, once each, with every phase of the exchange')
      .argument('[URL...]', 'addresses to check')
      .option('--from <file>', 'read addresses from a file, one a line, # comments; - is standard input')
      .option('--in-flight <n>', 'checks under way at once', positiveInteger({ max: 10_000 }), 10)
      .option('--timeout <seconds>', 'for a whole check, redirects included', seconds, 30)
      .option('--expect-text <text>', 'text that the page must hold (entities decoded, case-insensitive)')
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
  const [{ createMeasurer, observationOf }, { createLoopDelay }, { createPace }, { userAgent }] = await Promise.all([
    import('../flow/measure.ts'),
    import('../observe/http/loop-delay.ts'),
    import('../observe/http/pace.ts'),
    import('../model/software.ts'),
  ])
  const measurer = createMeasurer({ pace: createPace(), loopDelay: createLoopDelay() })
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  let done = 0
  const check = async (url: string): Promise<Observation> => {
    const made = await measurer.measure({
      url,
      expectHosts: [],
      expectText: options.expectText ?? null,
      families: [4, 6],
      allowPrivate: options.allowPrivate === true,
      source: null,
      timeoutMs: options.timeout * 1_000,
      userAgent: userAgent(null),
      signal: stop.signal,
    })
    io.progress(`${++done}/${urls.length}`)
    return observationOf({ page: null, location: 'cli', slotMs: made.facts.startedAtMs, url, catalogVersion: null }, [
      made,
    ])
  }
  const observations = await inOrder(
    urls.map(({ url }) => url),
    { inFlight: options.inFlight, work: check, done: (observation) => show(io, observation) },
  )
  io.progress(null)
  return stop.signal.aborted ? 3 : exitFor(observations.map(({ outcome }) => outcome))
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

function show(io: Io, observation: Observation): void {
  if (io.json) return io.emit(observation)
  const { colour } = io
  const paint = { passed: colour.green, failed: colour.red, inconclusive: colour.yellow }[observation.outcome]
  const { totalMs, dnsMs, connectMs, tlsMs, waitMs, downloadMs } = observation.phases
  const phases = Object.entries({ dns: dnsMs, connect: connectMs, tls: tlsMs, wait: waitMs, download: downloadMs })
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name} ${value?.toFixed(1)}`)
    .join(' · ')
  const status = observation.httpStatus === null ? '' : ` ${observation.httpStatus}`
  io.print(
    `${paint(io.say(OUTCOME_WORDS[observation.outcome]))}${status}  ${observation.url}  ${totalMs === null ? '' : `${totalMs.toFixed(1)} ms`}`,
  )
  if (observation.cause)
    io.print(
      `  ${io.say(CAUSE_WORDS[observation.cause])} (${observation.cause})${observation.detail ? `: ${observation.detail}` : ''}`,
    )
  if (phases) io.print(colour.dim(`  ${phases} ms`))
}
