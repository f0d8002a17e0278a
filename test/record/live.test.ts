import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Stores } from '../../lib/local/stores.ts'
import { getLive, listLive, newLivePage, putLive } from '../../lib/record/live.ts'
import { packVerdicts, unpackVerdicts } from '../../lib/record/verdict-runs.ts'
import { openStores } from '../kit/stores.ts'

let stores: Stores
beforeAll(async () => {
  stores = await openStores()
})
afterAll(() => stores.close())

const VERDICT = { slotMs: 0, group: 'domestic', verdict: 'ok', maintenance: false, inputs: 'a:OK' } as const

test('what is written is read, under the next version', async () => {
  const live = { ...newLivePage('da-nang/home'), verdicts: [VERDICT] }
  expect(await getLive(stores.table, 'da-nang/home')).toBeNull()
  expect(await putLive(stores.table, live)).toBe(true)
  expect(await getLive(stores.table, 'da-nang/home')).toEqual({ ...live, version: 1 })
})

test('who read before somebody else wrote does not write', async () => {
  await putLive(stores.table, newLivePage('hue/home'))
  const mine = await getLive(stores.table, 'hue/home')
  const theirs = await getLive(stores.table, 'hue/home')
  if (!mine || !theirs) throw new Error('not written')
  expect(await putLive(stores.table, { ...theirs, verdicts: [VERDICT] })).toBe(true)
  expect(await putLive(stores.table, mine)).toBe(false)
  expect(await putLive(stores.table, newLivePage('hue/home'))).toBe(false)
  expect(await getLive(stores.table, 'hue/home')).toMatchObject({ version: 2, verdicts: [VERDICT] })
})

test('all pages are listed, whatever partition they fell into', async () => {
  const pages = Array.from({ length: 60 }, (_, index) => `tinh-${index}/home`)
  for (const page of pages) await putLive(stores.table, newLivePage(page))
  expect((await listLive(stores.table)).map(({ page }) => page)).toEqual(expect.arrayContaining(pages))
})

test('verdicts are kept as runs and read as they were', () => {
  const entry = fc.record({
    verdict: fc.constantFrom('ok' as const, 'slow' as const, 'down' as const),
    maintenance: fc.boolean(),
    inputs: fc.constantFrom('a:OK', 'a:FAIL/http_5xx'),
    group: fc.constantFrom('domestic' as const, 'abroad' as const),
    gap: fc.constantFrom(1, 1, 1, 2),
  })
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 80 }), (list) => {
      let slot = 0
      const verdicts = list.map(({ gap, ...rest }) => {
        slot += gap
        return { slotMs: slot * 300_000, ...rest }
      })
      expect(unpackVerdicts(packVerdicts(verdicts))).toEqual(verdicts)
    }),
  )
  const calm = Array.from({ length: 72 }, (_, index) => ({ ...VERDICT, slotMs: index * 300_000 }))
  expect(packVerdicts(calm)).toHaveLength(1)
})
