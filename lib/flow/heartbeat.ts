import { userAgent } from '../model/software.ts'
import { boundedSink } from '../transport/bounded-sink.ts'
import { exchange } from '../transport/exchange.ts'

/** What somebody outside said to a sign of life; `reason` for a person. */
export type Beat = { readonly heard: true } | { readonly heard: false; readonly reason: string }

const TIMEOUT_MS = 10_000

/** More than an answer to a sign of life ever has. */
const MAX_ANSWER_BYTES = 65_536

/**
 * Asks an address once, so that whoever keeps it knows that the platform works. Any 2xx is heard; redirects are not
 * followed. Never rejects for what a server or the network does.
 */
export async function sendHeartbeat(of: {
  readonly url: string
  readonly contact: string
  readonly allowPrivate: boolean
}): Promise<Beat> {
  const url = new URL(of.url)
  const answer = await exchange(
    {
      url,
      headers: { 'user-agent': userAgent(of.contact), accept: '*/*' },
      families: [4, 6],
      allowPrivate: of.allowPrivate,
      namedPorts: new Set(url.port === '' ? [] : [Number(url.port)]),
      source: null,
      timeoutMs: TIMEOUT_MS,
    },
    boundedSink(MAX_ANSWER_BYTES),
  )
  if (answer.kind === 'fault') return { heard: false, reason: answer.fault.detail ?? answer.fault.cause }
  if (answer.status >= 200 && answer.status < 300) return { heard: true }
  return { heard: false, reason: `status ${answer.status}` }
}
