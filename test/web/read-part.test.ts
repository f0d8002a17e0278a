import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DAY_MS, HOUR_MS } from '../../lib/model/duration.ts'
import { type CheckPlace, type KeyedResult, keepResult, someObservationsOf } from '../../lib/record/results.ts'
import { type Part, partOf, type ReadEntries, readPart } from '../../lib/web/list-part.ts'
import { observation } from '../kit/observation.ts'
import { openStores } from '../kit/stores.ts'

/** A list that is read no further than it is shown is the same, part by part, as one that is known as a whole. */
const KIND = { name: 'numbers', placeOf: (entry: number) => [entry] }

test('forwards and backwards, whatever the list and the limit', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.nat(50), { maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.boolean(), { maxLength: 12 }),
      async (numbers, limit, turns) => {
        const all = numbers.toSorted((a, b) => a - b)
        const read: ReadEntries<number> = async ({ side, place, limit: most }) => {
          const at = place === null ? null : Number(place[0])
          return side === 'before'
            ? all.filter((one) => at === null || one < at).slice(-most)
            : all.filter((one) => at === null || one > at).slice(0, most)
        }
        let cursor: string | null = null
        for (const isOn of [true, ...turns]) {
          const known: Part<number> = partOf(all, { ...KIND, limit, cursor })
          expect(await readPart(read, { ...KIND, limit, cursor })).toEqual(known)
          const next: string | null = isOn ? known.after : known.before
          if (next !== null) cursor = next
        }
      },
    ),
  )
})

describe('of a page’s results', () => {
  const FROM = Date.parse('2026-11-21T17:00:00Z')
  const PAGE = 'da-nang/home'
  let stores: Awaited<ReturnType<typeof openStores>>
  const places: CheckPlace[] = []
  beforeAll(async () => {
    stores = await openStores()
    // The day in Vietnam lies in two days of UTC; the hour before and that after it are others'.
    for (const hour of [-1, 0, 5, 6, 7, 23, 24])
      for (const location of ['han', 'sgn']) {
        const slotMs = FROM + hour * HOUR_MS
        const row = observation({ page: PAGE, location, slotMs }) as KeyedResult
        await keepResult(stores.table, row, slotMs + HOUR_MS)
        if (hour >= 0 && hour < 24) places.push({ slotMs, location })
      }
  })
  afterAll(() => stores.close())

  const some = async (of: {
    readonly limit: number
    readonly place: CheckPlace | null
    readonly side: 'before' | 'after'
  }) => {
    const rows = await someObservationsOf(stores.table, PAGE, { fromMs: FROM, toMs: FROM + DAY_MS, ...of })
    return rows.map(({ slotMs, location }) => ({ slotMs, location }))
  }

  test('the first ones, those after each, and those before it, in order and no more than are asked for', async () => {
    for (const limit of [1, 3, 20]) {
      expect(await some({ limit, place: null, side: 'after' })).toEqual(places.slice(0, limit))
      for (const [index, place] of places.entries()) {
        expect(await some({ limit, place, side: 'after' })).toEqual(places.slice(index + 1, index + 1 + limit))
        expect(await some({ limit, place, side: 'before' })).toEqual(places.slice(Math.max(0, index - limit), index))
      }
    }
  })

  test('a place of another day leads to this day alone', async () => {
    const [early, late] = [FROM - HOUR_MS, FROM + DAY_MS].map((slotMs) => ({ slotMs, location: 'sgn' })) as [
      CheckPlace,
      CheckPlace,
    ]
    expect(await some({ limit: 20, place: early, side: 'after' })).toEqual(places)
    expect(await some({ limit: 20, place: early, side: 'before' })).toEqual([])
    expect(await some({ limit: 20, place: late, side: 'before' })).toEqual(places)
    expect(await some({ limit: 20, place: late, side: 'after' })).toEqual([])
  })
})
