import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Stores, TABLE_NAME } from '../../lib/local/stores.ts'
import { ensureTable, type Item } from '../../lib/record/table.ts'
import { makeQueue, openStores } from '../kit/stores.ts'

const item = (pk: string, sk: string, more: Record<string, unknown> = {}): Item => ({ pk, sk, schema: 1, ...more })

/** Every store must do the same, whatever keeps it. */
describe.each([
  ['in memory', false],
  ['on disk', true],
])('the stores, %s', (_name, onDisk) => {
  let stores: Stores
  let dir: string | null = null
  beforeAll(async () => {
    dir = onDisk ? await mkdtemp(join(tmpdir(), 'nhip-test-')) : null
    stores = await openStores(dir)
  })
  afterAll(async () => {
    await stores.close()
    if (dir !== null) await rm(dir, { recursive: true, force: true })
  })

  test('an item is read as it was written, and null where there is none', async () => {
    const written = item('A', '1', {
      text: 'Tiếng Việt \u{1f600}',
      number: 1.5,
      list: ['x', 2],
      nested: { yes: true, no: null },
      left: undefined,
    })
    await stores.table.put(written)
    const { left: _left, ...kept } = written
    expect(await stores.table.get({ pk: 'A', sk: '1' })).toEqual(kept)
    expect(await stores.table.get({ pk: 'A', sk: '2' })).toBeNull()
  })

  test('a put replaces the whole item', async () => {
    await stores.table.put(item('B', '1', { a: 1 }))
    await stores.table.put(item('B', '1', { b: 2 }))
    expect(await stores.table.get({ pk: 'B', sk: '1' })).toEqual(item('B', '1', { b: 2 }))
  })

  test('a conditional put is done or not', async () => {
    const absent = { expression: 'attribute_not_exists(pk)' }
    expect(await stores.table.putIf(item('C', '1', { version: 1 }), absent)).toBe(true)
    expect(await stores.table.putIf(item('C', '1', { version: 9 }), absent)).toBe(false)
    const is = (version: number) => ({ expression: '#v = :v', names: { '#v': 'version' }, values: { ':v': version } })
    expect(await stores.table.putIf(item('C', '1', { version: 2 }), is(9))).toBe(false)
    expect(await stores.table.putIf(item('C', '1', { version: 2 }), is(1))).toBe(true)
    expect(await stores.table.get({ pk: 'C', sk: '1' })).toMatchObject({ version: 2 })
  })

  test('of many who write at once under one condition, one does', async () => {
    const tries = Array.from({ length: 20 }, (_, by) =>
      stores.table.putIf(item('D', '1', { by }), { expression: 'attribute_not_exists(pk)' }),
    )
    expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1)
  })

  test('a query gives a partition in order, both bounds included', async () => {
    for (const sk of ['3', '1', '4', '10', '2']) await stores.table.put(item('E', sk))
    await stores.table.put(item('E2', '2'))
    const keys = async (range: object) => (await stores.table.query({ pk: 'E', ...range })).map(({ sk }) => sk)
    expect(await keys({})).toEqual(['1', '10', '2', '3', '4'])
    expect(await keys({ from: '10', to: '3' })).toEqual(['10', '2', '3'])
    expect(await keys({ from: '2' })).toEqual(['2', '3', '4'])
    expect(await keys({ to: '10' })).toEqual(['1', '10'])
    expect(await keys({ descending: true, limit: 2 })).toEqual(['4', '3'])
    expect(await stores.table.query({ pk: 'nothing' })).toEqual([])
  })

  test('a query gives the attributes that were asked for, whatever they are called', async () => {
    await stores.table.put(item('E3', '1', { timezone: 'UTC', json: '{}', size: 3 }))
    expect(await stores.table.query({ pk: 'E3', fields: ['sk', 'timezone', 'size', 'none'] })).toEqual([
      { sk: '1', timezone: 'UTC', size: 3 },
    ])
  })

  test('a query reads on over pages of 1 MB, and stops at its limit', async () => {
    const filler = 'x'.repeat(300_000)
    for (let index = 0; index < 10; index++) await stores.table.put(item('F', String(index), { filler }))
    expect(await stores.table.query({ pk: 'F' })).toHaveLength(10)
    expect(await stores.table.query({ pk: 'F', limit: 7 })).toHaveLength(7)
  })

  test('making the table again changes nothing', async () => {
    await stores.table.put(item('G', '1'))
    await ensureTable(stores.clients.dynamodb, TABLE_NAME)
    expect(await stores.table.get({ pk: 'G', sk: '1' })).not.toBeNull()
  })

  test('a queue gives every message that it took, with its attributes', async () => {
    const queue = await makeQueue(stores)
    await queue.send({ body: 'một', attributes: { reason: 'thử' } })
    await queue.sendAll(Array.from({ length: 23 }, (_, index) => ({ body: `b${index}` })))
    const received = await queue.received()
    expect(received).toHaveLength(24)
    expect(new Set(received.map(({ Body }) => Body))).toEqual(
      new Set(['một', ...Array.from({ length: 23 }, (_, index) => `b${index}`)]),
    )
    expect(received.find(({ Body }) => Body === 'một')?.MessageAttributes?.reason?.StringValue).toBe('thử')
    await queue.sendAll([])
  })

  test('a delayed message is not there yet', async () => {
    const queue = await makeQueue(stores)
    await queue.send({ body: 'later', delaySeconds: 900 })
    expect(await queue.received()).toEqual([])
  })

  test('what is on disk is there after the stores were closed', async () => {
    if (dir === null) return
    const queue = await makeQueue(stores)
    await stores.table.put(item('H', '1'))
    await queue.send({ body: 'kept' })
    await stores.close()
    stores = await openStores(dir)
    expect(await stores.table.get({ pk: 'H', sk: '1' })).not.toBeNull()
    const { receiveAll } = await import('../kit/stores.ts')
    const [message] = await receiveAll(
      stores.clients.sqs,
      queue.url.replace(/^http:\/\/[^/]+/, stores.messagesEndpoint),
    )
    expect(message?.Body).toBe('kept')
  })
})
