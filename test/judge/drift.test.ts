import { describe, expect, test } from 'vitest'
import { dayStep } from '../../lib/judge/day-step.ts'
import { type DayMedians, isDrifted, readDrift, stepDrift } from '../../lib/judge/drift.ts'
import { emptyGroupState, type GroupState, type IncidentRecord } from '../../lib/judge/incident-state.ts'
import { driftReason } from '../../lib/judge/level-words.ts'
import type { AlertEvent } from '../../lib/model/alert.ts'
import { DAY_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'

const ROOM = 180

/** `n` days of so many ms. */
const days = (ms: number | null, n: number): DayMedians => Array.from({ length: n }, () => ms)

/** Runs days one by one, as three locations saw them, or as `locations` did. */
function story(
  all: DayMedians,
  how: {
    readonly locations?: readonly DayMedians[]
    readonly state?: Partial<GroupState>
    readonly stateOn?: (day: number, state: GroupState) => GroupState
    readonly silencedOn?: (day: number) => boolean
  } = {},
) {
  let state: GroupState = { ...emptyGroupState(), ...how.state }
  const events: AlertEvent[] = []
  const records: IncidentRecord[] = []
  const locations = how.locations ?? [all, all, all]
  for (let day = 1; day <= all.length; day++) {
    const seen = locations.map((one, index) => ({
      location: String.fromCodePoint(97 + index),
      wait: [...days(null, ROOM - Math.min(day, ROOM)), ...one.slice(Math.max(0, day - ROOM), day)],
      total: [],
    }))
    const step = dayStep(
      {
        subject: {
          page: 'da-nang/home',
          portal: 'da-nang',
          vendor: null,
          owner: null,
          label: { vi: 'Trang', en: 'Page' },
          timezone: 'UTC',
          target: null,
        },
        group: 'domestic',
        fromMs: (day - 7) * DAY_MS,
        nowMs: day * DAY_MS,
        silenced: how.silencedOn?.(day) ?? false,
        reasonOf: driftReason,
      },
      DEFAULT_POLICY,
    )
    state = how.stateOn?.(day, state) ?? state
    state = stepDrift(state, readDrift(seen, DEFAULT_POLICY), step)
    events.push(...step.events)
    records.push(...step.records)
  }
  return { told: events.map(({ event, atMs }) => `${atMs / DAY_MS} ${event}`), events, records, state }
}

describe('DRIFT', () => {
  test('a page that gets slower by and by is told when its week is 1.4 times its best month', () => {
    const ramp = Array.from({ length: 90 }, (_, day) => 500 + 4 * day)
    const { told, events, records } = story([...days(500, 28), ...ramp])
    // The middle of the last seven days reaches 700 ms with the 54th day of the ramp.
    expect(told).toEqual(['82 opened', '89 reminded', '96 reminded', '103 reminded', '110 reminded', '117 reminded'])
    expect(events[0]).toMatchObject({
      id: `slow:da-nang/home:domestic:${75 * DAY_MS + 1}:1`,
      kind: 'slow',
      severity: 'ticket',
      subject: 'page',
      facts: { rule: 'drift', metric: 'wait', ms: 700, anchorMs: 500, ratio: 1.4 },
    })
    expect(events[0]?.reason).toEqual({
      vi: 'Trang chậm dần: chờ máy chủ 700 ms trong những ngày qua tại điểm đo b, gấp 1,4 lần mức tốt nhất từng có 500 ms. Xem lượng dữ liệu, truy vấn và cấu hình thay đổi trong vài tháng qua.',
      en: 'Page has become slower by and by: waiting for the server takes 700 ms of late at b, 1.4 times its best, 500 ms. Look at how data, queries and settings have grown over the last months.',
    })
    expect(records).toMatchObject([{ rule: 'drift', resolvedAtMs: null }])
  })

  test('is over below 1.3 times, and then told once', () => {
    expect(story([...days(500, 30), ...days(750, 10), ...days(650, 10)]).told).not.toContain('44 resolved')
    const { told, records, state } = story([...days(500, 30), ...days(750, 10), ...days(600, 10)])
    expect(told).toEqual(['34 opened', '41 reminded', '44 resolved'])
    expect(records.map(({ resolvedAtMs }) => resolvedAtMs)).toEqual([null, 44 * DAY_MS])
    expect(state).toEqual({ ...emptyGroupState(), drift: null })
  })

  test('remembers the best over weeks in which nothing was known, and whose it is', () => {
    const { told, state } = story([...days(500, 30), ...days(null, 40), ...days(750, 20)])
    expect(told[0]).toBe('74 opened')
    expect(state.drift?.locations).toEqual(['b'])
    const seen = [{ location: 'a', wait: [...days(100, 30), ...days(500, 180)], total: [] }]
    expect(readDrift(seen, DEFAULT_POLICY)).toMatchObject({ anchorMs: 500, ratio: 1 })
  })

  test('a fast page needs 150 ms more, not only 1.4 times', () => {
    expect(story([...days(200, 30), ...days(349, 30)]).told).toEqual([])
    expect(story([...days(200, 30), ...days(350, 10)]).told).toEqual(['34 opened'])
  })

  test('one location of three is its own trouble; of one it is all that is known', () => {
    const calm = days(500, 60)
    const risen = [...days(500, 30), ...days(900, 30)]
    expect(story(calm, { locations: [calm, risen, calm] }).told).toEqual([])
    expect(story(calm, { locations: [calm, risen, risen] }).told[0]).toBe('34 opened')
    expect(story(risen, { locations: [risen] }).told[0]).toBe('34 opened')
  })

  test('what was better more than 180 days ago counts no more', () => {
    const { told } = story([...days(500, 40), ...days(750, 200)])
    expect(told.at(0)).toBe('44 opened')
    // Of the best 28 days in a row fewer than half are left.
    expect(told.at(-1)).toBe('206 resolved')
  })

  test('says nothing before two weeks are known', () => {
    expect(story([...days(500, 9), ...days(900, 4)]).told).toEqual([])
  })

  test('is not told in a silence, but after it, once', () => {
    const risen = [...days(500, 30), ...days(900, 20)]
    expect(story(risen, { silencedOn: (day) => day < 40 }).told).toEqual(['40 opened', '47 reminded'])
    expect(
      story([...days(500, 30), ...days(900, 8), ...days(500, 20)], { silencedOn: (day) => day < 44 }).told,
    ).toEqual([])
  })

  test('whoever has taken it on is not reminded', () => {
    const acknowledged = { atMs: 0, by: 'me', name: null, note: null }
    const { told } = story([...days(500, 30), ...days(900, 30)], {
      stateOn: (_, state) => (state.drift ? { ...state, drift: { ...state.drift, acknowledged } } : state),
    })
    expect(told).toEqual(['34 opened'])
  })

  test('while SLOW is open it says nothing', () => {
    const slow = { id: 'slow:da-nang/home:domestic:0' } as GroupState['slow']
    expect(story([...days(500, 30), ...days(900, 30)], { state: { slow } }).told).toEqual([])
  })

  test('a day without any value changes nothing', () => {
    const gap = [...days(500, 30), ...days(900, 10), ...days(null, 20)]
    expect(story(gap).told).toEqual(['34 opened', '41 reminded'])
  })

  test('a day that was judged before is not judged again', () => {
    const step = dayStep(
      {
        subject: {
          page: 'da-nang/home',
          portal: 'da-nang',
          vendor: null,
          owner: null,
          label: { vi: 'Trang', en: 'Page' },
          timezone: 'UTC',
          target: null,
        },
        group: 'domestic',
        fromMs: 0,
        nowMs: 7 * DAY_MS,
        silenced: false,
        reasonOf: driftReason,
      },
      DEFAULT_POLICY,
    )
    const reading = { metric: 'wait', location: 'a', ms: 900, anchorMs: 500, ratio: 1.8 } as const
    const once = stepDrift(emptyGroupState(), reading, step)
    expect(stepDrift(once, reading, step)).toBe(once)
    expect(step.events).toHaveLength(1)
  })
})

describe('what is read', () => {
  const at = (location: string, wait: DayMedians, total: DayMedians = []) => ({ location, wait, total })
  const read = (...locations: Parameters<typeof readDrift>[0]) => readDrift(locations, DEFAULT_POLICY)
  const risen = (before: number, after: number): DayMedians => [...days(before, 28), ...days(after, 7)]

  test('is the second largest ratio, whatever the order, with whole figures of its own', () => {
    const [a, b, c] = [at('a', risen(500, 900)), at('b', risen(500, 1_000)), at('c', risen(500, 500))]
    const second = { metric: 'wait', location: 'a', ms: 900, anchorMs: 500, ratio: 1.8 }
    expect(read(a, b, c)).toEqual(second)
    expect(read(c, b, a)).toEqual(second)
    expect(read(at('c', []), at('a', risen(500, 900)))).toEqual(second)
    expect(read()).toBeNull()
  })

  test('is the whole answer where that has drifted and the wait has not', () => {
    const total = { metric: 'total', location: 'a', ms: 2_000, anchorMs: 1_000, ratio: 2 }
    expect(read(at('a', risen(500, 500), risen(1_000, 2_000)))).toEqual(total)
    expect(read(at('a', [], risen(1_000, 2_000)))).toEqual(total)
    expect(read(at('a', risen(500, 500), risen(1_000, 1_000)))).toMatchObject({ metric: 'wait', ratio: 1 })
    expect(read(at('a', risen(500, 900), risen(1_000, 2_000)))).toMatchObject({ metric: 'wait', ratio: 1.8 })
  })

  test('needs half of the days: four of a week, fourteen of a month', () => {
    const week = (known: number): DayMedians => [...days(500, 28), ...days(null, 7 - known), ...days(900, known)]
    expect(read(at('a', week(4)))?.ms).toBe(900)
    expect(read(at('a', week(3)))).toBeNull()
    const month = (known: number): DayMedians => [...days(null, 24 - known), ...days(500, known), ...days(900, 4)]
    expect(read(at('a', month(10)))).toMatchObject({ ms: 900, anchorMs: 500 })
    expect(read(at('a', month(9)))).toBeNull()
  })

  test('compares with the best month, not with the best day nor with an earlier one that was worse', () => {
    const dip = [...days(800, 28), ...days(500, 28), ...days(100, 3), ...days(500, 10), ...days(900, 7)]
    expect(read(at('a', dip))).toMatchObject({ ms: 900, anchorMs: 500 })
  })

  test('has drifted from 1.4 times on, and from 150 ms', () => {
    const is = (anchorMs: number, ms: number) =>
      isDrifted({ metric: 'wait', location: 'a', ms, anchorMs, ratio: ms / anchorMs }, DEFAULT_POLICY.drift)
    expect([is(1_000, 1_400), is(1_000, 1_399), is(100, 250), is(100, 249)]).toEqual([true, false, true, false])
  })
})
