import { describe, expect, test } from 'vitest'
import { expectedSlots, measuredKeys, timetables } from '../../lib/judge/expected.ts'
import { dueMs, planHosts } from '../../lib/judge/timetable.ts'
import type { Config } from '../../lib/model/config.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { writtenLocation, writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

const T0 = Date.parse('2026-11-22T00:00:00Z')
const LOCATIONS = [
  writtenLocation({ id: 'a' }),
  writtenLocation({ id: 'b' }),
  writtenLocation({ id: 'x', group: 'abroad' }),
]

function version(changes: Partial<Config> = {}, page: Record<string, unknown> = {}): Config {
  return configOf(catalogueOf({ locations: LOCATIONS, portals: [writtenPortal({ pages: [writtenPage(page)] })] }), {
    effectiveFromMs: T0,
    ...changes,
  })
}

function slots(
  configs: readonly Config[],
  of: {
    readonly afterMinutes?: number
    readonly nowMinutes: number
    readonly group?: 'domestic' | 'abroad'
    readonly limit?: number
  },
) {
  return expectedSlots(timetables(configs), {
    page: 'da-nang/home',
    group: of.group ?? 'domestic',
    afterMs: of.afterMinutes === undefined ? -1 : T0 + of.afterMinutes * MINUTE_MS,
    nowMs: T0 + of.nowMinutes * MINUTE_MS,
    limit: of.limit ?? 100,
  })
}

const minutes = (found: ReturnType<typeof slots>) => found.map(({ slotMs }) => (slotMs - T0) / MINUTE_MS)

describe('expected slots', () => {
  test("from the version's first to the one that has begun", () => {
    expect(minutes(slots([version()], { nowMinutes: 14 }))).toEqual([0, 5, 10])
    expect(minutes(slots([version()], { nowMinutes: 15 }))).toEqual([0, 5, 10, 15])
  })

  test('after the last that was closed, and at most as many as are asked for', () => {
    expect(minutes(slots([version()], { afterMinutes: 5, nowMinutes: 20 }))).toEqual([10, 15, 20])
    expect(minutes(slots([version()], { nowMinutes: 60, limit: 2 }))).toEqual([0, 5])
  })

  test("of the group's played locations; none where it has none", () => {
    expect(slots([version()], { nowMinutes: 0 })[0]?.locations.map(({ id }) => id)).toEqual(['a', 'b'])
    expect(slots([version()], { nowMinutes: 0, group: 'abroad' })[0]?.locations.map(({ id }) => id)).toEqual(['x'])
    expect(slots([version({ played: ['a'] })], { nowMinutes: 0 })[0]?.locations.map(({ id }) => id)).toEqual(['a'])
    expect(slots([version({ played: ['x'] })], { nowMinutes: 9 })).toEqual([])
  })

  test('each by the version then in force', () => {
    const changeMs = T0 + 12 * MINUTE_MS
    const found = slots(
      [
        version({ version: 'v1', untilMs: changeMs, played: ['a'] }),
        version({ version: 'v2', effectiveFromMs: changeMs }),
      ],
      { nowMinutes: 20 },
    )
    expect(
      found.map(({ slotMs, config, locations }) => [(slotMs - T0) / MINUTE_MS, config.version, locations.length]),
    ).toEqual([
      [0, 'v1', 1],
      [5, 'v1', 1],
      [10, 'v2', 2],
      [15, 'v2', 2],
      [20, 'v2', 2],
    ])
  })

  test("not outside the days on which a page is valid, in the catalogue's zone", () => {
    // 07:00 of the 22nd in Vietnam is midnight UTC: the day ends at 17:00 UTC.
    const config = version({}, { valid: { to: '2026-11-22' } })
    const last = slots([config], { afterMinutes: 16 * 60, nowMinutes: 18 * 60 }).at(-1)
    expect(last?.slotMs).toBe(T0 + (16 * 60 + 55) * MINUTE_MS)
    expect(slots([version({}, { valid: { from: '2026-11-23' } })], { nowMinutes: 16 * 60 + 59 })).toEqual([])
  })

  test('know when the last of their checks is due', () => {
    const config = version()
    const [plan] = planHosts(config)
    const [slot] = slots([config], { nowMinutes: 0 })
    if (!plan || !slot) throw new Error('nothing planned')
    const dues = [0, 1].map((index) => dueMs(plan, { page: plan.pages[0] as never, index, slotMs: T0 }))
    expect(slot.lastDueMs).toBe(Math.max(...dues))
  })

  test('by the timetable of its own host', () => {
    const elsewhere = { id: 'hue', pages: [writtenPage({ url: 'https://hue.example.org/' })] }
    const portals = [writtenPortal(elsewhere), writtenPortal()]
    const config = configOf(catalogueOf({ locations: LOCATIONS, portals }), { effectiveFromMs: T0 })
    expect(slots([config], { nowMinutes: 9 })).toEqual(
      slots([version()], { nowMinutes: 9 }).map((slot) => ({ ...slot, config })),
    )
  })

  test('of a page that no version measures: none', () => {
    const unmeasured = configOf(catalogueOf({ portals: [writtenPortal({ state: 'retired' })] }))
    expect(slots([unmeasured], { nowMinutes: 60 })).toEqual([])
    expect(measuredKeys([unmeasured])).toEqual([])
    expect(measuredKeys([version(), version()])).toEqual(['da-nang/home'])
  })
})
