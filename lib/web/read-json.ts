import type { Context } from 'hono'
import type { Problem } from './problem.ts'

/**
 * The JSON of a request's body, or what is wrong with it. Bytes are counted as they come, whatever the request says of
 * its length, and what is over the limit is not read.
 */
export async function readJson(
  c: Context,
  maxBytes: number,
): Promise<{ readonly value: unknown } | { readonly problem: Problem }> {
  const bytes = await readBytes(c.req.raw, maxBytes)
  if (bytes === null)
    return { problem: { status: 413, code: 'too_large', detail: `send ${maxBytes} bytes at most in one request` } }
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) }
  } catch {
    return { problem: { status: 400, code: 'not_json', detail: 'the body is not JSON in UTF-8' } }
  }
}

/** Null: more than `maxBytes`. */
/** Of a request's body; null where there are more. They are counted as they come, and no more of them is read. */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array | null> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return null
  const reader = request.body?.getReader()
  if (!reader) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return Buffer.concat(chunks)
    sizeBytes += value.byteLength
    if (sizeBytes > maxBytes) {
      await reader.cancel()
      return null
    }
    chunks.push(value)
  }
}
