import { letterAttributes } from '../record/dead-letters.ts'
import type { OutgoingMessage, Queue } from '../record/queue.ts'
import { sendable } from '../record/sendable.ts'

export type ReceivePorts = { readonly observations: Queue; readonly deadLetters: Queue }

/** What a queue takes by its oldest limit of 256 KiB, in bytes of UTF-8, with room for the reason. */
const MAX_BYTES = 250_000

/**
 * Takes the messages of one location into the hub's queue; what doesn't come from it goes to the dead letters, with
 * the reason and with no queue to go back to. Resolves once all are kept. Where it rejects, any of them may have been: to take them again does no harm.
 */
export async function receiveResults(
  of: { readonly location: string; readonly results: readonly string[] },
  ports: ReceivePorts,
): Promise<{ readonly accepted: number; readonly refused: number }> {
  const observations: OutgoingMessage[] = []
  const deadLetters: OutgoingMessage[] = []
  for (const text of of.results) {
    const body = sendable(text)
    const reason = reasonAgainst(body, of.location)
    if (reason === null) observations.push({ body })
    else deadLetters.push({ body: cut(body), attributes: letterAttributes({ reason, queue: null }) })
  }
  await ports.deadLetters.sendAll(deadLetters)
  await ports.observations.sendAll(observations)
  return { accepted: of.results.length, refused: deadLetters.length }
}

function reasonAgainst(body: string, location: string): string | null {
  const sizeBytes = Buffer.byteLength(body)
  if (sizeBytes > MAX_BYTES) return `too large: ${sizeBytes} bytes, a message has ${MAX_BYTES} at most; it was cut`
  let value: { readonly location?: unknown } | null
  try {
    value = JSON.parse(body) as typeof value
  } catch {
    return `not JSON, from an agent at ${location}`
  }
  if (value?.location === location) return null
  return `location: sent with the token of ${location}, and not of that location`
}

/** The beginning that a queue takes; a character that would be cut in two is left out. */
function cut(body: string): string {
  const bytes = Buffer.from(body)
  return bytes.byteLength <= MAX_BYTES ? body : new TextDecoder().decode(bytes.subarray(0, MAX_BYTES), { stream: true })
}
