import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ingest } from '../../lib/flow/ingest.ts'
import { instrumentChanges } from '../../lib/flow/instrument-changes.ts'
import { addDays, startOfDay } from '../../lib/model/day.ts'
import { HOUR_MS } from '../../lib/model/duration.ts'
import { audit } from '../kit/audit.ts'
import { heldClock } from '../kit/clock.ts'
import { makeQueue, openStores } from '../kit/stores.ts'

const PAGE = 'da-nang/home'
const TIMEZONE = 'Asia/Ho_Chi_Minh'
const FIRST = '2026-11-01'
const NONE = { counts: { passed: 1, failed: 0, inconclusive: 0 }, causes: {}, metrics: {} }

let stores: Awaited<ReturnType<typeof openStores>>
beforeAll(async () => {
  stores = await openStores()
})
afterAll(() => stores.close())

const day = (index: number): string => addDays(FIRST, index)
/** What a day of locations has: `sgn one+two` is two instruments at one place. */
const madeOn = (index: number, ...places: readonly string[]) => ({
  day: day(index),
  locations: places.map((place) => {
    const [location = '', ids = ''] = place.split(' ')
    const known = ids.split('+').filter((id) => id !== '')
    return { location, audits: { ...NONE, instruments: Object.fromEntries(known.map((id) => [id, 1])) } }
  }),
})
const changesOf = (...days: readonly ReturnType<typeof madeOn>[]) =>
  instrumentChanges({ page: PAGE, timezone: TIMEZONE, days }, stores)

async function keep(
  index: number,
  of: { readonly location?: string; readonly id: string; readonly hour: number; readonly chromium?: string },
  multiplier = 4,
): Promise<number> {
  const { conditions } = audit()
  const slotMs = startOfDay(day(index), TIMEZONE) + of.hour * HOUR_MS
  const made = audit({
    page: PAGE,
    location: of.location ?? 'sgn',
    slotMs,
    conditions: {
      ...conditions,
      instrument: of.id,
      cpuSlowdownMultiplier: multiplier,
      software: { ...conditions.software, lighthouse: '13.4.1', chromium: of.chromium ?? '141' },
    },
  })
  const deadLetters = await makeQueue(stores)
  await ingest(JSON.stringify(made), { table: stores.table, clock: heldClock(slotMs + HOUR_MS), deadLetters })
  return slotMs
}

describe('an instrument has changed', () => {
  test('from the first audit that another one made on, which says what is different', async () => {
    await keep(0, { id: 'one', hour: 6 })
    await keep(2, { id: 'one', hour: 0 })
    const firstMs = await keep(2, { id: 'two', hour: 6, chromium: '142' })
    await keep(2, { id: 'two', hour: 12, chromium: '142' })
    expect(
      // The day between has no audit, and the last one is as the one before it.
      await changesOf(madeOn(0, 'sgn one'), madeOn(1, 'sgn '), madeOn(2, 'sgn one+two'), madeOn(3, 'sgn two')),
    ).toEqual([
      {
        day: day(2),
        atMs: firstMs,
        locations: ['sgn'],
        differences: [{ part: 'chromium', from: '141', to: '142' }],
      },
    ])
  })

  test('at several places at once: as one, and apart where it is something else', async () => {
    for (const location of ['a', 'b', 'c']) await keep(10, { id: 'one', hour: 0, location })
    await keep(11, { id: 'two', hour: 8, location: 'b' }, 3)
    const firstMs = await keep(11, { id: 'two', hour: 2, location: 'a' }, 3)
    const otherMs = await keep(11, { id: 'three', hour: 4, location: 'c' })
    expect(await changesOf(madeOn(10, 'a one', 'b one', 'c one'), madeOn(11, 'a two', 'b two', 'c three'))).toEqual([
      {
        day: day(11),
        atMs: firstMs,
        locations: ['a', 'b'],
        differences: [{ part: 'multiplier', from: '4', to: '3' }],
      },
      { day: day(11), atMs: otherMs, locations: ['c'], differences: [] },
    ])
  })

  test('and nothing is kept that says how', async () => {
    expect(await changesOf(madeOn(20, 'sgn one'), madeOn(21, 'sgn two'))).toEqual([
      { day: day(21), atMs: startOfDay(day(21), TIMEZONE), locations: ['sgn'], differences: null },
    ])
  })
})

test('none: the same one, the first one, places that have one each, and one that goes away', async () => {
  expect(await changesOf(madeOn(0, 'a one', 'b two'), madeOn(1, 'a one', 'b two', 'c three'))).toEqual([])
  expect(await changesOf(madeOn(0, 'a one+two'), madeOn(1, 'a two'))).toEqual([])
  expect(await changesOf()).toEqual([])
})
