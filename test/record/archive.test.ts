import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ARCHIVE, ensureBucket } from '../../lib/local/resources.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { type Archive, createArchive, permitArchive } from '../../lib/record/archive.ts'
import { openStores } from '../kit/stores.ts'

const TEXT = { contentType: 'text/plain; charset=utf-8' }
const MIB = 1024 * 1024

/** So many bytes that are not all the same, in chunks of a size that fits no part. */
async function* chunksOf(sizeBytes: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < sizeBytes; from += 300_007)
    yield Buffer.alloc(Math.min(300_007, sizeBytes - from), `${from};`)
}

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  return Buffer.concat(all)
}

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

/** Every archive must do the same, whatever keeps it. */
describe.each([
  ['in memory', false],
  ['on disk', true],
])('an archive, %s', (_name, onDisk) => {
  let dir: string | null
  let stores: Stores
  let archive: Archive
  beforeAll(async () => {
    dir = onDisk ? mkdtempSync(join(tmpdir(), 'nhip-test-')) : null
    stores = await openStores(dir)
    await ensureBucket(stores.messagesEndpoint)
    archive = stores.archive
  })
  afterAll(async () => {
    await stores.close()
    if (dir !== null) rmSync(dir, { recursive: true, force: true })
  })

  test('a file is read as it was written, with what it is and when it was kept', async () => {
    const text = 'Cổng dịch vụ công\n'
    const kept = await archive.put('exports/vi.txt', text, { ...TEXT, fileName: 'vi.txt' })
    expect(kept).toEqual({ sizeBytes: Buffer.byteLength(text), sha256: sha256(text) })
    expect(Buffer.from((await archive.get('exports/vi.txt')) ?? []).toString()).toBe(text)
    const head = await archive.head('exports/vi.txt')
    expect(head).toMatchObject({ sizeBytes: kept.sizeBytes, contentType: TEXT.contentType })
    expect(Math.abs(Date.now() - (head?.storedAtMs ?? 0))).toBeLessThan(60_000)
  })

  test('what is not there is null', async () => {
    expect(await archive.get('exports/none')).toBeNull()
    expect(await archive.head('exports/none')).toBeNull()
  })

  test('a file takes the place of the one before it', async () => {
    await archive.put('exports/again', 'first', TEXT)
    await archive.put('exports/again', 'second', TEXT)
    expect(Buffer.from((await archive.get('exports/again')) ?? []).toString()).toBe('second')
  })

  test.each([
    ['nothing', 0],
    ['less than a part', 1 * MIB + 1],
    ['a part', 8 * MIB],
    ['a part and a byte', 8 * MIB + 1],
    ['three parts', 17 * MIB],
  ])('a file that is made bit by bit: %s', async (_size, sizeBytes) => {
    const whole = await bytesOf(chunksOf(sizeBytes))
    const kept = await archive.putStream('exports/stream', chunksOf(sizeBytes), TEXT)
    expect(kept).toEqual({ sizeBytes, sha256: sha256(whole) })
    expect(sha256((await archive.get('exports/stream')) ?? 'none')).toBe(kept.sha256)
    expect((await archive.head('exports/stream'))?.contentType).toBe(TEXT.contentType)
  })

  test.each([
    ['in its first part', 1 * MIB],
    ['after a part', 9 * MIB],
  ])('a source that breaks %s leaves nothing, and what was there stays', async (_when, sizeBytes) => {
    async function* breaking(): AsyncGenerator<Uint8Array> {
      yield* chunksOf(sizeBytes)
      throw new Error('the source broke')
    }
    const key = `exports/broken-${sizeBytes}`
    await expect(archive.putStream(key, breaking(), TEXT)).rejects.toThrow('the source broke')
    expect(await archive.head(key)).toBeNull()
    await archive.put(key, 'before', TEXT)
    await expect(archive.putStream(key, breaking(), TEXT)).rejects.toThrow('the source broke')
    expect(Buffer.from((await archive.get(key)) ?? []).toString()).toBe('before')
  })

  test('a link reads the file without credentials, under its name, until it ends', async () => {
    await archive.put('exports/a b/ñ.csv', 'x;y', { contentType: 'text/csv', fileName: 'so-lieu.csv' })
    const link = new URL(await archive.link('exports/a b/ñ.csv', { forSeconds: 900 }))
    const answer = await fetch(link)
    expect([answer.status, await answer.text()]).toEqual([200, 'x;y'])
    expect(answer.headers.get('content-type')).toBe('text/csv')
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="so-lieu.csv"')
    expect(link.searchParams.get('X-Amz-Expires')).toBe('900')

    // As if a quarter of an hour had gone by.
    const madeAt = new Date(Date.now() - 900_000).toISOString().replace(/[-:]|\.\d+/g, '')
    link.searchParams.set('X-Amz-Date', madeAt)
    expect((await fetch(link)).status).toBe(403)
  })

  test('a link to what is not there says so to who follows it', async () => {
    expect((await fetch(await archive.link('exports/none', { forSeconds: 60 }))).status).toBe(404)
  })

  test('a bucket that is there stays as it is', async () => {
    await archive.put('exports/kept', 'kept', TEXT)
    await ensureBucket(stores.messagesEndpoint)
    expect(await archive.head('exports/kept')).not.toBeNull()
  })

  test('a store that is away rejects', async () => {
    const away = createArchive({ ...stores.env, AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' }, ARCHIVE)
    await expect(away.put('exports/x', 'x', TEXT)).rejects.toThrow('ECONNREFUSED')
    await expect(away.get('exports/x')).rejects.toThrow('ECONNREFUSED')
  })

  test.runIf(onDisk)('files are there after a restart', async () => {
    await archive.put('exports/lasting', 'lasting', TEXT)
    await stores.close()
    stores = await openStores(dir)
    archive = stores.archive
    expect(Buffer.from((await archive.get('exports/lasting')) ?? []).toString()).toBe('lasting')
  })
})

test('who may only read some files can do nothing else', async () => {
  const stores = await openStores()
  await ensureBucket(stores.messagesEndpoint)
  await stores.archive.put('exports/a', 'a', TEXT)
  const reader = permitArchive(stores.archive, { gets: ['exports/'] })
  expect(await reader.head('exports/a')).not.toBeNull()
  expect(await reader.link('exports/a', { forSeconds: 1 })).toContain('/exports/a?')
  await expect(reader.put('exports/a', 'b', TEXT)).rejects.toThrow('may not put exports/a')
  await expect(reader.putStream('exports/a', chunksOf(1), TEXT)).rejects.toThrow('may not put exports/a')
  for (const read of [reader.get, reader.head])
    await expect(read('evidence/a')).rejects.toThrow('may not get evidence/a')
  await expect(permitArchive(stores.archive).link('exports/a', { forSeconds: 1 })).rejects.toThrow('may not get')
  await stores.close()
})
