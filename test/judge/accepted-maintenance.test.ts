import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { acceptMaintenance, isWithin } from '../../lib/judge/accepted-maintenance.ts'
import type { PartOfWork } from '../../lib/judge/page-schedule.ts'
import { strataOf } from '../../lib/judge/stratum.ts'
import { workingDayAfter, workingDays } from '../../lib/judge/working-days.ts'
import { DAY_MS, HOUR_MS } from '../../lib/model/duration.ts'

/** Wednesday 2 September is a holiday, Saturday 5 September is worked. */
const CALENDAR = { holidays: ['2026-09-02'], workingDays: ['2026-09-05'] }
const ZONE = { timezone: 'Asia/Ho_Chi_Minh', calendar: CALENDAR }
const HOW = { timezone: ZONE.timezone, isWorking: workingDays(ZONE), stratumOf: strataOf(ZONE) }

const at = (local: string): number => Date.parse(`${local}:00+07:00`)
const work = (from: string, to: string, declared: string | null): PartOfWork => ({
  fromMs: at(from),
  toMs: at(to),
  beginMs: at(from),
  declaredAtMs: declared === null ? null : at(declared),
})
const hours = (...planned: readonly PartOfWork[]) => {
  const { plannedMs, acceptedMs } = acceptMaintenance(planned, HOW)
  return [plannedMs / HOUR_MS, acceptedMs / HOUR_MS]
}

test('five working days follow the day of a declaration, a holiday is none, a make-up day is', () => {
  const after = (day: string, days: number) => workingDayAfter(day, { days, isWorking: HOW.isWorking })
  expect([after('2026-08-31', 1), after('2026-08-31', 2), after('2026-08-31', 5)]).toEqual([
    '2026-09-01',
    '2026-09-03',
    '2026-09-07',
  ])
})

test('a holiday of every year is one, but where people make up on it', () => {
  const isWorking = workingDays({ calendar: { holidays: ['09-02'], workingDays: ['2027-09-02'] } })
  expect(['2026-09-02', '2027-09-02', '2030-09-02', '2026-09-03'].map(isWorking)).toEqual([false, true, false, true])
})

test('Monday to Friday are worked, but for holidays, and a Saturday that is made up for', () => {
  const days = ['2026-09-01', '2026-09-02', '2026-09-04', '2026-09-05', '2026-09-06', '2026-09-12', '2026-09-13']
  expect(days.filter(HOW.isWorking)).toEqual(['2026-09-01', '2026-09-04', '2026-09-05'])
})

describe('maintenance counts as such', () => {
  test.each([
    ['on the fifth working day after', '2026-09-07T22:00', '2026-09-08T02:00', '2026-08-31T23:59', 4],
    ['not a day sooner', '2026-09-06T22:00', '2026-09-07T02:00', '2026-08-31T00:00', 0],
    ['for as long as nobody works', '2026-09-14T06:00', '2026-09-14T19:00', '2026-08-31T00:00', 3],
    ['all of a rest day', '2026-09-13T08:00', '2026-09-13T15:00', '2026-08-31T00:00', 7],
    ['eight hours of it', '2026-09-12T20:00', '2026-09-13T18:00', '2026-08-31T00:00', 8],
  ])('%s', (_name, from, to, declared, accepted) => {
    expect(hours(work(from, to, declared))[1]).toBe(accepted)
  })

  test('where nobody knows when it was declared', () => {
    expect(hours(work('2026-09-14T22:00', '2026-09-15T01:00', null))).toEqual([3, 3])
  })
})

test('maintenance every night: eight hours in any 28 days, the rest counts', () => {
  const nights = Array.from({ length: 56 }, (_, night): PartOfWork => {
    const fromMs = at('2026-09-14T00:00') + night * DAY_MS
    return { fromMs, toMs: fromMs + HOUR_MS, beginMs: fromMs, declaredAtMs: at('2026-08-01T00:00') }
  })
  const { accepted, plannedMs, acceptedMs } = acceptMaintenance(nights, HOW)
  expect([plannedMs, acceptedMs]).toEqual([56 * HOUR_MS, 16 * HOUR_MS])
  const days = accepted.map(({ fromMs }) => (fromMs - at('2026-09-14T00:00')) / DAY_MS)
  expect(days).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 29, 30, 31, 32, 33, 34, 35, 36])
})

test('whatever overlaps is counted once, and whatever is planned: never work, never more than eight hours in 28 days', () => {
  const plans = fc.array(
    fc.record({ from: fc.nat(60 * 24 * 4), length: fc.integer({ min: 1, max: 24 * 4 * 3 }), ahead: fc.nat(14) }),
    { maxLength: 30 },
  )
  const QUARTER = HOUR_MS / 4
  fc.assert(
    fc.property(plans, (written) => {
      const planned = written.map(({ from, length, ahead }): PartOfWork => {
        const fromMs = at('2026-09-01T00:00') + from * QUARTER
        return { fromMs, toMs: fromMs + length * QUARTER, beginMs: fromMs, declaredAtMs: fromMs - ahead * DAY_MS }
      })
      const { accepted, plannedMs, acceptedMs } = acceptMaintenance(planned, HOW)
      expect(acceptedMs).toBeLessThanOrEqual(plannedMs)
      for (const { fromMs, toMs } of accepted) {
        for (let ms = fromMs; ms < toMs; ms += QUARTER) expect(HOW.stratumOf(ms)).not.toBe('work')
        const within = accepted.map((one) => Math.min(one.toMs, toMs) - Math.max(one.fromMs, toMs - 28 * DAY_MS))
        expect(within.reduce((sum, ms) => sum + Math.max(0, ms), 0)).toBeLessThanOrEqual(8 * HOUR_MS)
      }
      expect(acceptMaintenance(planned.toReversed(), HOW)).toEqual({ accepted, plannedMs, acceptedMs })
    }),
    { numRuns: 60 },
  )
})

test('a moment lies in a span from its beginning on, and no more at its end', () => {
  const spans = [
    { fromMs: 10, toMs: 20 },
    { fromMs: 30, toMs: 40 },
  ]
  expect([9, 10, 19, 20, 35, 40].map((atMs) => isWithin(spans, atMs))).toEqual([false, true, true, false, true, false])
  expect(isWithin([], 10)).toBe(false)
})
