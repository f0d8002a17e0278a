import { monitorEventLoopDelay } from 'node:perf_hooks'
import autocannon from 'autocannon'

export type Load = {
  readonly perSecond: number
  readonly requests: number
  /** Answers other than 200, and requests without one. */
  readonly failed: number
  readonly p50Ms: number
  readonly p97Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  /** The longest that the thread that answers did something else than look for what there is to do. */
  readonly heldMs: number
  /** Of one answer, as it is sent. */
  readonly bytes: number
  /** Processor time of the thread that answers, and of the whole process, what asks included, by request. */
  readonly threadMs: number
  readonly processMs: number
}

const CONNECTIONS = 20

/** Asks for an address so often a second, from a thread of its own: each connection as one after the other of `people`, by their cookies. */
export async function askOften(
  url: string,
  of: {
    readonly perSecond: number
    readonly seconds: number
    readonly headers?: Readonly<Record<string, string>>
    readonly people?: readonly string[]
  },
): Promise<Load> {
  const headers = { 'accept-encoding': 'gzip', 'accept-language': 'vi', ...of.headers }
  const one = await fetch(url, { headers })
  const body = await one.arrayBuffer()
  const bytes = Number(one.headers.get('content-length') ?? body.byteLength)
  const delays = monitorEventLoopDelay({ resolution: 1 })
  delays.enable()
  const thread = process.threadCpuUsage()
  const whole = process.cpuUsage()
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    overallRate: of.perSecond,
    duration: of.seconds,
    workers: 1,
    headers,
    ...(of.people ? { requests: of.people.map((cookie) => ({ headers: { ...headers, cookie } })) } : {}),
  })
  delays.disable()
  const requests = result.requests.total
  const each = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1_000 / requests
  return {
    perSecond: of.perSecond,
    requests,
    failed: result.non2xx + result.errors + result.timeouts,
    p50Ms: result.latency.p50,
    p97Ms: result.latency.p97_5,
    p99Ms: result.latency.p99,
    maxMs: result.latency.max,
    heldMs: delays.max / 1_000_000,
    bytes,
    threadMs: each(process.threadCpuUsage(thread)),
    processMs: each(process.cpuUsage(whole)),
  }
}

export function loadText(load: Load): string {
  const { perSecond, requests, failed, p50Ms, p97Ms, p99Ms, maxMs, heldMs, bytes, threadMs, processMs } = load
  return [
    `${perSecond} requests a second, ${CONNECTIONS} connections: ${requests} answers, ${failed} failed`,
    `p50 ${p50Ms}, p97.5 ${p97Ms}, p99 ${p99Ms}, max ${maxMs} ms; thread held for ${heldMs.toFixed(0)} ms at most`,
    `${(bytes / 1_000).toFixed(1)} kB each`,
    `processor by request ${threadMs.toFixed(2)} ms (thread that answers), ${processMs.toFixed(2)} ms (all of the process, what asks included)`,
  ].join('; ')
}
