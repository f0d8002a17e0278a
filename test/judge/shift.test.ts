import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dayStep } from '../../lib/judge/day-step.ts'
import { emptyGroupState, type GroupState, type IncidentRecord } from '../../lib/judge/incident-state.ts'
import { freeDays, newShifts, type ShiftReading, type ShiftSeries, testShifts } from '../../lib/judge/shift.ts'
import { stepShift } from '../../lib/judge/shift-step.ts'
import { shiftReason } from '../../lib/judge/shift-words.ts'
import type { AlertEvent } from '../../lib/model/alert.ts'
import { addDays, startOfDay } from '../../lib/model/day.ts'
import { DAY_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY, policyOf } from '../../lib/model/policy.ts'
import { seededRandom } from '../kit/random.ts'

/** A Monday. */
const FIRST = '2026-06-01'
const CALENDAR = { holidays: [], workingDays: [] }
const ROOM = 67

type Days = readonly (number | null)[]

/** So many days of about so many ms, a twentieth up or down. */
function about(ms: number, days: number, seed = 1): Days {
  const share = seededRandom(seed)
  return Array.from({ length: days }, () => ms * (0.95 + 0.1 * share()))
}

/** Runs mornings one by one, of one page; each sees the days before it. Told: the day, counted from the first. */
function story(
  of: Days | readonly ShiftSeries[],
  how: {
    readonly from?: number
    readonly stateOn?: (day: number, state: GroupState) => GroupState
    readonly silencedOn?: (day: number) => boolean
    readonly ours?: (on: number, day: string) => boolean
    readonly policy?: Parameters<typeof policyOf>[1]
  } = {},
) {
  const series = of.every((one) => one !== null && typeof one === 'object')
    ? of
    : [{ metric: 'totalMs' as const, location: 'a', days: of }]
  const policy = policyOf(DEFAULT_POLICY, how.policy ?? null)
  const length = series[0]?.days.length ?? 0
  let state = emptyGroupState()
  const events: AlertEvent[] = []
  const records: IncidentRecord[] = []
  for (let over = how.from ?? 56; over <= length; over++) {
    const today = addDays(FIRST, over)
    const from = state.shiftFromMs === undefined ? FIRST : addDays(FIRST, state.shiftFromMs / DAY_MS - START)
    const seen = series.map((one) => ({ ...one, days: one.days.slice(Math.max(0, over - ROOM), over) }))
    const tests = testShifts(seen, { today, from, isFree: freeDays(today, CALENDAR), policy })
    const found = newShifts(new Map([['p/home', tests]]), { falseShare: 0.01, policyFor: () => policy })
    const nowMs = startOfDay(today, 'UTC')
    const subject = {
      page: 'p/home',
      portal: 'p',
      vendor: 'v',
      owner: null,
      label: { vi: 'Trang', en: 'Page' },
      timezone: 'UTC',
      target: null,
    }
    const step = dayStep(
      {
        subject,
        group: 'domestic',
        fromMs: nowMs - 7 * DAY_MS,
        nowMs,
        silenced: how.silencedOn?.(over) ?? false,
        reasonOf: shiftReason,
      },
      policy,
    )
    const isOurs = (day: string): boolean => how.ours?.(over, day) ?? false
    const day = { found: found.get('p/home') ?? null, latest: tests.latest, isOurs, today, timezone: 'UTC' }
    state = how.stateOn?.(over, state) ?? state
    state = stepShift(state, day, step)
    expect(stepShift(state, day, { ...step, events: [], records: [] }), 'a day twice').toEqual(state)
    events.push(...step.events)
    records.push(...step.records)
  }
  return {
    told: events.map(
      ({ event, atMs, facts }) =>
        `${atMs / DAY_MS - START} ${event}${typeof facts.reason === 'string' ? ` ${facts.reason}` : ''}`,
    ),
    events,
    records,
    state,
  }
}

const START = startOfDay(FIRST, 'UTC') / DAY_MS

const CALM = about(2_000, 70)
const SLOWER = [...CALM, ...about(2_600, 60, 2)]

describe('SHIFT', () => {
  test('a page that is slower by a third is told once a week of it is known, reminded of, and is usual after four weeks', () => {
    const { told, events, records, state } = story(SLOWER)
    expect(told).toEqual(['77 opened', '84 reminded', '91 reminded', '98 reminded', '105 resolved usual'])
    expect(events[0]).toMatchObject({
      id: `shift:p/home:domestic:${startOfDay(addDays(FIRST, 70), 'UTC')}:1`,
      kind: 'shift',
      severity: 'ticket',
      subject: 'page',
      page: 'p/home',
      vendor: 'v',
      facts: { metric: 'totalMs', location: 'a', day: '2026-08-10' },
    })
    expect(Number(events[0]?.facts.ratio)).toBeCloseTo(1.3, 1)
    expect(Number(events[0]?.facts.p)).toBeLessThan(0.01)
    expect(records.map(({ kind, resolvedAtMs }) => [kind, resolvedAtMs !== null])).toEqual([
      ['shift', false],
      ['shift', true],
    ])
    expect(state.shift).toBeNull()
    expect(state.shiftFromMs).toBe(startOfDay('2026-08-10', 'UTC'))
  })

  test('in words', () => {
    const { events } = story([...about(2_000, 70).map(() => 2_000), ...about(2_000, 36).map(() => 2_600)])
    const said = events.map(({ reason }) => reason.vi)
    expect(said[1]).toMatch(/^Nhắc lại: Trang chậm đi từ khoảng 10\/08\/2026/)
    expect([said[0], said.at(-1)]).toEqual([
      'Trang chậm đi từ khoảng 10/08/2026 và giữ nguyên ở mức đó: thời gian đáp ứng 2,6 giây tại điểm đo a, gấp 1,3 lần mức trước 2,0 giây. Đối chiếu với thay đổi phần mềm, nội dung và hạ tầng quanh ngày này.',
      'Trang vẫn ở mức mới từ 10/08/2026 (thời gian đáp ứng 2,6 giây, trước đó 2,0 giây): mức này được coi là mức thường, cảnh báo khép lại.',
    ])
    expect(events[0]?.reason.en).toBe(
      'Page has been slower since about 10/08/2026 and has stayed so: response time: 2.6 s at a, 1.3 times what it was, 2.0 s. Compare with changes of software, content and servers around that day.',
    )
    expect(events.at(-1)?.reason.en).toBe(
      'Page has stayed as it is since 10/08/2026 (response time: 2.6 s, 2.0 s before): this counts as usual from now on, and the alert ends.',
    )
  })

  test('a page that is back ends it, and is not told again', () => {
    const { told, state } = story([...CALM, ...about(2_600, 14, 2), ...about(2_000, 60, 3)])
    expect(told).toEqual(['77 opened', '84 reminded', '88 resolved returned'])
    expect(state.shiftFromMs).toBeUndefined()
  })

  test('a page that gets quicker is nobody’s trouble', () => {
    expect(story([...CALM, ...about(1_500, 40, 2)]).told).toEqual([])
  })

  test('less than 15 %, or less than 150 ms, is not felt', () => {
    expect(story([...CALM, ...about(2_240, 40, 2)]).told).toEqual([])
    const quick = about(400, 70)
    expect(story([...quick, ...about(520, 40, 2)]).told).toEqual([])
    expect(story([...quick, ...about(520, 40, 2)], { policy: { policy: { shift: { plusMs: 100 } } } }).told[0]).toBe(
      '77 opened',
    )
  })

  test('waits for sixty days of history', () => {
    const young = [...about(2_000, 35), ...about(2_600, 40, 2)]
    // The sixtieth day over is the first that has one so long ago; days before are not asked of.
    expect(story(young, { from: 56 }).told[0]).toBe('60 opened')
    expect(story(young.slice(0, 59)).told).toEqual([])
  })

  test('a few slow days, or a fortnight that is over, are no shift', () => {
    expect(story([...CALM, ...about(2_600, 5, 2), ...about(2_000, 40, 3)]).told).toEqual([])
  })

  test('while SLOW or a drift is open it waits for their end', () => {
    const other = story(SLOWER).records[0]
    const open = { ...other, good: 0 } as unknown as NonNullable<GroupState['drift']>
    for (const kind of ['slow', 'drift'] as const) {
      const { told } = story(SLOWER.slice(0, 90), {
        stateOn: (day, state) => ({ ...state, [kind]: day < 85 ? open : null }),
      })
      expect(told).toEqual(['85 opened'])
    }
  })

  test('is not told in a silence, but after it', () => {
    expect(story(SLOWER.slice(0, 90), { silencedOn: (day) => day < 82 }).told).toEqual(['82 opened', '89 reminded'])
  })

  test('whoever has taken it on is not reminded', () => {
    const acknowledged = { atMs: 0, by: 'me', name: null, note: null }
    const { told } = story(SLOWER, {
      stateOn: (_, state) => (state.shift ? { ...state, shift: { ...state.shift, acknowledged } } : state),
    })
    expect(told).toEqual(['77 opened', '105 resolved usual'])
  })

  test('a change of ours is never told of a page; one that was ends', () => {
    const ours = story(SLOWER, { ours: () => true })
    expect(ours.told).toEqual([])
    expect(ours.state.shiftFromMs).toBe(startOfDay('2026-08-10', 'UTC'))
    const later = story(SLOWER, { ours: (on, day) => on >= 80 && day === '2026-08-10' })
    expect(later.told).toEqual(['77 opened', '80 resolved superseded'])
  })

  test('of three locations two must agree', () => {
    const at = (location: string, days: Days): ShiftSeries => ({ metric: 'totalMs', location, days })
    const calm = about(2_000, 130, 4)
    expect(story([at('a', SLOWER), at('b', calm), at('c', about(2_000, 130, 5))]).told).toEqual([])
    const { told, events } = story([
      at('a', SLOWER),
      at('b', calm),
      at(
        'c',
        SLOWER.map((ms) => ms && ms * 1.1),
      ),
    ])
    expect(told[0]).toBe('77 opened')
    expect(events[0]?.facts.location).toBe('c')
  })

  test.each([
    ['lcpMs', 2_500, 3_000],
    ['readyMs', 3_000, 3_600],
    ['tbtMs', 300, 450],
    ['cls', 0.05, 0.15],
  ] as const)('audits tell it of %s', (metric, before, after) => {
    const days = [...about(before, 70), ...about(after, 20, 2)]
    const { events } = story([{ metric, location: 'a', days }])
    expect(events[0]?.facts).toMatchObject({ metric, day: '2026-08-10' })
    expect(events[0]?.reason.vi).not.toContain('undefined')
  })

  test('days without a value neither open nor end anything', () => {
    const gaps = SLOWER.map((ms, day) => (day % 6 === 0 ? null : ms))
    expect(story(gaps).told[0]).toMatch(/^(77|78|79|80) opened$/)
    const ended = [...SLOWER.slice(0, 80), ...about(1, 20).map(() => null)]
    expect(story(ended).told).toEqual(['77 opened'])
  })
})

describe('the tests of a page', () => {
  const today = addDays(FIRST, ROOM)
  const run = (series: readonly ShiftSeries[], from = FIRST) =>
    testShifts(series, { today, from, isFree: freeDays(today, CALENDAR), policy: DEFAULT_POLICY })
  const stepped = (before: number, after: number, daysAfter = 14): number[] =>
    Array.from({ length: ROOM }, (_, day) => (day < ROOM - daysAfter ? before : after))
  const of = (days: Days, metric: ShiftSeries['metric'] = 'totalMs', location = 'a'): ShiftSeries => ({
    metric,
    location,
    days,
  })

  test('know weekends and holidays', () => {
    // From Saturday 1 August on.
    const free = freeDays('2026-09-26', { holidays: ['2026-09-02'], workingDays: ['2026-08-22'] })
    expect(free).toHaveLength(56)
    expect(free.flatMap((is, day) => (is ? addDays('2026-08-01', day) : []))).toEqual([
      ...['01', '02', '08', '09', '15', '16', '23', '29', '30'].map((day) => `2026-08-${day}`),
      ...['02', '05', '06', '12', '13', '19', '20'].map((day) => `2026-09-${day}`),
    ])
  })

  test('tell the step, its chance and its levels', () => {
    const { readings, latest } = run([of(stepped(1_000, 1_500))])
    expect(readings).toMatchObject([{ metric: 'totalMs', location: 'a', daysAfter: 14, isAtEnd: false }])
    const [one] = readings
    expect([one?.before, one?.after, one?.latest].map((ms) => Math.round(ms ?? 0))).toEqual([1_000, 1_500, 1_500])
    expect(one?.p).toBeLessThan(1e-9)
    expect(latest).toEqual({ 'totalMs a': 1_500 })
  })

  test('need days of more than sixty days ago, give or take a week', () => {
    const known = (first: number, last: number) =>
      run([
        of(stepped(1_000, 1_500).map((value, day) => (day < ROOM - 56 && (day < first || day > last) ? null : value))),
      ]).readings.length
    expect(known(ROOM - 60, ROOM - 60)).toBe(1)
    expect(known(ROOM - 59, ROOM - 57)).toBe(0)
    expect(known(ROOM - 67, ROOM - 67)).toBe(1)
    expect(run([of(stepped(1_000, 1_500).map((value, day) => (day === ROOM - 60 ? value : null)))]).readings).toEqual(
      [],
    )
    const longer = [1_000, ...stepped(1_000, 1_500).map((value, day) => (day < ROOM - 56 ? null : value))]
    expect(run([of(longer)]).readings).toEqual([])
  })

  test('compare with nothing of before a day, which itself counts', () => {
    const days = stepped(1_000, 1_500)
    expect(run([of(days)], addDays(today, -60)).readings).toHaveLength(1)
    expect(run([of(days)], addDays(today, -59)).readings).toEqual([])
    expect(run([of(days)], addDays(today, -3)).latest).toEqual({})
    expect(run([of(days)], addDays(today, -4)).latest).toEqual({ 'totalMs a': 1_500 })
  })

  test('the last week is the middle of what is known of it, at least four days', () => {
    const last = (...week: readonly (number | null)[]) => run([of([...stepped(1_000, 1_000).slice(7), ...week])]).latest
    expect(last(9, null, 5, null, 7, null, 6)).toEqual({ 'totalMs a': 6.5 })
    expect(last(9, null, 5, null, null, null, 6)).toEqual({})
  })

  test('of two locations the less likely step counts for nothing, of equal ones the later name', () => {
    const sure = stepped(1_000, 1_500)
    const unsure = about(1_000, ROOM, 7)
    const readings = (...series: readonly ShiftSeries[]) => run(series).readings.map(({ location }) => location)
    expect(readings(of(sure, 'totalMs', 'a'), of(unsure, 'totalMs', 'b'))).toEqual(['b'])
    expect(readings(of(unsure, 'totalMs', 'a'), of(sure, 'totalMs', 'b'))).toEqual(['a'])
    expect(readings(of(sure, 'totalMs', 'b'), of(sure, 'totalMs', 'a'))).toEqual(['b'])
    expect(readings(of(sure, 'totalMs', 'a'), of(sure, 'totalMs', 'b'), of(unsure, 'totalMs', 'c'))).toEqual(['b'])
    expect(readings(of(sure, 'totalMs', 'a'), of(sure, 'lcpMs', 'a'))).toEqual(['a', 'a'])
    expect(readings(of(sure.map(() => null)))).toEqual([])
  })

  test.each([
    ['tbtMs', 10],
    ['cls', 0.005],
    ['totalMs', 1],
    ['lcpMs', 1],
    ['readyMs', 1],
  ] as const)('%s below %f is as good as that', (metric, least) => {
    const [one] = run([of(stepped(least / 10, least * 50), metric)]).readings
    expect(one?.before).toBeCloseTo(least, 10)
  })
})

describe('of all tests of a day', () => {
  const reading = (p: number, changes: Partial<ShiftReading> = {}): ShiftReading => ({
    metric: 'totalMs',
    location: 'a',
    p,
    daysAfter: 10,
    isAtEnd: false,
    before: 2_000,
    after: 2_600,
    latest: 2_600,
    ...changes,
  })
  const fleet = (readings: readonly (readonly ShiftReading[])[]) =>
    new Map(readings.map((all, page) => [`p${page}/home`, { readings: all }]))
  const how = { falseShare: 0.01, policyFor: () => DEFAULT_POLICY }
  const found = (of: ReturnType<typeof fleet>) => [...newShifts(of, how).keys()]

  test('one in a thousand tells something of one page, and nothing of one among a hundred', () => {
    expect(found(fleet([[reading(0.001)]]))).toEqual(['p0/home'])
    expect(found(fleet([[reading(0.001)], ...Array.from({ length: 99 }, () => [reading(0.5)])]))).toEqual([])
  })

  test('a step that is over, that nobody feels, or that may be older or younger than is looked for is none', () => {
    expect(found(fleet([[reading(1e-9, { latest: 2_200 })]]))).toEqual([])
    expect(found(fleet([[reading(1e-9, { isAtEnd: true })]]))).toEqual([])
    expect(found(fleet([[reading(1e-9, { before: 1_000, after: 1_140, latest: 1_150 })]]))).toEqual([])
  })

  test.each([
    ['totalMs', 500, 150],
    ['lcpMs', 1_000, 300],
    ['readyMs', 1_000, 300],
    ['tbtMs', 200, 100],
    ['cls', 0.1, 0.05],
  ] as const)('%s: one from %f is felt from %f more on, then and now', (metric, before, plus) => {
    const is = (after: number, latest = after) =>
      found(fleet([[reading(1e-9, { metric, before, after, latest })]])).length
    const enough = before + plus * 1.000_001
    expect(is(enough)).toBe(1)
    expect(is(before + plus * 0.999)).toBe(0)
    expect(is(enough, before + plus * 0.999)).toBe(0)
    expect(is(before + plus * 0.999, enough)).toBe(0)
  })

  test('exactly 15 % more is enough, and exactly 150 ms', () => {
    const is = (before: number, after: number) =>
      found(fleet([[reading(1e-9, { before, after, latest: after })]])).length
    expect([is(2_000, 2_300), is(2_000, 2_299), is(400, 550), is(400, 549)]).toEqual([1, 0, 1, 0])
  })

  test('what a portal has otherwise counts for its pages alone', () => {
    const policyFor = (page: string) =>
      policyOf(DEFAULT_POLICY, page === 'p1/home' ? { policy: { shift: { ratio: 1.5 } } } : null)
    const all = fleet([[reading(1e-9)], [reading(1e-9)]])
    expect([...newShifts(all, { falseShare: 0.01, policyFor }).keys()]).toEqual(['p0/home'])
  })

  test('of several metrics of a page the least likely is told', () => {
    const readings = [reading(1e-5), reading(1e-6, { metric: 'lcpMs' }), reading(1e-4, { metric: 'cls' })]
    expect(newShifts(fleet([readings]), how).get('p0/home')?.metric).toBe('lcpMs')
    const equal = [reading(1e-6, { metric: 'readyMs' }), reading(1e-6, { metric: 'lcpMs' })]
    expect(newShifts(fleet([equal]), how).get('p0/home')?.metric).toBe('readyMs')
  })

  test('neither the order of pages nor their unit matters', () => {
    const pages = fc.array(fc.double({ min: 1e-8, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(pages, fc.infiniteStream(fc.nat()), (chances, places) => {
        const all = fleet(chances.map((p) => [reading(p)]))
        const shuffled = new Map(
          [...all]
            .map((one) => ({ one, at: places.next().value }))
            .toSorted((a, b) => a.at - b.at)
            .map(({ one }) => one),
        )
        expect(found(shuffled).toSorted()).toEqual(found(all).toSorted())
      }),
    )
  })

  test('series that are as many times as slow, or constant, or have holes', () => {
    const noise = fc.array(fc.option(fc.double({ min: 0.9, max: 1.1, noNaN: true }), { freq: 10 }), {
      minLength: ROOM,
      maxLength: ROOM,
    })
    const of = (days: Days) =>
      testShifts([{ metric: 'totalMs', location: 'a', days }], {
        today: addDays(FIRST, ROOM),
        from: FIRST,
        isFree: freeDays(addDays(FIRST, ROOM), CALENDAR),
        policy: DEFAULT_POLICY,
      }).readings[0]
    fc.assert(
      fc.property(noise, fc.double({ min: 0.5, max: 50, noNaN: true }), (shape, times) => {
        const [one, other] = [1_000, 1_000 * times].map((ms) => of(shape.map((value) => value && value * ms)))
        expect(other?.p).toBeCloseTo(one?.p ?? Number.NaN, 6)
        expect(other?.daysAfter).toBe(one?.daysAfter)
        const constant = of(shape.map((value) => value && 1_000))
        expect(constant?.p ?? 1).toBe(1)
      }),
    )
  })
})
