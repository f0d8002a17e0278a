import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Stores, TABLE_NAME } from '../../lib/local/stores.ts'
import type { Observation } from '../../lib/model/observation.ts'
import { createBulk } from '../../lib/record/bulk.ts'
import { canonicalJson } from '../../lib/record/canonical.ts'
import {
  auditsOfSlot,
  type KeyedResult,
  keepResult,
  keepResults,
  latestAudits,
  observationsOf,
} from '../../lib/record/results.ts'
import { audit } from '../kit/audit.ts'
import { observation } from '../kit/observation.ts'
import { openStores } from '../kit/stores.ts'

let stores: Stores
beforeAll(async () => {
  stores = await openStores()
})
afterAll(() => stores.close())

/** A page of its own for every run: what others wrote is out of sight. */
let runs = 0
let page = ''
const fresh = (): string => (page = `p/${++runs}`)
beforeEach(() => void fresh())

const SLOT = 1_790_000_100_000
const keep = (result: Observation) => keepResult(stores.table, result as KeyedResult, SLOT)

async function stored(): Promise<readonly Observation[]> {
  return observationsOf(stores.table, page, { fromMs: SLOT - 600_000, toMs: SLOT + 600_000 })
}

describe('of two results for one key', () => {
  const at = (startedAtMs: number, detail: string | null = null) =>
    observation({ page, slotMs: SLOT, startedAtMs, detail })

  test('equal ones are one row', async () => {
    expect(await keep(at(SLOT))).toBe('added')
    expect(await keep(at(SLOT))).toBe('duplicate')
    expect(await stored()).toHaveLength(1)
  })

  test('the one that started earlier stays, whichever came first', async () => {
    await keep(at(SLOT + 2))
    expect(await keep(at(SLOT + 1))).toBe('replaced')
    expect(await keep(at(SLOT + 3))).toBe('conflict')
    expect(await stored()).toEqual([at(SLOT + 1)])
  })

  test('at equal start, the one whose canonical JSON sorts first', async () => {
    await keep(at(SLOT, 'm'))
    expect(await keep(at(SLOT, 'z'))).toBe('conflict')
    expect(await keep(at(SLOT, 'a'))).toBe('replaced')
    expect(await stored()).toEqual([at(SLOT, 'a')])
  })

  test('other fields in another order are the same result', async () => {
    await keep(at(SLOT))
    const reversed = Object.fromEntries(Object.entries(at(SLOT)).reverse()) as Observation
    expect(await keep(reversed)).toBe('duplicate')
  })
})

test('any order and repetition of results ends in the same rows', async () => {
  const results = fc.array(
    fc.record({
      slot: fc.nat(1),
      location: fc.constantFrom('a', 'b'),
      start: fc.nat(2),
      detail: fc.constantFrom(null, 'a', 'Ế', 'z'),
    }),
    { minLength: 1, maxLength: 8 },
  )
  await fc.assert(
    fc.asyncProperty(results, fc.infiniteStream(fc.nat()), async (list, random) => {
      const make = ({ slot, location, start, detail }: (typeof list)[number]) => {
        const slotMs = SLOT + slot * 300_000
        return observation({ page, location, slotMs, startedAtMs: slotMs + start, detail })
      }
      fresh()
      for (const shape of list) await keep(make(shape))
      const inOrder = (await stored()).map((row) => canonicalJson({ ...row, page: null }))
      fresh()
      const shuffled = [...list, ...list]
        .map((shape) => ({ shape, key: random.next().value as number }))
        .sort((a, b) => a.key - b.key)
      for (const { shape } of shuffled) await keep(make(shape))
      expect((await stored()).map((row) => canonicalJson({ ...row, page: null }))).toEqual(inOrder)
      // One row for each key, and it is the least of its key.
      const keys = Map.groupBy(list, ({ slot, location }) => `${slot} ${location}`)
      expect(inOrder).toHaveLength(keys.size)
      for (const same of keys.values()) {
        const least = same
          .map(make)
          .sort((a, b) => a.startedAtMs - b.startedAtMs || (canonicalJson(a) < canonicalJson(b) ? -1 : 1))[0]
        expect(inOrder).toContain(canonicalJson({ ...least, page: null }))
      }
    }),
    { numRuns: 25 },
  )
})

test('many at once are kept as one after the other would be', async () => {
  const bulk = createBulk(stores.clients.dynamodb, TABLE_NAME)
  const shape = fc.record({
    slot: fc.nat(60),
    start: fc.nat(1),
    detail: fc.constantFrom(null, 'a', '\u{ff5e}', '\u{1f600}'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(shape, { maxLength: 40 }), { maxLength: 3 }), async (batches) => {
      const make = ({ slot, start, detail }: (typeof batches)[number][number]) => {
        const slotMs = SLOT - 600_000 + slot * 10_000
        return observation({ page, location: 'a', slotMs, startedAtMs: slotMs + start, detail }) as KeyedResult
      }
      const bare = async () => (await stored()).map((row) => canonicalJson({ ...row, page: null }))
      fresh()
      const single = []
      for (const one of batches.flat()) single.push(await keepResult(stores.table, make(one), SLOT))
      const rows = await bare()
      fresh()
      const bulky = []
      for (const batch of batches) bulky.push(...(await keepResults(bulk, batch.map(make), SLOT)))
      expect(bulky).toEqual(single)
      expect(await bare()).toEqual(rows)
    }),
    { numRuns: 6 },
  )
})

test('writers at once end in the same row as one after the other', async () => {
  const tries = Array.from({ length: 12 }, (_, index) =>
    observation({ page, slotMs: SLOT, startedAtMs: SLOT + ((index * 7) % 12) }),
  )
  const kept = await Promise.all(tries.map(keep))
  expect(kept.filter((became) => became === 'added')).toHaveLength(1)
  expect((await stored()).map(({ startedAtMs }) => startedAtMs)).toEqual([SLOT])
})

describe('observations of a span', () => {
  const DAY = Date.parse('2026-11-23T00:00:00Z')
  const EVERY = 300_000

  test('come by slot, then location, over midnight, its end excluded', async () => {
    for (const slotMs of [DAY - 2 * EVERY, DAY - EVERY, DAY, DAY + EVERY])
      for (const location of ['b', 'a']) await keep(observation({ page, slotMs, location }))
    const found = async (fromMs: number, toMs: number) =>
      (await observationsOf(stores.table, page, { fromMs, toMs })).map(({ slotMs, location }) => [
        (slotMs - DAY) / EVERY,
        location,
      ])
    expect(await found(DAY - EVERY, DAY + EVERY)).toEqual([
      [-1, 'a'],
      [-1, 'b'],
      [0, 'a'],
      [0, 'b'],
    ])
    expect(await found(DAY, DAY + 1)).toEqual([
      [0, 'a'],
      [0, 'b'],
    ])
    expect(await found(DAY - EVERY, DAY)).toEqual([
      [-1, 'a'],
      [-1, 'b'],
    ])
    expect(await found(DAY, DAY)).toEqual([])
    expect(await found(DAY - EVERY + 1, DAY + 3 * 86_400_000)).toHaveLength(4)
  })

  test("are a page's own", async () => {
    await keep(observation({ page, slotMs: SLOT }))
    fresh()
    expect(await stored()).toEqual([])
  })
})

describe('audits', () => {
  const MONTH = Date.parse('2026-12-01T00:00:00Z')
  const put = (slotMs: number, location = 'a') =>
    keepResult(stores.table, audit({ page, slotMs, location }) as KeyedResult, slotMs)

  test("the latest, newest first, over the month's end", async () => {
    for (const slotMs of [MONTH - 3_600_000, MONTH, MONTH + 3_600_000]) await put(slotMs)
    const latest = async (limit: number) =>
      (await latestAudits(stores.table, page, { nowMs: MONTH + 7_200_000, limit })).map(({ slotMs }) => slotMs - MONTH)
    expect(await latest(1)).toEqual([3_600_000])
    expect(await latest(5)).toEqual([3_600_000, 0, -3_600_000])
  })

  test('of one slot', async () => {
    await put(MONTH, 'a')
    await put(MONTH, 'b')
    await put(MONTH + 1)
    expect((await auditsOfSlot(stores.table, page, MONTH)).map(({ location }) => location)).toEqual(['a', 'b'])
  })

  test("and observations of one page and slot don't meet", async () => {
    await put(SLOT)
    await keep(observation({ page, slotMs: SLOT }))
    expect(await stored()).toHaveLength(1)
    expect(await auditsOfSlot(stores.table, page, SLOT)).toHaveLength(1)
  })
})
