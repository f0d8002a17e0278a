import { bareSubject, judgingGroup } from '../judge/closing.ts'
import { dayStep } from '../judge/day-step.ts'
import { readDrift, stepDrift } from '../judge/drift.ts'
import type { Step } from '../judge/incident-life.ts'
import type { GroupState } from '../judge/incident-state.ts'
import type { AlertEvent } from '../model/alert.ts'
import type { VantageGroup } from '../model/catalogue.ts'
import { addDays, type Day, dayOf, startOfDay } from '../model/day.ts'
import { type PageKey, portalOf } from '../model/id.ts'
import type { Policy } from '../model/policy.ts'
import type { TraceHeader } from '../model/trace.ts'
import type { Series } from './replay-baselines.ts'

/** A page of a trace, as far as rules of days know it. */
export type JudgedTrace = {
  readonly page: PageKey
  /** By location. */
  readonly series: ReadonlyMap<string, Series>
  readonly groups: Partial<Record<VantageGroup, GroupState>>
}

/** Judges the days of a trace, each once it is over. */
export function daysOver(
  header: TraceHeader,
  policy: Policy,
): {
  /** Days whose slots are closed by now, and that were not asked for before. */
  readonly endedDays: (clockMs: number) => readonly Day[]
  readonly judgeDays: (
    traces: readonly JudgedTrace[],
    at: { readonly day: Day; readonly nowMs: number },
  ) => readonly AlertEvent[]
} {
  const { timezone, locations } = header
  const closingMs = 2 * header.cadenceSeconds * 1_000
  let next: Day | null = null
  let nextMs = Number.NEGATIVE_INFINITY
  return {
    endedDays: (clockMs) => {
      if (clockMs < nextMs) return []
      const ended: Day[] = []
      const today = dayOf(Math.max(0, clockMs - closingMs), timezone)
      for (let day: Day = next ?? today; day < today; day = addDays(day, 1)) ended.push(day)
      next = today
      nextMs = startOfDay(addDays(today, 1), timezone) + closingMs
      return ended
    },
    judgeDays: (traces, { day, nowMs }) => {
      const slotMs = startOfDay(day, timezone)
      const events: AlertEvent[] = []
      const stepFor = (trace: JudgedTrace, group: VantageGroup, days: number): Step => {
        const subject = bareSubject(trace.page, portalOf(trace.page), timezone)
        const fromMs = startOfDay(addDays(day, 1 - days), timezone)
        const step = dayStep({ subject, group, fromMs, nowMs, silenced: false }, policy)
        return { ...step, events }
      }
      for (const trace of traces) {
        const days = new Map([...trace.series].map(([location, series]) => [location, series.endDay(slotMs)]))
        const group = judgingGroup(locations, { groups: trace.groups, slotMs: nowMs, policy })
        const state = trace.groups[group]
        if (!state) continue
        const known = locations
          .filter((location) => location.group === group)
          .map(({ id }) => ({ location: id, wait: [], total: [], ...days.get(id) }))
        trace.groups[group] = stepDrift(state, readDrift(known, policy), stepFor(trace, group, policy.drift.days))
      }
      return events
    },
  }
}
