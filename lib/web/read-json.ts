import type { Context } from 'hono'
import type { z } from 'zod'
import type { Problem } from './problem.ts'

const MAX_ASKED_BYTES = 10_000

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

/** What a request's body asks for by a schema, at most `maxBytes` of JSON (default 10,000), or what is wrong with it. */
export async function readBody<T>(
  c: Context,
  of: { readonly schema: z.ZodType<T>; readonly code: string; readonly maxBytes?: number },
): Promise<{ readonly value: T } | { readonly problem: Problem }> {
  const read = await readJson(c, of.maxBytes ?? MAX_ASKED_BYTES)
  if ('problem' in read) return read
  const asked = of.schema.safeParse(read.value)
  if (asked.success) return { value: asked.data }
  const [issue] = asked.error.issues
  const detail = `${issue?.path.join('.') || 'body'}: ${issue?.message}`
  return { problem: { status: 400, code: of.code, detail } }
}

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
