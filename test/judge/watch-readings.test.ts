import { expect, test } from 'vitest'
import type { CheckSpan, HourCoverage, LocationFacts, WatchFacts } from '../../lib/judge/watch-facts.ts'
import { readConditions } from '../../lib/judge/watch-readings.ts'
import { newWatchState, type WatchState } from '../../lib/judge/watch-state.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'

const NOW = Date.parse('2026-11-22T12:00:00Z')
const SINCE = NOW - 6 * HOUR_MS

const LOCATION: LocationFacts = {
  location: 'a',
  group: 'domestic',
  playedSinceMs: SINCE,
  lastReceiptMs: NOW - MINUTE_MS,
  spans: [],
  coverage: null,
  driftMs: null,
  clockOffsetMs: null,
}

function read(location: Partial<LocationFacts>, changes: Partial<WatchFacts> = {}, state: Partial<WatchState> = {}) {
  const facts: WatchFacts = {
    nowMs: NOW,
    locations: [{ ...LOCATION, ...location }],
    queues: [],
    deadLetters: null,
    unarchivedDays: 0,
    ...changes,
  }
  return readConditions({ ...newWatchState(SINCE), ...state }, facts, DEFAULT_POLICY)
}

const of = (rule: string, ...how: Parameters<typeof read>) =>
  read(...how).readings.filter((reading) => reading.rule === rule)
const state = (rule: string, ...how: Parameters<typeof read>) => of(rule, ...how).map((reading) => reading.state)
const remembered = (changes: Partial<NonNullable<WatchState['locations'][string]>>): Partial<WatchState> => ({
  locations: {
    a: {
      lastReceiptMs: null,
      spanMs: null,
      coverageHourMs: null,
      silentUntilMs: 0,
      toldUntilMs: 0,
      ...changes,
    },
  },
})

test('what nobody can tell gives no reading', () => {
  expect(read({}).readings.map(({ rule }) => rule)).toEqual(['silent', 'archive'])
  expect(read({}, { deadLetters: 0 }).readings.map(({ rule }) => rule)).toEqual(['silent', 'dead_letters', 'archive'])
})

test('a location is heard by a receipt of the last three minutes, silent after a while, and between them nobody knows', () => {
  const quiet = (ms: number) => of('silent', { lastReceiptMs: NOW - ms })[0]
  const silentMs = DEFAULT_POLICY.monitor.silentAfterMinutes * MINUTE_MS
  expect(quiet(3 * MINUTE_MS - 1)).toMatchObject({ state: 'good', sinceMs: NOW })
  expect(quiet(3 * MINUTE_MS)?.state).toBe('unknown')
  expect(quiet(silentMs - 1)?.state).toBe('unknown')
  expect(quiet(silentMs)).toMatchObject({
    state: 'bad',
    location: 'a',
    group: 'domestic',
    sinceMs: NOW - silentMs,
    figures: { lastReceiptMs: NOW - silentMs, quietMs: silentMs },
  })
  expect(state('silent', { lastReceiptMs: null, playedSinceMs: NOW - 1 })).toEqual(['unknown'])
  expect(state('silent', { lastReceiptMs: null })).toEqual(['bad'])
})

test('the latest receipt is remembered', () => {
  const last = (before: number | null, now: number | null) =>
    read({ lastReceiptMs: now }, {}, remembered({ lastReceiptMs: before })).locations.a?.lastReceiptMs
  expect([last(null, null), last(5, null), last(null, 7), last(5, 7), last(7, 5)]).toEqual([null, 5, 7, 7, 7])
})

test('spans are read once, from the beginning of the watch and of the location on', () => {
  const span = (fromMs: number): CheckSpan => ({ fromMs, toMs: fromMs + 1, due: 10, missing: 0, faulty: 0, clock: 0 })
  const spans = [SINCE - 1, SINCE, SINCE + 1].map(span)
  const begins = (...how: Parameters<typeof read>) => of('faults', ...how).map(({ sinceMs }) => sinceMs - SINCE)
  expect(begins({ spans })).toEqual([0, 1])
  expect(begins({ spans, playedSinceMs: SINCE + 1 })).toEqual([1])
  expect(begins({ spans, playedSinceMs: 0 }, {}, { fromMs: 0 })).toEqual([-1, 0, 1])
  expect(begins({ spans }, {}, remembered({ spanMs: SINCE }))).toEqual([1])
  expect(read({ spans }).locations.a?.spanMs).toBe(SINCE + 1)
  expect(read({}, {}, remembered({ spanMs: 7 })).locations.a?.spanMs).toBe(7)
  expect(begins({ spans: [span(0)], playedSinceMs: 0 }, {}, { fromMs: 0 })).toEqual([-SINCE])
})

test('faults are bad from their share on; what a silence explains tells nothing', () => {
  const fromMs = SINCE + HOUR_MS
  const faults = (missing: number, faulty: number, silentUntilMs = 0) =>
    state(
      'faults',
      { spans: [{ fromMs, toMs: fromMs + 1, due: 10, missing, faulty, clock: 0 }] },
      {},
      remembered({ silentUntilMs }),
    )
  expect([faults(2, 2), faults(3, 2)]).toEqual([['good'], ['bad']])
  expect([faults(5, 0, fromMs - 1), faults(5, 0, fromMs), faults(0, 0, fromMs)]).toEqual([
    ['bad'],
    ['unknown'],
    ['unknown'],
  ])
})

test('a clock is bad where checks were dropped for it, good where others were answered', () => {
  const clock = (counts: Partial<CheckSpan>) =>
    of('clock', { spans: [{ fromMs: SINCE, toMs: NOW, due: 4, missing: 0, faulty: 0, clock: 0, ...counts }] })[0]
  expect(clock({ clock: 1 })).toMatchObject({ state: 'bad', sinceMs: SINCE, figures: { dropped: 1, due: 4 } })
  expect(clock({ missing: 3 })?.state).toBe('good')
  expect(clock({ missing: 4 })?.state).toBe('unknown')
})

test('an hour is read once, from the beginning of the watch and of the location on', () => {
  const hour = (hourMs: number, changes: Partial<HourCoverage> = {}): HourCoverage => ({
    hourMs,
    toMs: hourMs + HOUR_MS,
    due: 100,
    covered: 100,
    ...changes,
  })
  const coverage = (...how: Parameters<typeof read>) => state('coverage', ...how)
  expect(coverage({ coverage: hour(SINCE) })).toEqual(['good'])
  expect(coverage({ coverage: hour(SINCE - 1) })).toEqual([])
  expect(coverage({ coverage: hour(SINCE), playedSinceMs: SINCE + 1 })).toEqual([])
  expect(coverage({ coverage: hour(SINCE) }, {}, remembered({ coverageHourMs: SINCE }))).toEqual([])
  expect(coverage({ coverage: hour(SINCE) }, {}, remembered({ coverageHourMs: SINCE - HOUR_MS }))).toEqual(['good'])
  expect(coverage({ coverage: hour(0), playedSinceMs: 0 }, {}, { fromMs: 0 })).toEqual(['good'])
  const least = DEFAULT_POLICY.monitor.coverageBelow * 100
  expect(coverage({ coverage: hour(SINCE, { covered: least }) })).toEqual(['good'])
  expect(coverage({ coverage: hour(SINCE, { covered: least - 1 }) })).toEqual(['bad'])
  expect(coverage({ coverage: hour(SINCE, { due: 0, covered: 0 }) })).toEqual(['unknown'])
  expect(coverage({ coverage: hour(SINCE, { covered: 0 }) }, {}, remembered({ toldUntilMs: SINCE }))).toEqual(['bad'])
  expect(coverage({ coverage: hour(SINCE, { covered: 0 }) }, {}, remembered({ toldUntilMs: SINCE + 1 }))).toEqual([
    'unknown',
  ])
})

test('what is told of a silence, a clock or faults explains the hour until then', () => {
  const told = (rule: string, location = 'a') =>
    read(
      {},
      {},
      {
        ...remembered({ toldUntilMs: 5 }),
        conditions: {
          [`location.${location}.${rule}`]: {
            incident: {},
          } as unknown as WatchState['conditions'][string],
        },
      },
    ).locations.a?.toldUntilMs
  expect([told('silent'), told('clock'), told('faults')]).toEqual([NOW, NOW, NOW])
  expect([told('drift'), told('silent', 'b')]).toEqual([5, 5])
  expect(read({ lastReceiptMs: null }).locations.a).toMatchObject({ toldUntilMs: NOW, silentUntilMs: NOW })
})

test('visits that begin late beyond the limit are bad', () => {
  const limitMs = DEFAULT_POLICY.monitor.driftSeconds * 1_000
  expect(of('drift', { driftMs: limitMs })).toMatchObject([{ state: 'good', figures: { driftMs: limitMs } }])
  expect(state('drift', { driftMs: limitMs + 1 })).toEqual(['bad'])
})

test('a queue is bad from its age on, good below half of it; empty it has none', () => {
  const limitMs = DEFAULT_POLICY.monitor.queueAgeMinutes.observations * MINUTE_MS
  const queue = (ageMs: number | null) =>
    of(
      'queue_age',
      {},
      {
        queues: [{ queue: 'observations', location: null, waiting: 3, oldestMs: ageMs === null ? null : NOW - ageMs }],
      },
    )[0]
  expect(queue(limitMs)).toMatchObject({
    state: 'bad',
    sinceMs: NOW - limitMs,
    part: 'observations',
    figures: { queue: 'observations', waiting: 3, ageMs: limitMs },
  })
  expect([queue(limitMs - 1)?.state, queue(limitMs / 2)?.state, queue(limitMs / 2 - 1)?.state]).toEqual([
    'unknown',
    'unknown',
    'good',
  ])
  expect(queue(null)).toMatchObject({ state: 'good', sinceMs: NOW, figures: { ageMs: 0 } })
  expect(queue(-5)).toMatchObject({ figures: { ageMs: 0 } })
})

test('one dead letter is one too many; the archive may be some days behind', () => {
  expect([state('dead_letters', {}, { deadLetters: 0 }), state('dead_letters', {}, { deadLetters: 1 })]).toEqual([
    ['good'],
    ['bad'],
  ])
  const days = DEFAULT_POLICY.monitor.archiveAfterDays
  expect(of('archive', {}, { unarchivedDays: days })).toMatchObject([
    { state: 'bad', sinceMs: NOW - days * DAY_MS, figures: { days } },
  ])
  expect(state('archive', {}, { unarchivedDays: days - 1 })).toEqual(['good'])
})
