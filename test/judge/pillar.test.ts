import { describe, expect, test } from 'vitest'
import type { IncidentRecord } from '../../lib/judge/incident-state.ts'
import { type PillarState, reducePillars } from '../../lib/judge/pillar.ts'
import type { AlertEvent } from '../../lib/model/alert.ts'
import { addDays, startOfDay } from '../../lib/model/day.ts'
import { HOUR_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY, type PortalPolicy, policyOf } from '../../lib/model/policy.ts'
import type { RolledWindow, RollingDay } from '../../lib/model/rolling-score.ts'
import { NO_POINTS_REASONS, type NoPointsReason } from '../../lib/model/score.ts'

const TIMEZONE = 'Asia/Ho_Chi_Minh'
const FIRST = '2026-11-01'

/** Points of a window, or why it has none. */
type Points = number | NoPointsReason

/** A day of a portal; what it doesn't say is as it was all the time, 17 points. `null`: the portal has left the catalogue. */
type Says = {
  readonly week?: Points
  readonly before?: Points | null
  readonly month?: Points
  readonly longAgo?: Points | null
  readonly coverage?: number
  readonly twoInstruments?: boolean
  readonly silenced?: boolean
  /** What is otherwise of one portal; null: it has left the catalogue. */
  readonly but?: Readonly<Record<string, Omit<NonNullable<Says>, 'but'> | null>>
} | null

/** Day by day; where there are several portals each day says what is said of all of them. */
function story(
  days: readonly Says[],
  how: {
    readonly portals?: readonly string[]
    readonly policy?: PortalPolicy
    /** How long after its end a day is judged; default 8 h. */
    readonly lateMs?: number
  } = {},
) {
  const ids = how.portals ?? ['da-nang']
  let state: PillarState = {}
  const events: AlertEvent[] = []
  const records: IncidentRecord[] = []
  for (const [index, says] of days.entries()) {
    const day = addDays(FIRST, index)
    const outcome = reducePillars(
      state,
      {
        day,
        scores: ids.flatMap((portal) => {
          const own = says?.but?.[portal] === undefined ? says : says.but[portal]
          return own === null ? [] : [scoreOf(portal, own)]
        }),
        portals: new Map(
          ids.map((id) => [
            id,
            {
              id,
              name: { vi: 'Cổng Đà Nẵng', en: 'Da Nang portal' },
              vendor: 'vnpt',
              owner: 'dn',
              silenced: says?.silenced === true,
            },
          ]),
        ),
        isOneInstrument: { week: says?.twoInstruments !== true, month: says?.twoInstruments !== true },
      },
      {
        nowMs: startOfDay(addDays(day, 1), TIMEZONE) + (how.lateMs ?? 8 * HOUR_MS),
        timezone: TIMEZONE,
        policyFor: () => policyOf(DEFAULT_POLICY, how.policy ? { policy: how.policy } : null),
      },
    )
    state = outcome.state
    events.push(...outcome.events)
    records.push(...outcome.records)
  }
  const told = events.map(({ event, facts }) => `${String(facts.day).slice(-2)} ${event} ${String(facts.rule)}`)
  return { told, events, records, state }
}

function scoreOf(portal: string, says: NonNullable<Says>): RollingDay['portals'][number] {
  const window = (points: Points): RolledWindow => ({
    points: typeof points === 'number' ? points : null,
    reason: typeof points === 'number' ? null : points,
    coverage: says.coverage ?? 0.99,
  })
  const past = (points: Points | null | undefined): RolledWindow | null =>
    points === null ? null : window(points ?? 17)
  return {
    portal,
    criteria: 'vn-2025-load',
    version: 1,
    group: 'domestic',
    week: window(says.week ?? 17),
    month: window(says.month ?? 17),
    before: past(says.before),
    longAgo: past(says.longAgo),
  }
}

const lasting = (days: number, says: Says = {}): readonly Says[] => Array.from({ length: days }, () => says)

describe('PILLAR', () => {
  test('a fall of two points is told on its third day, and over when they are back for three days', () => {
    const { told, events, records, state } = story([
      {},
      ...lasting(3, { week: 15 }),
      // The month before the week has come down with it, and the fall is still there.
      ...lasting(2, { week: 14.2, before: 14.8 }),
      ...lasting(3, { week: 16, before: 14.8 }),
      ...lasting(3, { week: 16.01, before: 14.8 }),
    ])
    expect(told).toEqual(['04 opened week', '12 resolved week'])
    expect(events[0]).toMatchObject({
      id: `pillar:portal.da-nang:domestic:${startOfDay('2026-11-02', TIMEZONE)}:1`,
      kind: 'pillar',
      severity: 'ticket',
      subject: 'portal',
      portal: 'da-nang',
      page: null,
      vendor: 'vnpt',
      owner: 'dn',
      group: 'domestic',
      sinceMs: startOfDay('2026-11-02', TIMEZONE),
      reason: {
        vi: 'Điểm hiệu năng vận hành của Cổng Đà Nẵng giảm: 15,00 điểm trong 7 ngày đến hết 04/11/2026, 28 ngày trước đó là 17,00 (giảm 2,00).',
        en: 'The operational performance points of Da Nang portal fell: 15.00 in the 7 days to 04/11/2026, 17.00 in the 28 days before (2.00 fewer).',
      },
      facts: { rule: 'week', points: 15, beforePoints: 17, reason: null, day: '2026-11-04' },
    })
    expect(events[1]?.reason.en).toBe(
      'The operational performance points of Da Nang portal are back: 16.01; before they fell, 17.00.',
    )
    expect(records.map(({ kind, portal, resolvedAtMs }) => [kind, portal, resolvedAtMs !== null])).toEqual([
      ['pillar', 'da-nang', false],
      ['pillar', 'da-nang', true],
    ])
    expect(state).toEqual({})
  })

  test.each<[string, readonly Says[]]>([
    ['a hundredth less than two points', lasting(9, { week: 15.01 })],
    ['two days, a good one, two days', [...lasting(2, { week: 14 }), {}, ...lasting(2, { week: 14 })]],
    ['a week that was measured too little', lasting(9, { week: 14, coverage: 0.89 })],
    ['another instrument', lasting(9, { week: 14, twoInstruments: true })],
    ['pages or locations that are new', lasting(9, { week: 14, before: null, longAgo: null })],
    ['a month before that has no points', lasting(9, { week: 14, before: 'insufficient_coverage' })],
    ['a portal that never had points', lasting(9, { week: 'too_few_audits', before: 'too_few_audits' })],
    ['a week without working days', lasting(9, { week: 'empty_stratum' })],
    ['more points than before', lasting(9, { week: 19.5 })],
  ])('is not told of %s', (_, days) => {
    expect(story(days).told).toEqual([])
  })

  test('binary dust of hundredths neither makes nor hides two points', () => {
    expect(story(lasting(3, { week: 14.05, before: 16.05, longAgo: null })).told).toEqual(['03 opened week'])
    expect(story(lasting(3, { week: 14.06, before: 16.05, longAgo: null })).told).toEqual([])
  })

  test('a day that tells nothing neither counts nor breaks the run', () => {
    const bad = { week: 14 }
    const nothing = { before: null, longAgo: null }
    expect(story([bad, nothing, bad, nothing, bad]).told).toEqual(['05 opened week'])
  })

  test('what comes down by and by is told beside twelve weeks ago', () => {
    const slow = { week: 15.5, before: 15.8, month: 15, longAgo: 17.1 }
    const { told, events } = story([...lasting(3, slow), ...lasting(3, { ...slow, month: 16.2 })])
    expect(told).toEqual(['03 opened month', '06 resolved month'])
    expect(events[0]?.reason).toEqual({
      vi: 'Điểm hiệu năng vận hành của Cổng Đà Nẵng giảm dần: 15,00 điểm trong 28 ngày đến hết 03/11/2026, 12 tuần trước là 17,10 (giảm 2,10).',
      en: 'The operational performance points of Da Nang portal have come down by and by: 15.00 in the 28 days to 03/11/2026, 17.10 twelve weeks before (2.10 fewer).',
    })
  })

  test('points that can’t be told any more are a ticket, and it is over when there are some', () => {
    const { told, events } = story([
      {},
      ...lasting(3, { week: 'obstructed' }),
      { week: 'empty_stratum' },
      // Few, but some: that they fell is another matter.
      ...lasting(3, { week: 16.5 }),
    ])
    expect(told).toEqual(['04 opened insufficient', '08 resolved insufficient'])
    expect(events[0]?.reason.vi).toBe(
      'Không còn tính được điểm hiệu năng vận hành của Cổng Đà Nẵng cho 7 ngày đến hết 04/11/2026 (không đo được do phía cổng); trước đó là 17,00 điểm.',
    )
    expect(events[1]?.facts).toMatchObject({ points: 16.5 })
  })

  test('half of the portals without points at once are our own trouble, which other rules tell', () => {
    const nothing = lasting(5, { week: 'insufficient_coverage' })
    expect(story(nothing, { portals: ['a', 'b', 'c'] }).told).toEqual([])
    expect(story(nothing, { portals: ['a', 'b'] }).told).toHaveLength(2)
    expect(story(lasting(5, { week: 14 }), { portals: ['a', 'b', 'c'] }).told).toHaveLength(3)
  })

  test('where fewer than half, or than three, turn insufficient each is told, and whatever else fell', () => {
    const [dark, fallen] = [{ week: 'insufficient_coverage' }, { week: 14 }] as const
    const told = (portals: string, but: NonNullable<NonNullable<Says>['but']>) =>
      story(lasting(3, { but }), { portals: [...portals] }).events.map(
        ({ portal, facts }) => `${portal} ${String(facts.rule)}`,
      )
    expect(told('abcdefg', { a: dark, b: dark, c: dark })).toEqual(['a', 'b', 'c'].map((id) => `${id} insufficient`))
    expect(told('abcdef', { a: dark, b: dark, c: dark, d: fallen })).toEqual(['d week'])
    expect(told('abcde', { a: dark, b: dark, c: fallen, d: fallen, e: fallen })).toEqual([
      'a insufficient',
      'b insufficient',
      'c week',
      'd week',
      'e week',
    ])
  })

  test('a portal that leaves while others stay takes its incident with it, and days that told nothing are forgotten', () => {
    const [bad, gone] = [{ week: 14 }, { but: { b: null } }]
    const { told, events, state } = story([...lasting(3, { but: { b: bad } }), gone, gone], { portals: ['a', 'b'] })
    expect(told).toEqual(['03 opened week', '04 resolved week'])
    expect(events[1]?.reason).toEqual({
      vi: 'b không còn trong danh mục.',
      en: 'b is not in the catalogue any more.',
    })
    expect(state).toEqual({})
    expect(story([...lasting(2, { but: { b: bad } }), gone], { portals: ['a', 'b'] })).toMatchObject({
      told: [],
      state: {},
    })
  })

  test('what is not measured enough neither ends it nor reminds of it', () => {
    const fallen = { week: 14, before: 17 }
    const thin = { ...fallen, coverage: 0.89 }
    const { told, state } = story([...lasting(3, fallen), ...lasting(9, thin)])
    expect(told).toEqual(['03 opened week'])
    expect(state['da-nang']?.incident).toMatchObject({ bad: 1, good: 0, alone: false, locations: [], inputs: [] })
    // Back where it was, but that can't be told; once it can, it takes three days.
    const back = { week: 17, coverage: 0.89 }
    expect(story([...lasting(3, fallen), ...lasting(5, back)]).told).toEqual(['03 opened week'])
    expect(story([...lasting(3, fallen), {}, {}, back, {}]).told).toEqual(['03 opened week', '07 resolved week'])
    // Just enough is enough.
    expect(story(lasting(3, { ...fallen, coverage: 0.9 })).told).toEqual(['03 opened week'])
  })

  test('that points can’t be told is over with any points, however few results they are of', () => {
    const days = [{}, ...lasting(3, { week: 'obstructed' }), ...lasting(3, { week: 12, coverage: 0.3 })] as const
    expect(story(days).told).toEqual(['04 opened insufficient', '07 resolved insufficient'])
  })

  test('of all reasons for no points those that tell of measuring are a ticket', () => {
    const opens = (week: NoPointsReason) => story(lasting(3, { week })).told.length > 0
    expect(NO_POINTS_REASONS.filter(opens)).toEqual([
      'login_required',
      'obstructed',
      'insufficient_coverage',
      'insufficient_work_coverage',
      'too_few_audits',
    ])
  })

  test('points that can’t be told are no word that they are still down', () => {
    const fallen = { week: 14, before: 17 }
    const { state } = story([...lasting(3, fallen), ...lasting(4, { week: 'empty_stratum' })])
    expect(state['da-nang']?.incident).toMatchObject({ bad: 1 })
    const dark = story([{}, ...lasting(3, { week: 'obstructed' }), ...lasting(4, { week: 'empty_stratum' })])
    expect(dark.state['da-nang']?.incident).toMatchObject({ bad: 1, kind: 'pillar' })
    const still = story([{}, ...lasting(3, { week: 'obstructed' }), ...lasting(4, { week: 'too_few_audits' })])
    expect(still.state['da-nang']?.incident).toMatchObject({ bad: 5, figures: { reason: 'too_few_audits' } })
  })

  test('a day of two instruments neither counts nor breaks the run', () => {
    const bad = { week: 14 }
    expect(story([bad, bad, { ...bad, twoInstruments: true }, bad]).told).toEqual(['04 opened week'])
  })

  test('days that are judged weeks later are told all the same', () => {
    expect(story(lasting(3, { week: 14 }), { lateMs: 21 * 24 * HOUR_MS }).told).toEqual(['03 opened week'])
  })

  test('of a portal that nobody knows nothing is told', () => {
    const outcome = reducePillars(
      {},
      {
        day: FIRST,
        scores: [scoreOf('da-nang', { week: 14 })],
        portals: new Map(),
        isOneInstrument: { week: true, month: true },
      },
      { nowMs: startOfDay('2026-11-02', TIMEZONE), timezone: TIMEZONE, policyFor: () => DEFAULT_POLICY },
    )
    expect(outcome).toEqual({ state: {}, events: [], records: [] })
  })

  test('what is open of a portal that has points, but is in the catalogue no more, is over', () => {
    const outcome = reducePillars(
      story(lasting(3, { week: 14 })).state,
      {
        day: addDays(FIRST, 3),
        scores: [scoreOf('da-nang', { week: 14 })],
        portals: new Map(),
        isOneInstrument: { week: true, month: true },
      },
      { nowMs: startOfDay('2026-11-05', TIMEZONE), timezone: TIMEZONE, policyFor: () => DEFAULT_POLICY },
    )
    expect(outcome.events.map(({ event, facts }) => [event, facts.reason])).toEqual([['resolved', 'gone']])
    expect(outcome.state).toEqual({})
  })

  test('while it lasts it is told again each week, and ends with the portal', () => {
    const { told, events } = story([...lasting(18, { week: 14, before: 16.5 }), null])
    expect(told).toEqual(['03 opened week', '10 reminded week', '17 reminded week', '19 resolved week'])
    expect(events.at(-1)?.facts).toMatchObject({ reason: 'gone' })
    expect(events[1]?.reason.vi).toMatch(/^Nhắc lại: /)
  })

  test('silence holds it back; the next day after it is told', () => {
    const { told, records } = story([...lasting(5, { week: 14, silenced: true }), { week: 14 }])
    expect(told).toEqual(['06 opened week'])
    expect(records[0]).toMatchObject({ untold: true })
    // A week after it was told, however long it was held back.
    const long = story([...lasting(8, { week: 14, silenced: true }), ...lasting(9, { week: 14, before: 17 })])
    expect(long.told).toEqual(['09 opened week', '16 reminded week'])
  })

  test('a portal has a number of its own', () => {
    const days = lasting(3, { week: 15.9 })
    expect(story(days).told).toEqual([])
    expect(story(days, { policy: { pillar: { points: 1 } } }).told).toEqual(['03 opened week'])
  })

  test('the same day again changes nothing', () => {
    const { state, told } = story(lasting(2, { week: 14 }))
    expect(told).toEqual([])
    const again = reducePillars(
      state,
      {
        day: '2026-11-02',
        scores: [scoreOf('da-nang', { week: 14 })],
        portals: new Map([
          ['da-nang', { id: 'da-nang', name: { vi: '', en: '' }, vendor: null, owner: null, silenced: false }],
        ]),
        isOneInstrument: { week: true, month: true },
      },
      { nowMs: startOfDay('2026-11-03', TIMEZONE), timezone: TIMEZONE, policyFor: () => DEFAULT_POLICY },
    )
    expect(again).toEqual({ state, events: [], records: [] })
  })
})
