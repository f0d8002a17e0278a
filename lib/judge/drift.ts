import { HOUR_MS } from '../model/duration.ts'
import type { Policy } from '../model/policy.ts'
import { emit, end, open, remindByDays, type Step } from './incident-life.ts'
import { type GroupState, type IncidentFigures, NO_TRANSITIONS } from './incident-state.ts'
import { median } from './quantile.ts'

/** What a page took at a location, day by day. */
export type LocationDays = {
  readonly location: string
  readonly wait: DayMedians
  readonly total: DayMedians
}

/** In ms, oldest first; null: nothing passed on that day, or it is not one to go by. */
export type DayMedians = readonly (number | null)[]

/** The last days beside the best that they were. */
export type DriftReading = {
  readonly metric: 'wait' | 'total'
  readonly location: string
  /** The median of the last days. */
  readonly ms: number
  readonly anchorMs: number
  readonly ratio: number
}

/** A day with so much of an incident in it tells of the incident. */
export const DISTURBED_MS = 6 * HOUR_MS

/** Of the days of a window so many must be known. */
const LEAST_SHARE = 0.5

/**
 * How far a page has come from the best that it was: each location beside its own past, and of the group the second
 * largest ratio (the only one, where there is one), as of slots. Null: too little is known.
 */
export function readDrift(locations: readonly LocationDays[], { drift }: Policy): DriftReading | null {
  const readings = (['wait', 'total'] as const).flatMap((metric) => {
    const found = locations.flatMap((one): readonly DriftReading[] => {
      const days = one[metric].slice(-drift.anchorWithinDays)
      const ms = medianOf(days.slice(-drift.days), drift.days)
      const anchorMs = anchorOf(days, drift.anchorDays)
      if (ms === null || anchorMs === null) return []
      return [{ metric, location: one.location, ms, anchorMs, ratio: ms / anchorMs }]
    })
    const ranked = found.toSorted((a, b) => b.ratio - a.ratio)
    return ranked[1] ?? ranked[0] ?? []
  })
  return readings.find((one) => isDrifted(one, drift)) ?? readings[0] ?? null
}

/** Whether a page is so much slower than it was at its best that somebody should look into it. */
export function isDrifted({ ms, anchorMs, ratio }: DriftReading, drift: Policy['drift']): boolean {
  return ratio >= drift.ratio && ms - anchorMs >= drift.plusMs
}

/**
 * One day of the drift rule, which sees what a trailing baseline absorbs. While SLOW is open it tells enough. `reading`
 * null: the day tells nothing. A day that was stepped before changes nothing.
 */
export function stepDrift(state: GroupState, reading: DriftReading | null, step: Step): GroupState {
  const { closing, policy } = step
  const incident = state.drift ?? null
  if (reading === null || (incident !== null && incident.lastBadMs >= closing.slotMs)) return state
  if (incident === null) {
    if (state.slow !== null || !isDrifted(reading, policy.drift)) return state
    const opened = open(step, {
      kind: 'slow',
      sinceMs: closing.slotMs,
      severity: 'ticket',
      alone: false,
      locations: [reading.location],
      transitions: NO_TRANSITIONS,
      figures: figuresOf(reading),
    })
    return { ...state, drift: opened.incident }
  }
  if (reading.ratio < policy.drift.calmBelow) {
    end({ ...incident, figures: figuresOf(reading) }, step)
    return { ...state, drift: null }
  }
  const next = { ...incident, bad: incident.bad + 1, lastBadMs: closing.slotMs, figures: figuresOf(reading) }
  if (closing.silenced || closing.maintenance) return { ...state, drift: next }
  if (incident.toldAtMs === null) return { ...state, drift: emit(next, step, { event: 'opened' }) }
  return { ...state, drift: remindByDays(next, step, policy.drift.remindDays) }
}

/** The least median of so many days in a row. */
function anchorOf(days: DayMedians, of: number): number | null {
  let least: number | null = null
  for (let end = of; end <= days.length; end++) {
    const median = medianOf(days.slice(end - of, end), of)
    if (median !== null && (least === null || median < least)) least = median
  }
  return least
}

/** Null where fewer than half of the days are known. */
function medianOf(days: DayMedians, of: number): number | null {
  const known = days.filter((ms) => ms !== null)
  return known.length < Math.max(1, of * LEAST_SHARE) ? null : median(known)
}

function figuresOf({ metric, location, ms, anchorMs, ratio }: DriftReading): IncidentFigures {
  return {
    rule: 'drift',
    metric,
    location,
    ms: Math.round(ms),
    anchorMs: Math.round(anchorMs),
    ratio: Number(ratio.toFixed(2)),
  }
}
