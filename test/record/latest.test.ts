import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Stores } from '../../lib/local/stores.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import { keepLatest, listLatest } from '../../lib/record/latest.ts'
import type { KeyedResult } from '../../lib/record/results.ts'
import { audit } from '../kit/audit.ts'
import { observation } from '../kit/observation.ts'
import { openStores } from '../kit/stores.ts'

const SLOT = 1_790_000_100_000
const EVERY = 5 * MINUTE_MS

let stores: Stores
beforeAll(async () => {
  stores = await openStores()
})
afterAll(() => stores.close())

const keep = (result: unknown, nowMs = SLOT + 9 * EVERY) => keepLatest(stores.table, result as KeyedResult, nowMs)
const latest = async (page: string) => (await listLatest(stores.table)).get(page)

test('of each location the latest slot stays, of a slot what started earlier, in whatever order they come', async () => {
  let runs = 0
  const result = fc.record({
    location: fc.constantFrom('a', 'b'),
    slot: fc.nat(3),
    startedMs: fc.nat(2),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(result, { minLength: 1, maxLength: 8 }), async (results) => {
      const page = `tinh-${++runs}/home`
      for (const { location, slot, startedMs } of results) {
        const slotMs = SLOT + slot * EVERY
        await keep(observation({ page, location, slotMs, startedAtMs: slotMs + startedMs }))
      }
      const best = (location: string) =>
        results
          .filter((one) => one.location === location)
          .sort((x, y) => y.slot - x.slot || x.startedMs - y.startedMs)
          .slice(0, 1)
          .map(({ slot, startedMs }) => SLOT + slot * EVERY + startedMs)
      const kept = (await latest(page))?.observations ?? []
      expect(kept.map(({ location, startedAtMs }) => [location, startedAtMs])).toEqual(
        ['a', 'b'].flatMap((location) => best(location).map((startedAtMs) => [location, startedAtMs])),
      )
    }),
    { numRuns: 20 },
  )
})

test('of a page one audit, the latest of all locations, with its files', async () => {
  const page = 'hue/home'
  const files = [{ name: 'run-1.report.html', sizeBytes: 10, sha256: '0'.repeat(64) }] as never
  await keep(audit({ page, location: 'a', slotMs: SLOT + EVERY, files }))
  await keep(audit({ page, location: 'b', slotMs: SLOT, score: 0.1 }))
  expect(await latest(page)).toEqual({
    observations: [],
    audit: expect.objectContaining({ location: 'a', slotMs: SLOT + EVERY, score: 0.77, lcpMs: 2_100, files }),
  })
})

test('what claims to be of a slot to come does not hide what comes from now on', async () => {
  const page = 'gia-lai/home'
  await keep(observation({ page, slotMs: SLOT + EVERY }), SLOT + EVERY - MINUTE_MS - 1)
  expect(await latest(page)).toBeUndefined()
  await keep(observation({ page, slotMs: SLOT + EVERY }), SLOT + EVERY - MINUTE_MS)
  expect((await latest(page))?.observations).toHaveLength(1)
})
