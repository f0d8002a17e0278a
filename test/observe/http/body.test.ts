import { createHash } from 'node:crypto'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createBodyReader, MAX_BODY_BYTES, MAX_WIRE_BYTES } from '../../../lib/observe/http/body.ts'

const CHUNK = 64 * 1024

/** Reads a body as a server would send it, in chunks; stops where the reader does. */
async function read(wire: Buffer, headers: Record<string, string> = {}, chunkBytes = CHUNK) {
  const reader = createBodyReader()
  reader.begin({ status: 200, headers })
  for (let at = 0; at < wire.length; at += chunkBytes) {
    const fault = reader.write(wire.subarray(at, at + chunkBytes))
    if (fault) {
      reader.close()
      return { fault, body: reader.body(), wireBytes: reader.wireBytes() }
    }
  }
  const fault = await reader.end()
  return { fault, body: reader.body(), wireBytes: reader.wireBytes() }
}

const TEXT = Buffer.from('Cổng dịch vụ công trực tuyến. '.repeat(500))

describe('a body', () => {
  test.each([
    ['as it is', TEXT, {}],
    ['with identity named', TEXT, { 'content-encoding': 'identity' }],
    ['by gzip', gzipSync(TEXT), { 'content-encoding': 'gzip' }],
    ['by x-gzip, in capitals', gzipSync(TEXT), { 'content-encoding': ' X-GZIP ' }],
    ['by br', brotliCompressSync(TEXT), { 'content-encoding': 'br' }],
  ])('%s', async (_name, wire, headers) => {
    const { fault, body } = await read(wire, { ...headers, 'content-type': 'text/html' }, 100)
    expect(fault).toBeNull()
    expect(body).toMatchObject({
      wireBytes: wire.length,
      bodyBytes: TEXT.length,
      contentType: 'text/html',
      sha256: createHash('sha256').update(TEXT).digest('hex'),
    })
    expect(body?.bytes.equals(TEXT)).toBe(true)
  })

  test('is the same however it is cut', async () => {
    const wire = gzipSync(TEXT)
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 600 }), async (chunkBytes) => {
        const { body } = await read(wire, { 'content-encoding': 'gzip' }, chunkBytes)
        expect(body?.bytes.equals(TEXT)).toBe(true)
      }),
      { numRuns: 20 },
    )
  })

  test('that is empty is a body', async () => {
    expect((await read(Buffer.alloc(0))).body).toMatchObject({ wireBytes: 0, bodyBytes: 0 })
  })

  test('is none before its end', () => {
    const reader = createBodyReader()
    reader.begin({ status: 200, headers: {} })
    reader.write(Buffer.from('x'))
    expect(reader.body()).toBeNull()
  })
})

describe('caps', () => {
  test('the wire: exactly as much is read, a byte more is not', async () => {
    expect((await read(Buffer.alloc(MAX_WIRE_BYTES))).fault).toBeNull()
    const { fault, body } = await read(Buffer.alloc(MAX_WIRE_BYTES + 1))
    expect(fault?.cause).toBe('body_too_large')
    expect(body).toBeNull()
  })

  test('decoded: exactly as much is read, a byte more is not', async () => {
    const headers = { 'content-encoding': 'gzip' }
    expect((await read(gzipSync(Buffer.alloc(MAX_BODY_BYTES)), headers)).body?.bodyBytes).toBe(MAX_BODY_BYTES)
    expect((await read(gzipSync(Buffer.alloc(MAX_BODY_BYTES + 1)), headers)).fault?.cause).toBe('body_too_large')
  })

  test.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ] as const)('a %s bomb', async (encoding, compress) => {
    const bomb = compress(Buffer.alloc(8 * MAX_BODY_BYTES))
    expect(bomb.length).toBeLessThan(MAX_WIRE_BYTES)
    const { fault, body } = await read(bomb, { 'content-encoding': encoding })
    expect(fault?.cause).toBe('body_too_large')
    expect(body).toBeNull()
  })
})

describe('what cannot be decoded', () => {
  test.each([
    ['gzip that is none', Buffer.from('<html>'), 'gzip'],
    ['gzip that ends early', gzipSync(TEXT).subarray(0, 40), 'gzip'],
    ['gzip with a wrong checksum', Buffer.concat([gzipSync(TEXT).subarray(0, -8), Buffer.alloc(8)]), 'gzip'],
    ['br that is none', Buffer.from('<html>xxxxxxxxxxxxx'), 'br'],
    ['an encoding that was not asked for', TEXT, 'zstd'],
    ['two layers', gzipSync(gzipSync(TEXT)), 'gzip, gzip'],
  ])('%s', async (_name, wire, encoding) => {
    const { fault, body } = await read(wire, { 'content-encoding': encoding })
    expect(fault?.cause).toBe('malformed_response')
    expect(body).toBeNull()
  })
})
