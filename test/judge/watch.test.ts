import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { reduceWatch, stepConditions } from '../../lib/judge/watch.ts'
import type { CheckSpan, LocationFacts, QueueFacts, WatchFacts } from '../../lib/judge/watch-facts.ts'
import { newWatchState, type Reading, WATCH_RULES, type WatchState } from '../../lib/judge/watch-state.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'

const START = Date.parse('2026-11-22T00:00:00Z')
const HOW = { policy: DEFAULT_POLICY, timezone: 'Asia/Ho_Chi_Minh' }
const at = (minute: number): number => START + minute * MINUTE_MS

/** A location that was heard a moment ago and of which nothing else is known. */
function location(minute: number, changes: Partial<LocationFacts> = {}): LocationFacts {
  return {
    location: 'sgn',
    group: 'domestic',
    playedSinceMs: START - DAY_MS,
    lastReceiptMs: at(minute),
    spans: [],
    coverage: null,
    driftMs: null,
    clockOffsetMs: null,
    ...changes,
  }
}

function facts(minute: number, changes: Partial<WatchFacts> = {}): WatchFacts {
  return {
    nowMs: at(minute),
    locations: [location(minute)],
    queues: [],
    deadLetters: null,
    unarchivedDays: 0,
    ...changes,
  }
}

/** Looks at each minute in turn; what was told, with its minute. */
function look(minutes: number, factsAt: (minute: number) => WatchFacts, before: WatchState | null = null, first = 0) {
  let state = before
  const told: string[] = []
  const events = []
  for (let minute = first; minute < first + minutes; minute++) {
    const outcome = reduceWatch(state, factsAt(minute), HOW)
    state = outcome.state
    events.push(...outcome.events)
    told.push(...outcome.events.map(({ event, facts: { rule } }) => `${minute} ${String(rule)} ${event}`))
  }
  return { state: state as WatchState, told, events }
}

const span = (minute: number, counts: Partial<CheckSpan> = {}): CheckSpan => ({
  fromMs: at(minute),
  toMs: at(minute + 5),
  due: 10,
  missing: 0,
  faulty: 0,
  clock: 0,
  ...counts,
})

describe('what is remembered and told', () => {
  const bad: Reading = {
    rule: 'faults',
    location: 'sgn',
    group: 'domestic',
    part: null,
    state: 'bad',
    sinceMs: START,
    figures: {},
  }
  const step = (readings: readonly Reading[], state: WatchState = newWatchState(START)) =>
    stepConditions(state, readings, { ...HOW, nowMs: START })

  test('nothing of what is well', () => {
    expect(step([{ ...bad, state: 'good' }])).toEqual({ state: newWatchState(START), events: [], records: [] })
    expect(Object.keys(step([bad]).state.conditions)).toEqual(['location.sgn.faults'])
    expect(step([bad, { ...bad, state: 'good' }]).state.conditions).toEqual({})
  })

  test('a reading that tells nothing breaks no row of bad ones', () => {
    expect(step([bad, { ...bad, state: 'unknown' }, bad]).events.map(({ event }) => event)).toEqual(['opened'])
    expect(step([bad, { ...bad, state: 'good' }, bad]).events).toEqual([])
  })

  test('an incident has the location that it is about, and the queue its part', () => {
    expect(step([bad, bad]).state.conditions['location.sgn.faults']?.incident?.locations).toEqual(['sgn'])
    const { conditions } = step(
      Array.from({ length: 3 }, () => ({ ...bad, rule: 'queue_age' as const, location: null, part: 'jobs' })),
    ).state
    expect(Object.keys(conditions)).toEqual(['hub.queue_age.jobs'])
    expect(conditions['hub.queue_age.jobs']?.incident?.locations).toEqual([])
  })

  test('one that comes and goes is told as that', () => {
    const late: Reading = { ...bad, rule: 'archive', location: null, group: null }
    const { events } = step([late, { ...late, state: 'good' }, late, { ...late, state: 'good' }])
    expect(events.map(({ event }) => event)).toEqual(['opened', 'resolved', 'opened', 'resolved', 'reminded'])
    expect(events[4]?.reason.en).toMatch(/^The hub: the archive is behind, flapping: /)
    expect(events[3]?.reason.en).toMatch(/^The hub: the archive is behind: over; /)
  })

  test('what was before the watch began is not', () => {
    const spans = [-10, -5].map((minute) => span(minute, { missing: 10 }))
    expect(look(1, (minute) => facts(minute, { locations: [location(minute, { spans })] })).told).toEqual([])
    const since = [0, 5].map((minute) => span(minute, { missing: 10 }))
    expect(
      look(15, (minute) => facts(minute, { locations: [location(minute, { spans: minute === 14 ? since : [] })] }))
        .told,
    ).toEqual(['14 faults opened'])
  })
})

describe('a silent location', () => {
  const silentFrom = (from: number, to: number) => (minute: number) =>
    facts(minute, {
      locations: [location(minute, { lastReceiptMs: minute < from || minute >= to ? at(minute) : null })],
    })

  test('is told after five minutes without a receipt, and is over after three looks with one', () => {
    const { told, events } = look(30, silentFrom(10, 20))
    expect(told).toEqual(['14 silent opened', '22 silent resolved'])
    expect(events[0]).toMatchObject({
      id: `monitor:location.sgn.silent:domestic:${at(9)}:1`,
      kind: 'monitor',
      severity: 'ticket',
      subject: 'location',
      location: 'sgn',
      group: 'domestic',
      portal: null,
      page: null,
      sinceMs: at(9),
      atMs: at(14),
      reason: {
        vi: expect.stringMatching(/^Điểm đo sgn: im lặng từ 07:09:00 22\/11\/2026: /),
        en: expect.stringMatching(/^Location sgn: silent since 07:09:00 22\/11\/2026: /),
      },
    })
    expect(events[1]?.reason.vi).toBe(
      'Điểm đo sgn: im lặng: đã khắc phục; kéo dài từ 07:09:00 22/11/2026, khoảng 13 phút.',
    )
  })

  test('four minutes are nothing', () => {
    expect(look(30, silentFrom(10, 14)).told).toEqual([])
  })

  test('one that has just been added, or a watch that begins, waits for five minutes first', () => {
    const never = (minute: number) => facts(minute, { locations: [location(minute, { lastReceiptMs: null })] })
    expect(look(20, never).told).toEqual(['5 silent opened'])
    const added = (minute: number) =>
      facts(minute, { locations: [location(minute, { lastReceiptMs: null, playedSinceMs: at(10) })] })
    expect(look(20, added).told).toEqual(['15 silent opened'])
  })

  test('a minute or two without a look change nothing', () => {
    const silent = silentFrom(5, 99)
    const before = look(1, silent, look(5, facts).state, 7)
    expect(look(1, silent, before.state, 9).told).toEqual(['9 silent opened'])
  })

  test('an outage of ours is no silence of theirs', () => {
    const before = look(5, facts)
    const { told } = look(
      3,
      (minute) => facts(minute, { locations: [location(minute, { lastReceiptMs: null })] }),
      before.state,
      8,
    )
    expect(told).toEqual([])
  })

  test('a restart does not end what is open: only a receipt does', () => {
    const open = look(20, silentFrom(10, 99))
    expect(open.told).toEqual(['14 silent opened'])
    const after = look(4, silentFrom(10, 999), open.state, 300)
    expect(after.told).toEqual(['300 silent reminded'])
    expect(look(4, silentFrom(10, 304), after.state, 304).told).toEqual(['306 silent resolved'])
  })

  test('is reminded of every four hours', () => {
    const { told } = look(14 + 9 * 60, silentFrom(10, 9_999))
    expect(told).toEqual(['14 silent opened', '254 silent reminded', '494 silent reminded'])
  })

  test('explains what is missing: neither faults nor coverage are told', () => {
    const { told } = look(200, (minute) => {
      const isSilent = minute >= 10 && minute < 90
      const covered = minute === 75 ? { hourMs: at(0), toMs: at(60), due: 120, covered: 20 } : null
      return facts(minute, {
        locations: [
          location(minute, {
            lastReceiptMs: isSilent ? null : at(minute),
            spans:
              minute % 5 === 0 && minute >= 10
                ? [span(minute - 8, isSilent && minute >= 20 ? { missing: 10 } : {})]
                : [],
            coverage: covered,
          }),
        ],
      })
    })
    expect(told).toEqual(['14 silent opened', '92 silent resolved'])
  })

  test('what is open of a location that is played no more ends', () => {
    const open = look(20, silentFrom(10, 99))
    const { told, state } = look(5, (minute) => facts(minute, { locations: [] }), open.state, 20)
    expect(told).toEqual(['22 silent resolved'])
    expect(state.locations).toEqual({})
  })
})

describe('checks of a location', () => {
  const withSpans =
    (counts: readonly Partial<CheckSpan>[], offsetMs: number | null = null) =>
    (minute: number) =>
      facts(minute, {
        locations: [
          location(minute, {
            spans: counts[minute] === undefined ? [] : [span(minute, counts[minute])],
            clockOffsetMs: offsetMs,
          }),
        ],
      })

  test('half of them missing or faulty, twice in a row: one alert, over after three spans below that', () => {
    const bad = { missing: 3, faulty: 2 }
    const { told, events } = look(8, withSpans([{}, bad, bad, bad, {}, { missing: 4 }, {}, {}]))
    expect(told).toEqual(['2 faults opened', '6 faults resolved'])
    expect(events[0]).toMatchObject({ sinceMs: at(1), facts: { rule: 'faults', due: 10, missing: 3, faulty: 2 } })
  })

  test('once is nothing, nor is less than half', () => {
    const bad = { missing: 10 }
    expect(look(6, withSpans([bad, {}, bad, {}, { missing: 4 }, { faulty: 4 }])).told).toEqual([])
  })

  test('results dropped for the clock are told as that, with how far it is off', () => {
    const off = { clock: 10 }
    const { told, events } = look(6, withSpans([off, off, off, {}, {}, {}], -3_200))
    expect(told).toEqual(['1 clock opened', '5 clock resolved'])
    expect(events[0]?.reason.vi).toContain('10/10 kết quả bị loại vì đồng hồ lệch, chậm 3,2 giây')
    expect(events[0]?.facts).toMatchObject({ rule: 'clock', offsetMs: -3_200 })
  })

  test('a span is judged once, however often it is seen', () => {
    const same = (minute: number) =>
      facts(minute, { locations: [location(minute, { spans: [span(1, { missing: 10 })] })] })
    expect(look(8, same).told).toEqual([])
  })
})

describe('coverage of an hour', () => {
  const hour =
    (covered: number, changes: Partial<LocationFacts> = {}) =>
    (minute: number) =>
      facts(minute, {
        locations: [location(minute, { coverage: { hourMs: at(60), toMs: at(120), due: 100, covered }, ...changes })],
      })

  test('below 90 % is told once, and is over with an hour that is not', () => {
    const bad = look(150, hour(89))
    expect(bad.told).toEqual(['0 coverage opened'])
    expect(bad.events[0]?.reason.en).toContain('only 89 of 100 checks were measured (89.0%)')
    const next = (minute: number) =>
      facts(minute, {
        locations: [location(minute, { coverage: { hourMs: at(120), toMs: at(180), due: 100, covered: 90 } })],
      })
    expect(look(5, next, bad.state, 150).told).toEqual(['150 coverage resolved'])
  })

  test('exactly 90 % is enough', () => {
    expect(look(3, hour(90)).told).toEqual([])
  })

  test('an hour before the watch began, or the location, is nobody’s', () => {
    expect(look(3, hour(10), null, 130).told).toEqual([])
    expect(look(3, hour(10, { playedSinceMs: at(90) })).told).toEqual([])
  })
})

test('drift: three looks in a row open it, three end it', () => {
  const drifts = [20, 20, 5, 20, 20, 20, 20, 5, 5, 20, 5, 5, 5]
  const { told, events } = look(drifts.length, (minute) =>
    facts(minute, { locations: [location(minute, { driftMs: (drifts[minute] ?? 0) * 1_000 })] }),
  )
  expect(told).toEqual(['5 drift opened', '12 drift resolved'])
  expect(events[0]?.sinceMs).toBe(at(3))
})

test.each([
  ['observations', null, 15],
  ['jobs', null, 45],
  ['checks', 'sgn', 20],
  ['audits', 'sgn', 120],
] as const)('the oldest message of %s may wait for so long', (queue, where, limit) => {
  const aged = (age: number): QueueFacts => ({ queue, location: where, waiting: 3, oldestMs: START - age * MINUTE_MS })
  const old = (age: number) => look(4, () => facts(0, { queues: [aged(age)] }))
  expect(old(limit - 1).told).toEqual([])
  const { told, events, state } = old(limit)
  expect(told).toEqual(['2 queue_age opened'])
  expect(events[0]).toMatchObject({ subject: where === null ? 'hub' : 'location', location: where })
  // Half of it has to be gone before it counts as moving again.
  expect(
    look(4, () => facts(4, { queues: [{ ...aged(0), oldestMs: at(4) - (limit / 2) * MINUTE_MS }] }), state, 4).told,
  ).toEqual([])
  expect(
    look(4, () => facts(4, { queues: [{ queue, location: where, waiting: 0, oldestMs: null }] }), state, 4).told,
  ).toEqual(['6 queue_age resolved'])
})

test('dead letters are told at once, and over when they are gone', () => {
  const { told, events } = look(6, (minute) => facts(minute, { deadLetters: minute >= 2 && minute < 4 ? 7 : 0 }))
  expect(told).toEqual(['2 dead_letters opened', '4 dead_letters resolved'])
  expect(events[0]).toMatchObject({
    id: `monitor:hub.dead_letters:-:${at(2)}:1`,
    subject: 'hub',
    group: null,
    severity: 'ticket',
    facts: { letters: 7 },
  })
})

test('a day that is not archived after seven days pages', () => {
  const behind = (days: number) => (minute: number) => facts(minute, { unarchivedDays: days })
  expect(look(1, behind(6)).told).toEqual([])
  const { told, events } = look(3, (minute) => behind(minute < 2 ? 7 : 6)(minute))
  expect(told).toEqual(['0 archive opened', '2 archive resolved'])
  expect(events[0]).toMatchObject({ severity: 'page', subject: 'hub', sinceMs: START - 7 * DAY_MS })
})

test('what changes too often is told in one digest, and then held', () => {
  const { told } = look(12, (minute) => facts(minute, { deadLetters: minute % 2 }))
  expect(told.slice(0, 5)).toEqual([
    '1 dead_letters opened',
    '2 dead_letters resolved',
    '3 dead_letters opened',
    '4 dead_letters resolved',
    '4 dead_letters reminded',
  ])
  expect(told.slice(5)).toEqual([])
})

describe('whatever is read', () => {
  const reading = fc.record({
    rule: fc.constantFrom(...WATCH_RULES),
    location: fc.constantFrom('a', 'b', null),
    state: fc.constantFrom<Reading['state'][]>('bad', 'good', 'unknown'),
  })
  const run = (readings: readonly { rule: Reading['rule']; location: string | null; state: Reading['state'] }[]) => {
    let state = newWatchState(START)
    return readings.map(({ rule, location: where, state: seen }, minute) => {
      const outcome = stepConditions(
        state,
        [
          {
            rule,
            location: where,
            group: where === null ? null : 'domestic',
            part: null,
            state: seen,
            sinceMs: at(minute),
            figures: {},
          },
        ],
        { ...HOW, nowMs: at(minute) },
      )
      ;({ state } = outcome)
      return { ...outcome, seen }
    })
  }

  test('an incident opens once, with a bad reading, resolves once, with a good one, and counts its events from 1', () => {
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 300 }), (readings) => {
        const open = new Map<string, number>()
        const over = new Set<string>()
        for (const { events, seen } of run(readings)) {
          for (const { event, incident, seq, id } of events) {
            expect(id).toBe(`${incident}:${seq}`)
            expect(over.has(incident)).toBe(false)
            if (event === 'opened') {
              expect(open.has(incident)).toBe(false)
              expect(seen).toBe('bad')
            }
            if (event === 'resolved') {
              expect(seen).toBe('good')
              over.add(incident)
            }
            expect(seq).toBe((open.get(incident) ?? 0) + 1)
            open.set(incident, seq)
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  test('unknown changes nothing, wherever it is put', () => {
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 100 }), fc.nat(100), reading, (readings, place, extra) => {
        const told = (list: readonly Parameters<typeof run>[0][number][]) =>
          run(list).flatMap(({ events }) => events.map(({ event, incident }) => `${event} ${incident.split(':')[1]}`))
        const unknown = { ...extra, state: 'unknown' as const }
        const put = [...readings.slice(0, place), unknown, ...readings.slice(place)]
        expect(told(put)).toEqual(told(readings))
      }),
      { numRuns: 200 },
    )
  })

  test('every rule has its words in both languages', () => {
    for (const rule of WATCH_RULES) {
      const { events } = stepConditions(
        newWatchState(START),
        Array.from({ length: 3 }, () => ({
          rule,
          location: null,
          group: null,
          part: 'x',
          state: 'bad' as const,
          sinceMs: START,
          figures: {},
        })),
        { ...HOW, nowMs: START + HOUR_MS },
      )
      expect(events[0]?.reason.vi, `${rule}`).toMatch(/^Trung tâm: /)
      expect(events[0]?.reason.en, `${rule}`).toMatch(/^The hub: /)
      expect(events[0]?.severity).toBe(rule === 'hub_silent' || rule === 'archive' ? 'page' : 'ticket')
    }
  })
})
