import { DAY_MS, MINUTE_MS } from '../model/duration.ts'
import type { Policy } from '../model/policy.ts'
import { LARGEST_CLOCK_OFFSET_MS } from './clock.ts'
import type { CheckSpan, LocationFacts, QueueFacts, WatchFacts } from './watch-facts.ts'
import { type LocationMemory, NEW_LOCATION, type Reading, type Watched, type WatchState } from './watch-state.ts'

/**
 * What the facts say of each condition, in order of time, and what is to be remembered. What a silence explains is not
 * told again as faults or as missing coverage, nor what faults explain as missing coverage.
 */
export function readConditions(
  state: WatchState,
  facts: WatchFacts,
  policy: Policy,
): { readonly readings: readonly Reading[]; readonly locations: Readonly<Record<string, LocationMemory>> } {
  const readings: Reading[] = []
  const locations: Record<string, LocationMemory> = {}
  for (const location of facts.locations) {
    const read = readLocation(location, { state, nowMs: facts.nowMs, policy })
    readings.push(...read.readings)
    locations[location.location] = read.memory
  }
  for (const queue of facts.queues) readings.push(readQueue(queue, { nowMs: facts.nowMs, policy }))
  if (facts.deadLetters !== null) readings.push(readDeadLetters(facts.deadLetters, facts.nowMs))
  readings.push(readArchive(facts.unarchivedDays, { nowMs: facts.nowMs, policy }))
  return { readings, locations }
}

type Context = { readonly state: WatchState; readonly nowMs: number; readonly policy: Policy }

function readLocation(
  facts: LocationFacts,
  context: Context,
): { readonly readings: readonly Reading[]; readonly memory: LocationMemory } {
  const { state, nowMs, policy } = context
  const about = (rule: Watched['rule']): Watched => ({
    rule,
    location: facts.location,
    group: facts.group,
    part: null,
  })
  const before = state.locations[facts.location] ?? NEW_LOCATION
  const lastReceiptMs = latestOf(before.lastReceiptMs, facts.lastReceiptMs)
  const quietSinceMs = Math.max(lastReceiptMs ?? 0, facts.playedSinceMs, state.fromMs)
  const quietMs = nowMs - quietSinceMs
  const isSilent = quietMs >= policy.monitor.silentAfterMinutes * MINUTE_MS
  const isHeard = lastReceiptMs !== null && nowMs - lastReceiptMs < HEARD_MS
  const silent: Reading = {
    ...about('silent'),
    state: isSilent ? 'bad' : isHeard ? 'good' : 'unknown',
    sinceMs: isSilent ? quietSinceMs : nowMs,
    figures: { lastReceiptMs, quietMs },
  }
  const silentUntilMs = isSilent ? nowMs : before.silentUntilMs
  const spans = facts.spans.filter(
    ({ fromMs }) => fromMs >= state.fromMs && fromMs > (before.spanMs ?? -1) && fromMs >= facts.playedSinceMs,
  )
  const clocks = spans.map((span) => readClock(span, { about: about('clock'), offsetMs: facts.clockOffsetMs }))
  const faults = spans.map((span) => readFaults(span, { about: about('faults'), silentUntilMs, policy }))
  const isTold = (rule: Watched['rule']): boolean =>
    state.conditions[`location.${facts.location}.${rule}`]?.incident != null
  const toldUntilMs = isSilent || isTold('silent') || isTold('clock') || isTold('faults') ? nowMs : before.toldUntilMs
  const hour = facts.coverage
  const isNewHour =
    hour !== null &&
    hour.hourMs > (before.coverageHourMs ?? -1) &&
    hour.hourMs >= state.fromMs &&
    hour.hourMs >= facts.playedSinceMs
  const coverage: readonly Reading[] = isNewHour
    ? [
        {
          ...about('coverage'),
          state:
            hour.due === 0 || hour.hourMs < toldUntilMs
              ? 'unknown'
              : hour.covered / hour.due < policy.monitor.coverageBelow
                ? 'bad'
                : 'good',
          sinceMs: hour.hourMs,
          figures: { due: hour.due, covered: hour.covered, fromMs: hour.hourMs, toMs: hour.toMs },
        },
      ]
    : []
  const driftMs = facts.driftMs
  const drift: readonly Reading[] =
    driftMs === null
      ? []
      : [
          {
            ...about('drift'),
            state: driftMs > policy.monitor.driftSeconds * 1_000 ? 'bad' : 'good',
            sinceMs: nowMs,
            figures: { driftMs },
          },
        ]
  return {
    readings: [silent, ...clocks, ...faults, ...coverage, ...drift],
    memory: {
      lastReceiptMs,
      spanMs: spans.at(-1)?.fromMs ?? before.spanMs,
      coverageHourMs: isNewHour ? hour.hourMs : before.coverageHourMs,
      silentUntilMs,
      toldUntilMs,
    },
  }
}

/** A receipt comes each minute, and takes a moment to arrive. */
const HEARD_MS = 3 * MINUTE_MS

function readClock(span: CheckSpan, at: { readonly about: Watched; readonly offsetMs: number | null }): Reading {
  const answered = span.due - span.missing
  return {
    ...at.about,
    state: span.clock > 0 ? 'bad' : answered === 0 ? 'unknown' : 'good',
    sinceMs: span.fromMs,
    figures: { dropped: span.clock, due: span.due, offsetMs: at.offsetMs, limitMs: LARGEST_CLOCK_OFFSET_MS },
  }
}

export function readFaults(
  span: CheckSpan,
  at: { readonly about: Watched; readonly silentUntilMs: number; readonly policy: Policy },
): Reading {
  const bad = span.missing + span.faulty
  const isExplained = span.fromMs <= at.silentUntilMs
  return {
    ...at.about,
    state: isExplained ? 'unknown' : bad / span.due >= at.policy.monitor.faultsShare ? 'bad' : 'good',
    sinceMs: span.fromMs,
    figures: { due: span.due, missing: span.missing, faulty: span.faulty },
  }
}

function readQueue(facts: QueueFacts, at: { readonly nowMs: number; readonly policy: Policy }): Reading {
  const limitMs = at.policy.monitor.queueAgeMinutes[facts.queue] * MINUTE_MS
  const ageMs = facts.oldestMs === null ? 0 : Math.max(0, at.nowMs - facts.oldestMs)
  return {
    rule: 'queue_age',
    location: facts.location,
    group: null,
    part: facts.queue,
    state: ageMs >= limitMs ? 'bad' : ageMs < limitMs / 2 ? 'good' : 'unknown',
    sinceMs: facts.oldestMs ?? at.nowMs,
    figures: { queue: facts.queue, waiting: facts.waiting, ageMs },
  }
}

function readDeadLetters(count: number, nowMs: number): Reading {
  return {
    rule: 'dead_letters',
    location: null,
    group: null,
    part: null,
    state: count > 0 ? 'bad' : 'good',
    sinceMs: nowMs,
    figures: { letters: count },
  }
}

function readArchive(days: number, at: { readonly nowMs: number; readonly policy: Policy }): Reading {
  return {
    rule: 'archive',
    location: null,
    group: null,
    part: null,
    state: days >= at.policy.monitor.archiveAfterDays ? 'bad' : 'good',
    sinceMs: at.nowMs - days * DAY_MS,
    figures: { days },
  }
}

function latestOf(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b
  return Math.max(a, b)
}
