import { describe, expect, test } from 'vitest'
import { stepOf } from '../../lib/judge/baseline.ts'
import { hourOf, isFreeDay, shapeDay, stepIndex } from '../../lib/judge/day-shape.ts'
import { baselineOf, cellsOf, dayTimings, type LeftOut, levelsOf } from '../../lib/judge/day-timings.ts'
import { NO_DAY_SHIFTS } from '../../lib/judge/season.ts'
import { HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'

const CALENDAR = { holidays: ['2026-11-24', '09-02', '04-30'], workingDays: ['2026-11-28', '2027-04-30'] }
const shaped = (day: string, everyMs = 5 * MINUTE_MS, timezone = 'Asia/Ho_Chi_Minh') =>
  shapeDay(day, { timezone, everyMs, calendar: CALENDAR })
const MONDAY = shaped('2026-11-23')

describe('a day', () => {
  test.each([
    ['a Monday', '2026-11-23', false],
    ['a holiday', '2026-11-24', true],
    ['a holiday of every year', '2026-09-02', true],
    ['the same in another year', '2027-09-02', true],
    ['a holiday of every year on which people make up in this one', '2027-04-30', false],
    ['a Friday', '2026-11-27', false],
    ['a Saturday on which people make up', '2026-11-28', false],
    ['a Saturday', '2026-11-21', true],
    ['a Sunday', '2026-11-22', true],
  ])('%s is free, or not', (_name, day, free) => {
    expect(isFreeDay(day, CALENDAR)).toBe(free)
    expect(shaped(day).shape.free).toBe(free)
  })

  test('has a step in each cadence, none shorter than five minutes', () => {
    const from = Date.parse('2026-11-23T00:00:00+07:00')
    expect(MONDAY).toMatchObject({ day: '2026-11-23', fromMs: from, toMs: from + 24 * HOUR_MS, stepMs: 5 * MINUTE_MS })
    expect(MONDAY.shape.hours).toEqual(Array.from({ length: 25 }, (_, hour) => 12 * hour))
    expect(shaped('2026-11-23', MINUTE_MS)).toEqual(MONDAY)
    expect(shaped('2026-11-23', 90 * MINUTE_MS).shape.hours.slice(0, 5)).toEqual([0, 1, 2, 2, 3])
    expect(shaped('2026-11-23', 90 * MINUTE_MS).shape.hours.at(-1)).toBe(16)
  })

  test('may be an hour longer or shorter where clocks change; the last hour takes what is over', () => {
    const long = shaped('2026-10-25', HOUR_MS, 'Europe/Berlin')
    expect(long.shape.hours.slice(-2)).toEqual([23, 25])
    expect([long.fromMs, long.fromMs + 24 * HOUR_MS].map((at) => hourOf(long, at))).toEqual([0, 23])
    const short = shaped('2026-03-29', HOUR_MS, 'Europe/Berlin')
    expect(short.shape.hours.slice(-3)).toEqual([22, 23, 23])
    expect(hourOf(MONDAY, MONDAY.fromMs + 2 * HOUR_MS - 1)).toBe(1)
  })

  test('knows its slots by the step that they stand at', () => {
    const { fromMs } = MONDAY
    expect([0, 5, 60].map((minutes) => stepIndex(MONDAY, fromMs + minutes * MINUTE_MS))).toEqual([0, 1, 12])
    expect(stepIndex(MONDAY, fromMs + MINUTE_MS)).toBeNull()
  })
})

type Row = Parameters<typeof dayTimings>[0][number]

const row = (slotMs: number, waitMs: number | null, changes: Partial<Row> = {}): Row => ({
  slotMs,
  location: 'a',
  outcome: 'passed',
  phases: { waitMs, totalMs: waitMs === null ? null : 2 * waitMs },
  ...changes,
})

describe('the timings of a day', () => {
  const { fromMs, toMs } = MONDAY
  const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/'
  const at = (text: string | undefined, index: number) => text?.slice(2 * index, 2 * index + 2)

  test('are two letters a step, by what passed within it', () => {
    const { a } = dayTimings(
      [
        row(fromMs, 400),
        row(fromMs + 5 * MINUTE_MS, 400, { outcome: 'failed' }),
        row(fromMs + 6 * MINUTE_MS, 400),
        row(fromMs + 15 * MINUTE_MS, null),
        row(fromMs - 5 * MINUTE_MS, 400),
        row(toMs, 400),
        row(toMs - 5 * MINUTE_MS, 1),
      ],
      MONDAY,
    )
    const step = stepOf(400)
    expect(at(a?.wait, 0)).toBe(LETTERS.charAt(step >> 6) + LETTERS.charAt(step % 64))
    const double = stepOf(800)
    expect(at(a?.total, 0)).toBe(LETTERS.charAt(double >> 6) + LETTERS.charAt(double % 64))
    expect(a?.wait).toHaveLength(2 * 288)
    expect(a?.wait.slice(2, -2)).toBe('..'.repeat(286))
    expect(a?.total.slice(2, -2)).toBe('..'.repeat(286))
    expect(at(a?.wait, 287)).toBe('00')
  })

  test('of what takes for ever are the last letters', () => {
    expect(at(dayTimings([row(fromMs, 1e300)], MONDAY).a?.wait, 0)).toBe('//')
  })

  test('are the same whatever order the rows come in', () => {
    const rows = ['b', 'c', 'a'].map((location) => row(fromMs, 400, { location }))
    expect(Object.keys(dayTimings(rows, MONDAY))).toEqual(['a', 'b', 'c'])
    expect(JSON.stringify(dayTimings(rows, MONDAY))).toBe(JSON.stringify(dayTimings(rows.toReversed(), MONDAY)))
    expect(dayTimings([], MONDAY)).toEqual({})
  })
})

describe('what is usual', () => {
  const worked = [2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 16].map((day) => `2026-11-${String(day).padStart(2, '0')}`)
  const free = [1, 7, 8, 14, 15, 21, 22].map((day) => `2026-11-${String(day).padStart(2, '0')}`)
  /** One value an hour; on six working days the fourth is another one. */
  const days = [...worked, ...free].map((day, index) => {
    const made = shaped(day, HOUR_MS)
    const ms = made.shape.free ? 200 : 400
    const rows = Array.from({ length: 24 }, (_, hour) =>
      row(made.fromMs + hour * HOUR_MS, hour === 3 && index < 6 ? 5_000 : ms),
    )
    return { at: made, timings: dayTimings(rows, made) }
  })
  const usual = (leftOut: readonly LeftOut[] = [], location = 'a') =>
    baselineOf(days, { location, group: 'domestic', leftOut, shifts: NO_DAY_SHIFTS, policy: DEFAULT_POLICY })
  const wait = (hour: number, isFree: boolean, leftOut: readonly LeftOut[] = []) =>
    Math.exp(cellsOf(usual(leftOut), { hour, free: isFree }).wait?.ln ?? 0)

  test('is told by the hour, of working days and of free ones', () => {
    expect([usual().wait.length, usual().total.length]).toEqual([48, 48])
    for (const hour of [0, 9, 23]) {
      expect(wait(hour, false) / 400).toBeCloseTo(1, 1)
      expect(wait(hour, true) / 200).toBeCloseTo(1, 1)
    }
    expect(wait(3, false) / 5_000).toBeCloseTo(1, 1)
    const total = cellsOf(usual(), { hour: 9, free: false }).total?.ln ?? 0
    expect(Math.exp(total) / 800).toBeCloseTo(1, 1)
  })

  test('leaves out the slots that are no part of it, of its own group', () => {
    const unusual = (group: LeftOut['group']) =>
      days.slice(0, 6).map(({ at }) => ({ group, fromMs: at.fromMs + 3 * HOUR_MS, toMs: at.fromMs + 3 * HOUR_MS }))
    expect(wait(3, false, unusual('domestic')) / 400).toBeCloseTo(1, 1)
    expect(wait(3, false, unusual('abroad')) / 5_000).toBeCloseTo(1, 1)
    expect(wait(2, false, unusual('domestic'))).toBe(wait(2, false))
  })

  test('has a level by day, where more than half of it is known and counts', () => {
    const made = shaped('2026-11-21', HOUR_MS)
    const dayOf = (hours: number, ms: number) => {
      const rows = Array.from({ length: hours }, (_, hour) => row(made.fromMs + hour * HOUR_MS, ms))
      return [{ at: made, timings: dayTimings(rows, made) }]
    }
    const level = (of: ReturnType<typeof dayOf>, leftOut: readonly LeftOut[] = []) =>
      levelsOf(of, 'wait', { location: 'a', group: 'domestic', leftOut })
    const from = (hour: number): LeftOut => ({
      group: 'domestic',
      fromMs: made.fromMs + hour * HOUR_MS,
      toMs: made.toMs,
    })
    const [one] = level(dayOf(13, 400))
    expect(one).toMatchObject({ day: '2026-11-21', free: true })
    expect(one?.ln).toBeCloseTo(Math.log(400), 2)
    expect(level(dayOf(12, 400))[0]?.ln).toBeNull()
    expect(level(dayOf(24, 400), [from(13)])[0]?.ln).toBeCloseTo(Math.log(400), 2)
    expect(level(dayOf(24, 400), [from(12)])[0]?.ln).toBeNull()
    expect(level(dayOf(24, 1))[0]?.ln).toBe(0)
  })

  test('is not known of a location that was not there', () => {
    expect(cellsOf(usual([], 'b'), { hour: 9, free: false })).toEqual({ wait: null, total: null })
    expect(cellsOf({ wait: [], total: [] }, { hour: 9, free: true })).toEqual({ wait: null, total: null })
  })
})
