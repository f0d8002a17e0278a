import type { IncomingMessage } from 'node:http'
import type { Fault } from './fault.ts'

/** Bounds of what comes before a body; above them an answer is malformed. */
export const MAX_HEADER_BYTES = 65_536
export const MAX_HEADER_LINES = 2_000
export const MAX_INTERIM_ANSWERS = 10

/** What is wrong with an answer's head although its syntax is right; null where nothing is. */
export function headFault({ rawHeaders }: IncomingMessage): Fault | null {
  if (rawHeaders.length / 2 > MAX_HEADER_LINES)
    return { cause: 'malformed_response', detail: `more than ${MAX_HEADER_LINES} header lines` }
  const locations = new Set(
    rawHeaders.flatMap((name, index) =>
      index % 2 === 0 && name.toLowerCase() === 'location' ? [rawHeaders[index + 1]] : [],
    ),
  )
  // Browsers refuse them as well: what comes in between may have split the answer.
  return locations.size > 1 ? { cause: 'malformed_response', detail: 'several Location headers that differ' } : null
}
