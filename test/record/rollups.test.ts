import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { placesOf } from '../../lib/judge/history.ts'
import { rollUp } from '../../lib/judge/rollup.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { addDays } from '../../lib/model/day.ts'
import { DAY_MS, HOUR_MS } from '../../lib/model/duration.ts'
import { dayDetailsKey, dayRollupKey } from '../../lib/record/keys.ts'
import {
  briefDaysOf,
  type DayRollup,
  dayRollupsOf,
  getDayRollup,
  putDayRollup,
  rollupAttributes,
} from '../../lib/record/rollups.ts'
import { SCHEMA, type Table } from '../../lib/record/table.ts'
import { audit } from '../kit/audit.ts'
import { ownTable } from '../kit/own-table.ts'
import { openStores } from '../kit/stores.ts'

const TODAY = '2026-01-01'
const TODAY_MS = Date.parse(`${TODAY}T00:00:00Z`)
const PAGE = 'da-nang/home'

let stores: Stores
let table: Table
let runs = 0
beforeAll(async () => {
  stores = await openStores()
})
afterAll(() => stores.close())
beforeEach(() => {
  table = ownTable(stores.table, `run${++runs}#`)
})

/** With an audit and all phases; `totalMs` is that of its checks. */
function dayAgo(
  ago: number,
  of: { readonly totalMs?: number; readonly hours?: number; readonly version?: number } = {},
) {
  const { totalMs = 100, hours = 24, version = 0 } = of
  const fromMs = TODAY_MS - ago * DAY_MS
  const slots = Array.from({ length: hours }, (_, hour) => fromMs + hour * HOUR_MS)
  const phases = { totalMs, waitMs: totalMs / 2, dnsMs: totalMs / 10, tlsMs: totalMs / 5 }
  const rollup = rollUp({
    rows: slots.map((slotMs) => ({ slotMs, location: 'a', outcome: 'passed', cause: null, phases })),
    audits: [audit({ page: PAGE, location: 'a', slotMs: fromMs })],
    locations: [{ location: 'a', group: 'domestic', expected: new Set(slots), audits: new Set([fromMs]) }],
    isMaintenance: () => false,
    explain: () => 'not_answered',
  })
  const throughMs = fromMs + hours * HOUR_MS
  const span = { fromMs, toMs: fromMs + DAY_MS, throughMs, timezone: 'UTC' }
  return { ...span, page: PAGE, day: addDays(TODAY, -ago), version, rollup } satisfies DayRollup
}

const days = (from: number, to: number) => ({ from: addDays(TODAY, -from), to: addDays(TODAY, -to) })
const brief = (day: DayRollup) =>
  day.throughMs < day.toMs
    ? { ...withoutDetails(day), places: null }
    : { ...day, places: placesOf(day.rollup), rollup: null }
const withoutDetails = (day: DayRollup) => ({
  ...day,
  rollup: {
    locations: day.rollup.locations.map((location) => ({
      ...location,
      phases: { totalMs: location.phases.totalMs, waitMs: location.phases.waitMs },
      audits: { counts: { passed: 0, failed: 0, inconclusive: 0 }, causes: {}, metrics: {}, instruments: {} },
    })),
  },
})

test('of days that are over the rollup is apart, beyond a turn of the year too', async () => {
  const made = [dayAgo(2), dayAgo(1), dayAgo(0, { hours: 5 })]
  for (const day of made) expect(await putDayRollup(table, day)).toBe(true)
  expect(await dayRollupsOf(table, PAGE, days(2, 0))).toEqual(made.map((day) => ({ ...day, version: 1 })))
  expect(await Promise.all(made.map(({ day }) => getDayRollup(table, PAGE, day)))).toEqual(
    made.map((day) => ({ ...day, version: 1 })),
  )
  expect(await briefDaysOf(table, PAGE, days(2, 0))).toEqual(made.map((day) => brief({ ...day, version: 1 })))
  const items = await Promise.all(made.map(({ day }) => table.get(dayRollupKey({ page: PAGE, day }))))
  expect(items.map((item) => [item?.schema, item?.json === undefined, item?.details === undefined])).toEqual([
    [2, true, true],
    [2, true, true],
    [1, false, false],
  ])
})

test('an item that was written when the details of all days were in it is read, and the next version follows', async () => {
  const day = dayAgo(3)
  const { rollup, page, day: name, ...rest } = day
  await table.put({
    ...dayRollupKey({ page, day: name }),
    schema: SCHEMA,
    ...rest,
    version: 4,
    ...rollupAttributes(rollup),
  })
  const old = { ...day, version: 4 }
  expect(await getDayRollup(table, PAGE, name)).toEqual(old)
  expect(await dayRollupsOf(table, PAGE, days(3, 3))).toEqual([old])
  expect(await briefDaysOf(table, PAGE, days(3, 3))).toEqual([brief(old)])
  expect(await putDayRollup(table, dayAgo(3, { totalMs: 200, version: 4 }))).toBe(true)
  expect(await getDayRollup(table, PAGE, name)).toEqual(dayAgo(3, { totalMs: 200, version: 5 }))
  expect(await putDayRollup(table, dayAgo(3, { totalMs: 300, version: 4 }))).toBe(false)
})

test('an item that was written when only the details were apart is read', async () => {
  const day = dayAgo(4, { version: 2 })
  const { rollup, page, day: name, ...rest } = day
  const { json, details } = rollupAttributes(rollup)
  await table.put({ ...dayRollupKey({ page, day: name }), schema: SCHEMA, ...rest, json })
  await table.put({ ...dayDetailsKey({ page, day: name }), schema: SCHEMA, version: 2, details })
  expect(await getDayRollup(table, PAGE, name)).toEqual(day)
  expect(await dayRollupsOf(table, PAGE, days(4, 4))).toEqual([day])
  expect(await briefDaysOf(table, PAGE, days(4, 4))).toEqual([brief(day)])
})

test('a rollup belongs to one version: that of another is not read, nor does it replace a later one’s', async () => {
  const put = Promise.withResolvers<void>()
  const reached = Promise.withResolvers<void>()
  const slow: Table = {
    ...table,
    putIf: async (item, condition) => {
      if (item.sk === dayDetailsKey({ page: PAGE, day: dayAgo(1).day }).sk) {
        reached.resolve()
        await put.promise
      }
      return table.putIf(item, condition)
    },
  }
  await putDayRollup(table, dayAgo(1))
  const second = putDayRollup(slow, dayAgo(1, { totalMs: 200, version: 1 }))
  await reached.promise
  const between = dayAgo(1, { totalMs: 200, version: 2 })
  const nothing = { ...between, rollup: { locations: [] } }
  expect(await getDayRollup(table, PAGE, between.day)).toEqual(nothing)
  expect(await dayRollupsOf(table, PAGE, days(1, 1))).toEqual([nothing])
  expect(await briefDaysOf(table, PAGE, days(1, 1))).toEqual([brief(between)])
  expect(await putDayRollup(table, dayAgo(1, { totalMs: 300, version: 2 }))).toBe(true)
  put.resolve()
  expect(await second).toBe(true)
  expect(await getDayRollup(table, PAGE, between.day)).toEqual(dayAgo(1, { totalMs: 300, version: 3 }))
})
