import { describe, expect, test } from 'vitest'
import { timetables } from '../../lib/judge/expected.ts'
import { explainMissing, type MissingCheck, SILENT_MS } from '../../lib/judge/ledger.ts'
import { expectedIn, isInMaintenance, missingCheck, overBefore, pageSchedule } from '../../lib/judge/page-schedule.ts'
import { dueVisits } from '../../lib/judge/timetable.ts'
import { HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import type { ImportSpan } from '../../lib/model/import-span.ts'
import type { Kill } from '../../lib/model/kill.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { writtenLocation, writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

const SLOT = Date.parse('2026-11-20T02:00:00Z')
const VISIT = SLOT + 4 * MINUTE_MS + 20_000
const SENT = SLOT + 3 * MINUTE_MS

const check = (changes: Partial<MissingCheck> = {}): MissingCheck => ({
  page: 'da-nang/home',
  slotMs: SLOT,
  isMaintenance: false,
  due: { dueMs: VISIT + 6_000, visitMs: VISIT },
  ...changes,
})
const kill = (changes: Partial<Kill> = {}): Kill => ({
  portal: 'da-nang',
  isOn: true,
  atMs: SENT - HOUR_MS,
  note: null,
  ...changes,
})
const why = (
  of: {
    readonly check?: Partial<MissingCheck>
    readonly receipts?: readonly number[]
    readonly kills?: readonly Kill[]
    readonly nowMs?: number
  } = {},
) =>
  explainMissing(check(of.check), {
    nowMs: of.nowMs ?? SLOT + HOUR_MS,
    receipts: new Set(of.receipts),
    kills: of.kills ?? [],
  })

describe('a check without a row', () => {
  test('that was sent was not answered', () => expect(why({ receipts: [SENT] })).toBe('not_answered'))

  test('whose minute has no receipt was not dispatched, where its location was there shortly before or after', () => {
    expect(why({ receipts: [SENT - MINUTE_MS] })).toBe('not_dispatched')
    expect(why({ receipts: [SENT + SILENT_MS] })).toBe('not_dispatched')
  })

  test('of a location that left no receipt for long is its silence', () => {
    expect(why()).toBe('location_silent')
    expect(why({ receipts: [SENT - SILENT_MS - MINUTE_MS, SENT + SILENT_MS + MINUTE_MS] })).toBe('location_silent')
  })

  test('may still come', () => {
    const { dueMs } = check().due ?? { dueMs: 0 }
    expect(why({ nowMs: dueMs + 5 * MINUTE_MS - 1, receipts: [SENT] })).toBe('not_yet')
    expect(why({ nowMs: dueMs + 5 * MINUTE_MS, receipts: [SENT] })).toBe('not_answered')
  })

  test('in maintenance is that, whatever else', () => {
    expect(why({ check: { isMaintenance: true }, receipts: [SENT] })).toBe('maintenance')
    expect(why({ check: { isMaintenance: true, due: null } })).toBe('maintenance')
  })

  test('is killed by a switch that was on before it, of its portal or of all', () => {
    expect(why({ kills: [kill()], receipts: [SENT] })).toBe('killed')
    expect(why({ kills: [kill({ portal: null })] })).toBe('killed')
    expect(why({ kills: [kill({ atMs: SENT })], receipts: [SENT] })).toBe('killed')
    expect(why({ kills: [kill({ atMs: SENT + 1 })], receipts: [SENT] })).toBe('not_answered')
    expect(why({ kills: [kill({ portal: 'hue' }), kill({ isOn: false })] })).toBe('location_silent')
  })

  test('of an import was not in it', () => expect(why({ check: { due: null } })).toBe('not_in_trace'))
})

const catalogue = (every: string, changes: Record<string, unknown> = {}) =>
  catalogueOf({
    locations: ['a', 'b'].map((id) => writtenLocation({ id })),
    portals: [
      writtenPortal({
        pages: ['home', 'form'].map((id) =>
          writtenPage({ id, kind: id === 'home' ? 'homepage' : 'eform', http: { every, timeout: '5s' } }),
        ),
      }),
    ],
    ...changes,
  })

describe("a page's schedule", () => {
  const five = configOf(catalogue('5m'), { effectiveFromMs: SLOT, untilMs: SLOT + HOUR_MS, played: ['a'] })
  const ten = configOf(catalogue('10m'), { effectiveFromMs: SLOT + HOUR_MS, version: 'v2' })
  const schedule = pageSchedule('da-nang/form', { tables: timetables([five, ten]), spans: [] })
  const expected = (nowMs: number, answered: readonly string[] = []) =>
    Object.fromEntries(
      expectedIn(schedule, {
        fromMs: SLOT - HOUR_MS,
        toMs: SLOT + 2 * HOUR_MS,
        nowMs,
        hasAnswered: (location, slotMs) => answered.includes(`${location} ${slotMs}`),
      }).map(({ location, expected: slots }) => [location, [...slots].map((slotMs) => (slotMs - SLOT) / MINUTE_MS)]),
    )

  test('expects what is over, under the version in force, of those that are played', () => {
    const { a, b } = expected(SLOT + 2 * HOUR_MS)
    expect(a).toEqual([0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 70, 80, 90, 100, 110])
    expect(b).toEqual([60, 70, 80, 90, 100, 110])
  })

  test('and of the slot under way what has answered', () => {
    const nowMs = SLOT + HOUR_MS + 12 * MINUTE_MS
    expect(expected(nowMs).b).toEqual([60])
    expect(expected(nowMs, [`b ${SLOT + 70 * MINUTE_MS}`])).toMatchObject({ b: [60, 70] })
    expect(expected(nowMs).a).not.toContain(70)
  })

  test('knows up to where all its slots are over, whatever their cadence', () => {
    for (let nowMs = SLOT; nowMs < SLOT + 2 * HOUR_MS; nowMs += 100_003) {
      const untilMs = overBefore(schedule, nowMs)
      expect(untilMs).toBeLessThanOrEqual(nowMs)
      for (const everyMs of [5 * MINUTE_MS, 10 * MINUTE_MS]) {
        const lastMs = Math.ceil(untilMs / everyMs) * everyMs - everyMs
        expect(lastMs + everyMs).toBeLessThanOrEqual(nowMs)
      }
    }
  })

  test('names the minute in which dispatch sends a check', () => {
    for (const location of ['a', 'b']) {
      const slotMs = SLOT + HOUR_MS + 20 * MINUTE_MS
      const { due } = missingCheck(schedule, { location, slotMs })
      const visitMs = due?.visitMs ?? 0
      const minuteMs = Math.floor((visitMs - MINUTE_MS) / MINUTE_MS) * MINUTE_MS
      const visits = dueVisits(ten, { location, fromMs: minuteMs + MINUTE_MS, toMs: minuteMs + 2 * MINUTE_MS })
      expect(visits.flatMap(({ checks }) => checks)).toContainEqual(
        expect.objectContaining({ page: 'da-nang/form', slotMs, dueMs: due?.dueMs }),
      )
    }
  })

  test('accepts maintenance that was declared before it began', () => {
    const window = { portal: 'da-nang', page: 'form', from: '2026-11-20T09:20', to: '2026-11-20T09:40' }
    const made = (publishedAtMs: number) =>
      pageSchedule('da-nang/form', {
        tables: timetables([
          configOf(catalogue('5m', { maintenance: [window] }), { effectiveFromMs: SLOT, publishedAtMs }),
        ]),
        spans: [],
      })
    const at = SLOT + 20 * MINUTE_MS
    expect([at - 1, at, at + 20 * MINUTE_MS].map((ms) => isInMaintenance(made(SLOT), ms))).toEqual([false, true, false])
    expect(isInMaintenance(made(at + 1), at)).toBe(false)
  })

  test('holds what imports were to answer', () => {
    const span: ImportSpan = {
      id: 'i',
      timezone: 'UTC',
      pages: ['da-nang/form'],
      locations: [{ id: 'z', group: 'abroad', network: null }],
      everyMs: 20 * MINUTE_MS,
      fromMs: SLOT - HOUR_MS,
      toMs: SLOT,
      maintenance: [{ page: 'da-nang/form', fromMs: SLOT - HOUR_MS, toMs: SLOT - 50 * MINUTE_MS }],
    }
    const imported = pageSchedule('da-nang/form', { tables: [], spans: [span, { ...span, pages: ['hue/home'] }] })
    const within = { fromMs: SLOT - 45 * MINUTE_MS, toMs: SLOT + HOUR_MS, nowMs: 0, hasAnswered: () => false }
    const [found, ...more] = expectedIn(imported, within)
    expect(more).toEqual([])
    expect(found).toMatchObject({
      location: 'z',
      group: 'abroad',
      expected: new Set([SLOT - 40 * MINUTE_MS, SLOT - 20 * MINUTE_MS]),
    })
    expect(missingCheck(imported, { location: 'z', slotMs: SLOT - HOUR_MS })).toMatchObject({
      due: null,
      isMaintenance: true,
    })
  })
})
