import type { BodySink } from './exchange.ts'

/** Takes an answer whose body nobody reads, and ends the exchange where it is longer than `maxBytes`. */
export function boundedSink(maxBytes: number): BodySink {
  let bytes = 0
  return {
    begin: () => undefined,
    write: (chunk) => {
      bytes += chunk.byteLength
      return bytes > maxBytes ? { cause: 'body_too_large', detail: `more than ${maxBytes} bytes` } : null
    },
    end: () => Promise.resolve(null),
  }
}
