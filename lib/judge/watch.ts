import type { AlertEvent, Severity } from '../model/alert.ts'
import { MINUTE_MS } from '../model/duration.ts'
import type { Policy } from '../model/policy.ts'
import { flappingOf } from './flapping-words.ts'
import { type About, open, prune, type Step, stepOpen } from './incident-life.ts'
import { type IncidentRecord, NO_TRANSITIONS } from './incident-state.ts'
import type { WatchFacts } from './watch-facts.ts'
import { readConditions } from './watch-readings.ts'
import {
  type ConditionState,
  type Figures,
  newWatchState,
  type Reading,
  type Watched,
  type WatchRule,
  type WatchState,
  watchName,
} from './watch-state.ts'
import { watchReason, watchTitle } from './watch-words.ts'

export type WatchOutcome = {
  readonly state: WatchState
  /** In order; each is to be published at least once. */
  readonly events: readonly AlertEvent[]
  readonly records: readonly IncidentRecord[]
}

/** Not looked for longer than this: an outage of ours. What locations sent meanwhile may still be on its way. */
const BREAK_MS = 3 * MINUTE_MS

/** Whoever runs the platform is woken for these; the others can wait until the morning. */
const PAGED: ReadonlySet<WatchRule> = new Set(['hub_silent', 'archive'])

/**
 * One look at the platform itself. Conditions open and resolve by the life of all incidents, with kind `monitor`. After
 * a break of more than three minutes everything is looked at as if for the first time; what was open stays so until it is
 * seen to be over. The result depends on the arguments alone.
 */
export function reduceWatch(
  state: WatchState | null,
  facts: WatchFacts,
  how: { readonly policy: Policy; readonly timezone: string },
): WatchOutcome {
  const { nowMs } = facts
  const before = state ?? newWatchState(nowMs)
  const isBroken = nowMs - before.atMs > BREAK_MS
  const watching = { ...before, atMs: nowMs, fromMs: isBroken ? nowMs : before.fromMs }
  const { readings, locations } = readConditions(watching, facts, how.policy)
  const played = new Set(facts.locations.map(({ location }) => location))
  return stepConditions({ ...watching, locations }, [...readings, ...goneReadings(before, { played, nowMs })], {
    ...how,
    nowMs,
  })
}

/** Takes readings, in order; a condition of which there is none stays as it is. */
export function stepConditions(
  state: WatchState,
  readings: readonly Reading[],
  how: { readonly policy: Policy; readonly timezone: string; readonly nowMs: number },
): WatchOutcome {
  const events: AlertEvent[] = []
  const records: IncidentRecord[] = []
  const conditions: Record<string, ConditionState> = { ...state.conditions }
  for (const reading of readings) {
    const name = watchName(reading)
    const next = stepCondition(conditions[name] ?? newCondition(reading), reading, { ...how, events, records })
    if (isIdle(next)) delete conditions[name]
    else conditions[name] = next
  }
  return { state: { ...state, conditions }, events, records }
}

/** What is open about a location that nobody plays any more ends. */
function goneReadings(
  state: WatchState,
  at: { readonly played: ReadonlySet<string>; readonly nowMs: number },
): readonly Reading[] {
  return Object.values(state.conditions)
    .map(({ watched }) => watched)
    .filter(({ location }) => location !== null && !at.played.has(location))
    .map((watched) => ({ ...watched, state: 'good', sinceMs: at.nowMs, figures: {} }))
}

function stepCondition(
  condition: ConditionState,
  reading: Reading,
  how: {
    readonly policy: Policy
    readonly timezone: string
    readonly nowMs: number
    readonly events: AlertEvent[]
    readonly records: IncidentRecord[]
  },
): ConditionState {
  const { policy } = how
  const isBad = reading.state === 'bad'
  const figures = isBad ? reading.figures : condition.figures
  const { openAfter, resolveAfter } = timesOf(reading.rule, policy)
  const step = stepOf(condition.watched, { ...how, figures })
  if (condition.incident) {
    const { incident, transitions } = stepOpen(condition.incident, condition.transitions, step, {
      bad: isBad,
      unknown: reading.state === 'unknown',
      resolveAfterSlots: resolveAfter,
    })
    return { ...condition, incident, transitions, figures }
  }
  if (reading.state === 'unknown') return condition
  if (!isBad) return { ...condition, bad: 0, sinceMs: null, transitions: prune(condition.transitions, step) }
  const bad = condition.bad + 1
  const sinceMs = condition.sinceMs ?? reading.sinceMs
  if (bad < openAfter) return { ...condition, bad, sinceMs, figures }
  const opened = open(step, {
    kind: 'monitor',
    sinceMs,
    severity: severityOf(reading.rule),
    alone: false,
    locations: reading.location === null ? [] : [reading.location],
    transitions: condition.transitions,
  })
  return { ...condition, bad: 0, sinceMs: null, ...opened, figures }
}

function stepOf(
  watched: Watched,
  how: {
    readonly policy: Policy
    readonly timezone: string
    readonly nowMs: number
    readonly figures: Figures
    readonly events: AlertEvent[]
    readonly records: IncidentRecord[]
  },
): Step {
  const { nowMs, policy, figures, timezone, events, records } = how
  return {
    closing: { slotMs: nowMs, everyMs: MINUTE_MS, nowMs, maintenance: false, silenced: false },
    policy,
    about: aboutOf(watched, timezone),
    configured: [],
    describe: (incident, told) => ({
      reason: watchReason(watched, {
        event: told.event,
        sinceMs: incident.sinceMs,
        nowMs,
        figures,
        timezone,
        flapping: flappingOf(told.facts),
      }),
      facts: { rule: watched.rule, ...figures, ...told.facts },
    }),
    events,
    records,
  }
}

function aboutOf(watched: Watched, timezone: string): About {
  return {
    name: watchName(watched),
    subject: watched.location === null ? 'hub' : 'location',
    portal: null,
    page: null,
    location: watched.location,
    vendor: null,
    owner: null,
    group: watched.group,
    label: watchTitle(watched),
    timezone,
    target: null,
  }
}

function severityOf(rule: WatchRule): Severity {
  return PAGED.has(rule) ? 'page' : 'ticket'
}

/** How many readings in a row open a condition, and how many resolve it. */
function timesOf(rule: WatchRule, { monitor }: Policy): { readonly openAfter: number; readonly resolveAfter: number } {
  switch (rule) {
    case 'clock':
    case 'faults':
      return { openAfter: monitor.faultsAfterSlots, resolveAfter: monitor.resolveAfterSlots }
    case 'drift':
    case 'queue_age':
      return { openAfter: monitor.steadyAfterLooks, resolveAfter: monitor.steadyAfterLooks }
    case 'silent':
    case 'hub_silent':
      return { openAfter: 1, resolveAfter: monitor.steadyAfterLooks }
    case 'coverage':
    case 'dead_letters':
    case 'archive':
    case 'shift':
      return { openAfter: 1, resolveAfter: 1 }
  }
}

function newCondition({ rule, location, group, part }: Watched): ConditionState {
  const watched = { rule, location, group, part }
  return { watched, bad: 0, sinceMs: null, incident: null, figures: {}, transitions: NO_TRANSITIONS }
}

/** Nothing of it has to be remembered. */
function isIdle({ incident, bad, transitions }: ConditionState): boolean {
  return incident === null && bad === 0 && transitions.atMs.length === 0
}
