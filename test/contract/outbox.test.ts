import { afterEach, describe, expect, test } from 'vitest'
import { createQueueOutbox, type Outbox } from '../../lib/record/outbox.ts'
import { openSpool } from '../../lib/record/spool.ts'
import { makeQueue, openStores } from '../kit/stores.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'

/** What every outbox must do, be it a queue or a disk. */
const OUTBOXES: Readonly<Record<string, () => Promise<{ outbox: Outbox; close: () => Promise<void> | void }>>> = {
  queue: async () => {
    const stores = await openStores()
    const { url } = await makeQueue(stores)
    return { outbox: createQueueOutbox(stores.clients.sqs, url), close: () => stores.close() }
  },
  spool: async () => {
    const spool = openSpool(temporaryFolder())
    return { outbox: spool, close: () => spool.close() }
  },
}

describe.each(Object.keys(OUTBOXES))('%s', (name) => {
  let close: () => Promise<void> | void = () => undefined
  afterEach(() => close())
  const open = async (): Promise<Outbox> => {
    const opened = await OUTBOXES[name]?.()
    if (!opened) throw new Error(name)
    close = opened.close
    return opened.outbox
  }

  test('gives out what was put, as it was put, and nothing once it is removed', async () => {
    const outbox = await open()
    const bodies = ['{"a":"Ế ộ ữ ằ"}', '{}', 'x'.repeat(100_000)]
    for (const body of bodies) await outbox.put(body)
    const taken = await outbox.take(10)
    expect(taken.map(({ body }) => body).sort()).toEqual([...bodies].sort())
    await outbox.remove(taken)
    expect(await outbox.take(10)).toEqual([])
  })

  test('gives out no more than it is asked for; what is removed is what was named', async () => {
    const outbox = await open()
    for (let i = 0; i < 25; i++) await outbox.put(String(i))
    const [first] = await outbox.take(1)
    if (!first) throw new Error('nothing was given out')
    await outbox.remove([first])
    const rest: string[] = []
    for (;;) {
      const taken = await outbox.take(7)
      if (taken.length === 0) break
      expect(taken.length).toBeLessThanOrEqual(7)
      rest.push(...taken.map(({ body }) => body))
      await outbox.remove(taken)
    }
    expect([first.body, ...rest].sort()).toEqual(Array.from({ length: 25 }, (_, i) => String(i)).sort())
  })

  test('removing nothing is fine', async () => {
    const outbox = await open()
    await outbox.remove([])
    expect(await outbox.take(1)).toEqual([])
  })
})

test('a spool gives out the oldest first, counts what waits, and has all of it when it is opened again', async () => {
  const folder = temporaryFolder()
  const before = openSpool(folder)
  for (const body of ['1', '2', '3']) await before.put(body)
  await before.remove(await before.take(1))
  before.close()
  const after = openSpool(folder)
  expect(after.count()).toBe(2)
  expect((await after.take(10)).map(({ body }) => body)).toEqual(['2', '3'])
  after.close()
})
