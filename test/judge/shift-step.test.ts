import { describe, expect, test } from 'vitest'
import { dayStep } from '../../lib/judge/day-step.ts'
import { emptyGroupState, type GroupState } from '../../lib/judge/incident-state.ts'
import type { ShiftReading } from '../../lib/judge/shift.ts'
import { type ShiftDay, stepShift } from '../../lib/judge/shift-step.ts'
import { shiftReason } from '../../lib/judge/shift-words.ts'
import { addDays, startOfDay } from '../../lib/model/day.ts'
import { HOUR_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY, type PortalPolicy, policyOf } from '../../lib/model/policy.ts'

describe('one morning', () => {
  /** Since Monday 10 August; of a page's largest content, as it was found. */
  const FOUND: ShiftReading = {
    metric: 'lcpMs',
    location: 'sgn',
    p: 0.000_123_4,
    daysAfter: 7,
    isAtEnd: false,
    before: 2_000.4,
    after: 2_600.6,
    latest: 2_590.5,
  }
  const TODAY = '2026-08-17'

  /** Of a page in the portal's own zone; in words. */
  function morning(
    before: GroupState,
    day: Partial<ShiftDay> = {},
    how: { readonly silenced?: boolean; readonly laterMs?: number; readonly policy?: PortalPolicy } = {},
  ) {
    const { today = TODAY, timezone = 'Asia/Ho_Chi_Minh' } = day
    const nowMs = startOfDay(today, timezone) + (how.laterMs ?? 0)
    const step = dayStep(
      {
        subject: {
          page: 'p/home',
          portal: 'p',
          vendor: 'v',
          owner: null,
          label: { vi: 'Trang', en: 'Page' },
          timezone,
          target: null,
        },
        group: 'domestic',
        fromMs: startOfDay(addDays(today, -7), timezone),
        nowMs,
        silenced: how.silenced ?? false,
        reasonOf: shiftReason,
      },
      policyOf(DEFAULT_POLICY, { policy: how.policy ?? {} }),
    )
    const state = stepShift(before, { found: null, latest: {}, isOurs: () => false, today, timezone, ...day }, step)
    return { state, told: step.events.map(({ event }) => event), events: step.events, records: step.records }
  }

  /** The morning on which it is told. */
  const opening = () => morning(emptyGroupState(), { found: FOUND })
  const at = (latest: number) => ({ 'lcpMs sgn': latest })

  test('opens with whole figures, since the day of the change in the zone of the portal', () => {
    const opened = opening()
    expect(opened.told).toEqual(['opened'])
    expect(opened.state.shift).toMatchObject({
      id: `shift:p/home:domestic:${Date.parse('2026-08-10T00:00:00+07:00')}`,
      severity: 'ticket',
      locations: ['sgn'],
      bad: 1,
      figures: {
        metric: 'lcpMs',
        location: 'sgn',
        before: 2_000,
        after: 2_601,
        latest: 2_591,
        ratio: 1.3,
        p: 0.000_12,
        day: '2026-08-10',
      },
    })
    expect(opened.state.shiftFromMs).toBeUndefined()
    const cls = morning(emptyGroupState(), {
      found: { ...FOUND, metric: 'cls', before: 0.052_34, after: 0.152_36, latest: 0.15 },
    })
    expect(cls.state.shift?.figures).toMatchObject({ before: 0.052, after: 0.152, latest: 0.15, ratio: 2.91 })
  })

  test('a quiet one is left as it is', () => {
    const state = emptyGroupState()
    expect(morning(state).state).toBe(state)
    const next = { today: '2026-08-18' }
    const { state: open } = opening()
    expect(morning(open, next).state).toBe(open)
    expect(morning(open, { ...next, latest: { 'lcpMs han': 1 } }).state).toBe(open)
    expect(morning(open, { latest: at(1) }).state).toBe(open)
  })

  test('keeps the latest level, and counts', () => {
    const { state, told } = morning(opening().state, { today: '2026-08-18', latest: at(2_500.4) })
    expect(told).toEqual([])
    expect(state.shift).toMatchObject({ bad: 2, figures: { before: 2_000, after: 2_601, latest: 2_500 } })
    expect(state.shift?.lastBadMs).toBe(startOfDay('2026-08-11', 'Asia/Ho_Chi_Minh') + 1)
  })

  test('is back when more than half of the step, by its ratio, is gone', () => {
    const half = Math.sqrt(2_000 * 2_601)
    expect(morning(opening().state, { today: '2026-08-18', latest: at(half + 0.1) }).told).toEqual([])
    const back = morning(opening().state, { today: '2026-08-18', latest: at(half - 0.1) })
    expect(back.told).toEqual(['resolved'])
    expect(back.state).toMatchObject({ shift: null })
    expect(back.state.shiftFromMs).toBeUndefined()
    expect(back.events[0]?.facts).toMatchObject({ reason: 'returned', latest: 2_281 })
    const policy = { shift: { calmShare: 0.1 } }
    expect(morning(opening().state, { today: '2026-08-18', latest: at(half - 0.1) }, { policy }).told).toEqual([])
  })

  test('is usual after four weeks, to the day', () => {
    const on = (today: string) =>
      morning(opening().state, { today, latest: at(2_600) }, { policy: { shift: { remindDays: 99 } } })
    expect(on('2026-09-13').told).toEqual([])
    const usual = on('2026-09-14')
    expect(usual.events[0]).toMatchObject({ event: 'resolved', facts: { reason: 'usual' } })
    expect(usual.state).toMatchObject({ shift: null, shiftFromMs: Date.parse('2026-08-10T00:00:00+07:00') })
  })

  test('reminds after seven days, though one of them had an hour less', () => {
    const timezone = 'Europe/Berlin'
    const before = morning(emptyGroupState(), { found: FOUND, today: '2026-03-25', timezone })
    const on = (today: string, laterMs = 0) =>
      morning(before.state, { today, timezone, latest: at(2_600) }, { laterMs }).told
    expect(on('2026-03-31')).toEqual([])
    expect(on('2026-04-01')).toEqual(['reminded'])
    expect(on('2026-03-31', 11 * HOUR_MS)).toEqual([])
  })

  test('of a silence the next morning without one tells', () => {
    const silent = morning(emptyGroupState(), { found: FOUND }, { silenced: true })
    expect([silent.told, silent.state.shift?.toldAtMs]).toEqual([[], null])
    const still = morning(silent.state, { today: '2026-08-18', latest: at(2_600) }, { silenced: true })
    expect([still.told, still.state.shift?.bad]).toEqual([[], 2])
    expect(morning(still.state, { today: '2026-08-19', latest: at(2_600) }).told).toEqual(['opened'])
  })

  test('a change of ours is remembered as one, and ends what was told for it', () => {
    const isOurs = (day: string) => day === '2026-08-10'
    const none = morning(emptyGroupState(), { found: FOUND, isOurs })
    expect([none.told, none.state.shift ?? null]).toEqual([[], null])
    expect(none.state.shiftFromMs).toBe(Date.parse('2026-08-10T00:00:00+07:00'))
    const over = morning(opening().state, { today: '2026-08-18', isOurs })
    expect(over.events[0]).toMatchObject({ event: 'resolved', facts: { reason: 'superseded' } })
    expect(over.state.shiftFromMs).toBe(Date.parse('2026-08-10T00:00:00+07:00'))
    expect(over.records).toMatchObject([{ kind: 'shift', resolvedAtMs: startOfDay('2026-08-18', 'Asia/Ho_Chi_Minh') }])
  })
})
