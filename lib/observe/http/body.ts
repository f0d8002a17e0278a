import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { type BrotliDecompress, createBrotliDecompress, createGunzip, type Gunzip } from 'node:zlib'
import type { BodySink } from '../../transport/exchange.ts'
import type { Fault } from '../../transport/fault.ts'

/** Most that is read of one body, bytes: as received, and decoded. */
export const MAX_WIRE_BYTES = 5 * 1024 * 1024
export const MAX_BODY_BYTES = 20 * 1024 * 1024

export type Body = {
  readonly wireBytes: number
  readonly bodyBytes: number
  /** Of the decoded body, lower-case hex. */
  readonly sha256: string
  readonly bytes: Buffer
  readonly contentType: string
}

/** Reads one body within its caps; one layer of gzip or br is undone as the bytes come. */
export function createBodyReader(): BodySink & {
  readonly body: () => Body | null
  readonly wireBytes: () => number
  readonly close: () => void
} {
  const hash = createHash('sha256')
  let chunks: Buffer[] = []
  let wireBytes = 0
  let bodyBytes = 0
  let contentType = ''
  let decoder: Gunzip | BrotliDecompress | null = null
  let fault: Fault | null = null
  let done: Promise<void> = Promise.resolve()
  let finished = false

  const take = (chunk: Buffer): void => {
    if (fault) return
    bodyBytes += chunk.length
    if (bodyBytes > MAX_BODY_BYTES) {
      fault = { cause: 'body_too_large', detail: `more than ${MAX_BODY_BYTES} bytes decoded` }
      chunks = []
      decoder?.destroy()
      return
    }
    hash.update(chunk)
    chunks.push(chunk)
  }

  return {
    begin: ({ headers }) => {
      contentType = headers['content-type'] ?? ''
      const encoding = encodingOf(headers)
      if (encoding === 'identity') return
      if (encoding === 'unknown') {
        fault = { cause: 'malformed_response', detail: `content-encoding ${headers['content-encoding']}` }
        return
      }
      const stream = encoding === 'gzip' ? createGunzip() : createBrotliDecompress()
      decoder = stream
      const { promise, resolve } = Promise.withResolvers<void>()
      done = promise
      stream.on('data', take)
      stream.once('close', resolve)
      stream.once('end', resolve)
      stream.once('error', (error) => {
        fault ??= { cause: 'malformed_response', detail: `body is not valid ${encoding}: ${error.message}` }
        resolve()
      })
    },
    write: (chunk) => {
      wireBytes += chunk.length
      if (wireBytes > MAX_WIRE_BYTES) fault ??= { cause: 'body_too_large', detail: `more than ${MAX_WIRE_BYTES} bytes` }
      if (fault) {
        chunks = []
        decoder?.destroy()
        return fault
      }
      if (decoder) decoder.write(chunk)
      else take(chunk)
      return fault
    },
    end: async () => {
      decoder?.end()
      await done
      finished = fault === null
      return fault
    },
    body: () =>
      finished ? { wireBytes, bodyBytes, sha256: hash.digest('hex'), bytes: Buffer.concat(chunks), contentType } : null,
    wireBytes: () => wireBytes,
    close: () => void decoder?.destroy(),
  }
}

function encodingOf(headers: IncomingHttpHeaders): 'identity' | 'gzip' | 'br' | 'unknown' {
  const name = (headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (name === '' || name === 'identity') return 'identity'
  if (name === 'gzip' || name === 'x-gzip') return 'gzip'
  return name === 'br' ? 'br' : 'unknown'
}
