import { afterAll, beforeAll, expect, test } from 'vitest'
import { pageLosses } from '../../lib/flow/page-losses.ts'
import { type CheckRow, rollUp } from '../../lib/judge/rollup.ts'
import type { Stores } from '../../lib/local/stores.ts'
import type { Cause } from '../../lib/model/cause.ts'
import { outcomeOf } from '../../lib/model/cause.ts'
import { addDays, startOfDay } from '../../lib/model/day.ts'
import { DAY_MS, HOUR_MS } from '../../lib/model/duration.ts'
import { NO_PHASES } from '../../lib/model/observation.ts'
import { putDayRollup, putHourRollup } from '../../lib/record/rollups.ts'
import { openStores } from '../kit/stores.ts'

const PAGE = 'da-nang/home'
const TIMEZONE = 'Asia/Ho_Chi_Minh'
const DAY = '2026-11-10'
const LOCATIONS = ['han', 'sgn', 'other'] as const
/** By location and hour of the day; whatever isn't here passed in 300 ms of waiting. */
const CAUSES: Readonly<Record<string, Cause>> = {
  'han 8': 'http_5xx',
  'han 9': 'wait_timeout',
  'sgn 8': 'tls_expired',
  'sgn 9': 'blocked',
  'other 8': 'http_5xx',
}

let stores: Stores
beforeAll(async () => {
  stores = await openStores()
  const fromMs = startOfDay(DAY, TIMEZONE)
  const rowsOf = (hours: readonly number[]): readonly CheckRow[] =>
    hours.flatMap((hour) =>
      LOCATIONS.map((location) => {
        const cause = CAUSES[`${location} ${hour}`] ?? null
        const phases = cause === null ? { ...NO_PHASES, waitMs: 300, totalMs: 400 } : NO_PHASES
        return { slotMs: fromMs + hour * HOUR_MS, location, outcome: outcomeOf(cause), cause, phases }
      }),
    )
  const rollupOf = (hours: readonly number[]) =>
    rollUp({
      rows: rowsOf(hours),
      locations: LOCATIONS.map((location) => ({
        location,
        group: 'domestic',
        expected: new Set(hours.map((hour) => fromMs + hour * HOUR_MS)),
      })),
      isMaintenance: () => false,
      explain: () => 'not_answered',
    })
  const hours = Array.from({ length: 24 }, (_, hour) => hour)
  const day = { fromMs, toMs: fromMs + DAY_MS, throughMs: fromMs + DAY_MS, timezone: TIMEZONE }
  await putDayRollup(stores.table, { page: PAGE, day: DAY, version: 0, ...day, rollup: rollupOf(hours) })
  for (const hour of hours) {
    const atMs = fromMs + hour * HOUR_MS
    const span = { fromMs: atMs, toMs: atMs + HOUR_MS, throughMs: atMs + HOUR_MS, timezone: TIMEZONE }
    await putHourRollup(stores.table, { page: PAGE, version: 0, ...span, rollup: rollupOf([hour]) })
  }
})
afterAll(() => stores.close())

const asked = (changes: { readonly from?: string; readonly to?: string } = {}) =>
  pageLosses(
    {
      page: PAGE,
      from: addDays(DAY, -1),
      to: addDays(DAY, 1),
      timezone: TIMEZONE,
      group: 'domestic',
      locations: ['han', 'sgn'],
      ...changes,
    },
    stores,
  )

test('failures are told by day, hour, location and step, of the locations that score', async () => {
  const { all, days, hours, locations, steps } = await asked()
  expect(all).toEqual({ due: 48, known: 47, failed: 3, obstructed: 1 })
  expect(days.map(({ day, known, failed }) => [day, known, failed])).toEqual([
    ['2026-11-09', 0, 0],
    [DAY, 47, 3],
    ['2026-11-11', 0, 0],
  ])
  expect(hours.map(({ failed }) => failed)).toEqual(hours.map((_, hour) => (hour === 8 ? 2 : hour === 9 ? 1 : 0)))
  expect(hours[9]).toEqual({ due: 2, known: 1, failed: 1, obstructed: 1 })
  expect(locations.map(({ location, failed, obstructed }) => [location, failed, obstructed])).toEqual([
    ['han', 2, 0],
    ['sgn', 1, 1],
  ])
  expect(Object.fromEntries(steps.map(({ step, failed }) => [step, failed]))).toEqual({
    dns: 0,
    connect: 0,
    tls: 1,
    wait: 1,
    download: 0,
    answer: 1,
  })
  expect(steps.find(({ step }) => step === 'wait')).toMatchObject({ p50: 300, p95: 300 })
})

test('of a long period its last days are told', async () => {
  const { from, to, days } = await asked({ from: '2026-01-01', to: '2026-12-31' })
  expect([from, to, days.length]).toEqual(['2026-10-01', '2026-12-31', 92])
})
