import { addDays, type Day, startOfDay } from '../model/day.ts'
import { DAY_MS } from '../model/duration.ts'
import { emit, end, open, remindByDays, type Step } from './incident-life.ts'
import { type GroupState, type IncidentFigures, NO_TRANSITIONS, type OpenIncident } from './incident-state.ts'
import { type ShiftMetric, type ShiftReading, type ShiftTests, seriesName } from './shift.ts'

/** What a day says of a page. */
export type ShiftDay = Pick<ShiftTests, 'latest'> & {
  /** Null: nothing new. */
  readonly found: ShiftReading | null
  /** Our own change is the cause, if it began on such a day: what else began then tells nothing. */
  readonly isOurs: (day: Day) => boolean
  /** The day that is judged begins after it. */
  readonly today: Day
  readonly timezone: string
}

/**
 * One day of the rule. A shift ends when the page is back, or when it has lasted so long that it counts as usual; what was before
 * it is compared with nothing then. While SLOW or a drift is open they tell enough. A day that was stepped before changes
 * nothing.
 */
export function stepShift(state: GroupState, day: ShiftDay, step: Step): GroupState {
  const incident = state.shift ?? null
  if (incident === null) return opened(state, day, step)
  const { closing, policy } = step
  if (incident.lastBadMs >= closing.slotMs) return state
  const figures = incident.figures as ShiftFigures
  if (day.isOurs(figures.day)) return over(state, { incident, reason: 'superseded', isUsual: true }, step)
  const latest = day.latest[seriesName(figures)]
  if (latest === undefined) return state
  const next = {
    ...incident,
    bad: incident.bad + 1,
    lastBadMs: closing.slotMs,
    figures: { ...figures, latest: rounded(latest, figures.metric) },
  }
  if (Math.log(latest / figures.before) < policy.shift.calmShare * Math.log(figures.after / figures.before))
    return over(state, { incident: next, reason: 'returned', isUsual: false }, step)
  if (closing.nowMs - incident.openedAtMs >= policy.shift.usualDays * DAY_MS)
    return over(state, { incident: next, reason: 'usual', isUsual: true }, step)
  if (closing.silenced || closing.maintenance) return { ...state, shift: next }
  if (incident.toldAtMs === null) return { ...state, shift: emit(next, step, { event: 'opened' }) }
  return { ...state, shift: remindByDays(next, step, policy.shift.remindDays) }
}

export type ShiftFigures = IncidentFigures & {
  readonly metric: ShiftMetric
  readonly location: string
  readonly before: number
  readonly after: number
  readonly latest: number
  readonly ratio: number
  readonly p: number
  /** The first one on the new level. */
  readonly day: Day
}

function opened(state: GroupState, { found, isOurs, today, timezone }: ShiftDay, step: Step): GroupState {
  if (found === null) return state
  const day = addDays(today, -found.daysAfter)
  const sinceMs = startOfDay(day, timezone)
  if (isOurs(day)) return { ...state, shiftFromMs: sinceMs }
  if (state.slow !== null || (state.drift ?? null) !== null) return state
  const { incident } = open(step, {
    kind: 'shift',
    sinceMs,
    severity: 'ticket',
    alone: false,
    locations: [found.location],
    transitions: NO_TRANSITIONS,
    figures: figuresOf(found, day),
  })
  return { ...state, shift: incident }
}

/** `isUsual`: days before the change are compared with nothing from now on. */
function over(
  state: GroupState,
  of: { readonly incident: OpenIncident; readonly reason: string; readonly isUsual: boolean },
  step: Step,
): GroupState {
  end(of.incident, step, { reason: of.reason })
  return { ...state, shift: null, ...(of.isUsual ? { shiftFromMs: of.incident.sinceMs } : {}) }
}

function figuresOf({ metric, location, before, after, latest, p }: ShiftReading, day: Day): ShiftFigures {
  return {
    metric,
    location,
    before: rounded(before, metric),
    after: rounded(after, metric),
    latest: rounded(latest, metric),
    ratio: Number((after / before).toFixed(2)),
    p: Number(p.toPrecision(2)),
    day,
  }
}

/** Whole milliseconds; CLS has three digits. */
function rounded(value: number, metric: ShiftMetric): number {
  return metric === 'cls' ? Number(value.toFixed(3)) : Math.round(value)
}
