import { beforeEach, describe, expect, test } from 'vitest'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import { getLive } from '../../lib/record/live.ts'
import type { Item, Table } from '../../lib/record/table.ts'
import { type AlertStory, EVERY, FIRST, openAlertStory, PAGE } from '../kit/alert-story.ts'

let { stores, topic, clock, slot, close, tell, told }: AlertStory = {} as AlertStory
beforeEach(async () => {
  ;({ stores, topic, clock, slot, close, tell, told } = await openAlertStory())
  return () => stores.close()
})

const OPENED = `opened down:${PAGE}:domestic:${FIRST}:1`

describe('from rows to the topic', () => {
  test('two bad slots: one opening; three good ones: one resolution', async () => {
    for (const [number, word] of ['xxx', 'xxx', '...', '...', '...'].entries()) {
      await slot(number, word)
      expect(await close()).toBe(1)
      await tell()
    }
    expect(await told()).toEqual([OPENED, `resolved down:${PAGE}:domestic:${FIRST}:2`])
    expect((await getLive(stores.table, PAGE))?.verdicts.map(({ verdict }) => verdict)).toEqual([
      'down',
      'down',
      'ok',
      'ok',
      'ok',
    ])
  })

  test('an event carries whom it is about, and a link where there is a page', async () => {
    await slot(0, 'xxx')
    await slot(1, 'xxx')
    await close()
    await tell({ url: 'https://nhip.example.org' })
    expect(await topic.told()).toMatchObject([
      {
        attributes: { event: 'opened', kind: 'down', severity: 'page', portal: 'da-nang', vendor: 'vnpt' },
        event: {
          links: { status: `https://nhip.example.org/#${PAGE}` },
          sinceMs: FIRST,
          atMs: clock.now(),
          owner: 'da-nang',
        },
      },
    ])
  })

  test('a slot without its results waits, and closes two minutes after its last due time', async () => {
    await slot(0, 'xx-')
    clock.set(FIRST + EVERY)
    await close()
    const open = await getLive(stores.table, PAGE)
    clock.set(FIRST + 2 * EVERY + 2 * MINUTE_MS)
    await close()
    const closed = await getLive(stores.table, PAGE)
    expect(open).toBeNull()
    expect(closed?.verdicts[0]).toMatchObject({
      slotMs: FIRST,
      verdict: 'down',
      inputs: 'a:FAIL/http_5xx b:FAIL/http_5xx c:UNKNOWN',
    })
  })

  test('a result that comes after its slot was closed changes no verdict', async () => {
    await slot(0, 'xxx')
    await close()
    clock.set(FIRST + 20 * EVERY)
    await close()
    const before = await getLive(stores.table, PAGE)
    await slot(1, 'xxx')
    await slot(2, 'xxx')
    expect(await close()).toBe(0)
    await tell()
    expect(await getLive(stores.table, PAGE)).toEqual(before)
    expect(await told()).toEqual([])
  })

  test('nothing new: nothing is written', async () => {
    await slot(0, '...')
    await close()
    const before = await getLive(stores.table, PAGE)
    expect(await close()).toBe(0)
    await tell()
    expect((await getLive(stores.table, PAGE))?.version).toBe(before?.version)
  })
})

/** A table to whose user it happens as soon as an incident is to be filed. */
function diesFiling(): Table {
  const refuse = () => Promise.reject(new Error('killed'))
  const isFile = ({ pk }: { readonly pk: string }): boolean => pk.startsWith('I#') || pk.endsWith('#I')
  return {
    ...stores.table,
    put: (item) => (isFile(item) ? refuse() : stores.table.put(item)),
    putIf: (item, condition) => (isFile(item) ? refuse() : stores.table.putIf(item, condition)),
  }
}

/** A table to whose user it happens when all is published, before that is kept. */
function diesTakingOff(): Table {
  const isLast = ({ pk, json }: Item): boolean => pk === 'CFG#telling' && String(json).endsWith('"outbox":[]}')
  return {
    ...stores.table,
    putIf: (item, condition) =>
      isLast(item) ? Promise.reject(new Error('killed')) : stores.table.putIf(item, condition),
  }
}

describe('whatever dies or comes twice', () => {
  test('died between writing and publishing: published by the next, once', async () => {
    await slot(0, 'xxx')
    await slot(1, 'xxx')
    await close()
    // Whoever was to publish died here; the next start closes again and publishes.
    expect(await close()).toBe(0)
    await tell()
    await tell()
    expect(await told()).toEqual([OPENED])
  })

  test('died between publishing and taking off: published again under the same id', async () => {
    await slot(0, 'xxx')
    await slot(1, 'xxx')
    await close()
    await expect(tell({ table: diesTakingOff() })).rejects.toThrow('killed')
    await tell()
    expect(await told()).toEqual([OPENED, OPENED])
  })

  test('died before the incident was filed: filed by the next', async () => {
    await slot(0, 'xxx')
    await slot(1, 'xxx')
    await expect(close(diesFiling())).rejects.toThrow('killed')
    await close()
    const [filed] = await stores.table.query({ pk: `P#${PAGE}#I` })
    expect(JSON.parse(filed?.json as string)).toMatchObject({ id: `down:${PAGE}:domestic:${FIRST}` })
    await tell()
    const items = await stores.table.query({ pk: `P#${PAGE}#I` })
    expect(items.map(({ json }) => (JSON.parse(json as string) as { id: string }).id)).toEqual([
      `down:${PAGE}:domestic:${FIRST}`,
      `down:${PAGE}:domestic:${FIRST}:1`,
    ])
  })

  test('an older writer does not open again in its file what has ended', async () => {
    await slot(0, 'xxx')
    await slot(1, 'xxx')
    await expect(close(diesFiling())).rejects.toThrow('killed')
    for (const number of [2, 3, 4]) await slot(number, '...')
    const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const slowly = async <T>(write: () => Promise<T>): Promise<T> => {
      reached.resolve()
      await released.promise
      return write()
    }
    const slow: Table = {
      ...stores.table,
      put: (item) => slowly(() => stores.table.put(item)),
      putIf: (item, condition) => slowly(() => stores.table.putIf(item, condition)),
    }
    // It has read what is to be filed, and files it when the other one is done.
    const older = close(slow)
    await reached.promise
    expect(await close()).toBe(3)
    released.resolve()
    await older
    const [incident] = await stores.table.query({ pk: `P#${PAGE}#I` })
    expect(JSON.parse(incident?.json as string)).toMatchObject({ resolvedAtMs: clock.now() })
  })

  test('results delivered again open nothing twice', async () => {
    for (const number of [0, 1]) {
      await slot(number, 'xxx')
      await slot(number, 'xxx')
      await close()
      await close()
      await tell()
    }
    await slot(0, 'xxx')
    await close()
    await tell()
    expect(await told()).toEqual([OPENED])
  })

  test('of two closers at once one wins', async () => {
    await slot(0, 'xxx')
    await slot(1, 'xxx')
    const closed = await Promise.all([close(), close(), close()])
    expect(closed.toSorted((a, b) => a - b)).toEqual([0, 0, 2])
    await tell()
    expect(await told()).toEqual([OPENED])
    expect((await getLive(stores.table, PAGE))?.version).toBe(2)
  })

  test('a closer and a publisher at once lose nothing', async () => {
    await slot(0, 'xxx')
    await slot(1, 'xxx')
    await close()
    await slot(2, '...')
    await Promise.all([close(), tell()])
    for (const number of [3, 4]) await slot(number, '...')
    await close()
    await tell()
    expect(new Set(await told())).toEqual(new Set([OPENED, `resolved down:${PAGE}:domestic:${FIRST}:2`]))
    expect((await getLive(stores.table, PAGE))?.outbox).toEqual([])
  })
})

describe('after an outage of ours', () => {
  test('what opened and ended meanwhile is not told', async () => {
    for (const [number, word] of ['xxx', 'xxx', '...', '...', '...'].entries()) {
      await slot(number, word)
      await close()
    }
    expect(await tell()).toEqual([])
    expect((await getLive(stores.table, PAGE))?.outbox).toEqual([])
    expect(await told()).toEqual([])
  })

  test('what was told before it is told to have ended', async () => {
    await slot(0, 'xxx')
    await slot(1, 'xxx')
    await close()
    await expect(tell({ table: diesTakingOff() })).rejects.toThrow('killed')
    for (const number of [2, 3, 4]) {
      await slot(number, '...')
      await close()
    }
    await tell()
    expect(new Set(await told())).toEqual(new Set([OPENED, `resolved down:${PAGE}:domestic:${FIRST}:2`]))
  })

  test('what is still open is told', async () => {
    for (const number of [0, 1, 2, 3, 4]) {
      await slot(number, 'xxx')
      await close()
    }
    await tell()
    expect(await told()).toEqual([OPENED])
  })
})
