import { bareSubject, judgingGroup } from '../judge/closing.ts'
import { type DayClosing, dayStep } from '../judge/day-step.ts'
import { readDrift, stepDrift } from '../judge/drift.ts'
import type { Step } from '../judge/incident-life.ts'
import type { GroupState } from '../judge/incident-state.ts'
import { driftReason } from '../judge/level-words.ts'
import { isOurs, type Shifted, sharedDay, sharedReading } from '../judge/shared-shift.ts'
import { freeDays, newShifts, type ShiftSeries, type ShiftTests, testShifts } from '../judge/shift.ts'
import { stepShift } from '../judge/shift-step.ts'
import { shiftReason } from '../judge/shift-words.ts'
import { stepConditions } from '../judge/watch.ts'
import { newWatchState, type WatchState } from '../judge/watch-state.ts'
import type { AlertEvent } from '../model/alert.ts'
import type { VantageGroup } from '../model/catalogue.ts'
import { addDays, type Day, dayOf, startOfDay } from '../model/day.ts'
import { type PageKey, portalOf } from '../model/id.ts'
import type { Policy } from '../model/policy.ts'
import type { TraceHeader } from '../model/trace.ts'
import type { Series } from './replay-baselines.ts'

/** The last days of a shift begin so many days ago. */
const SHIFT_DAYS = 7

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
  const { timezone, locations, calendar } = header
  const closingMs = 2 * header.cadenceSeconds * 1_000
  let next: Day | null = null
  let watch: WatchState = newWatchState(0)
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
      const today = addDays(day, 1)
      const isFree = freeDays(today, calendar)
      const events: AlertEvent[] = []
      const stepFor = (
        trace: JudgedTrace,
        of: { readonly group: VantageGroup; readonly days: number; readonly reasonOf: DayClosing['reasonOf'] },
      ): Step => {
        const { group, reasonOf } = of
        const subject = bareSubject(trace.page, portalOf(trace.page), timezone)
        const fromMs = startOfDay(addDays(day, 1 - of.days), timezone)
        const step = dayStep({ subject, group, fromMs, nowMs, silenced: false, reasonOf }, policy)
        return { ...step, events }
      }
      const tested = new Map<PageKey, ShiftTests & { readonly group: VantageGroup }>()
      for (const trace of traces) {
        const days = new Map([...trace.series].map(([location, series]) => [location, series.endDay(slotMs)]))
        const group = judgingGroup(locations, { groups: trace.groups, slotMs: nowMs, policy })
        const state = trace.groups[group]
        if (!state) continue
        const known = locations
          .filter((location) => location.group === group)
          .map(({ id }) => ({ location: id, wait: [], total: [], ...days.get(id) }))
        const step = stepFor(trace, { group, days: policy.drift.days, reasonOf: driftReason })
        trace.groups[group] = stepDrift(state, readDrift(known, policy), step)
        const series = known.map(({ location, total }): ShiftSeries => ({ metric: 'totalMs', location, days: total }))
        const from = dayOf(state.shiftFromMs ?? 0, timezone)
        tested.set(trace.page, { ...testShifts(series, { today, from, isFree, policy }), group })
      }
      const found = newShifts(tested, { falseShare: policy.shift.falseShare, policyFor: () => policy })
      const shifted = [...found].map(
        ([page, { daysAfter }]): Shifted => ({ day: addDays(today, -daysAfter), host: page, vendor: portalOf(page) }),
      )
      const shared = sharedReading(watch, { shifted, today, timezone, policy })
      if (shared !== null) {
        const outcome = stepConditions(watch, [shared], { policy, timezone, nowMs })
        watch = outcome.state
        events.push(...outcome.events)
      }
      for (const trace of traces) {
        const tests = tested.get(trace.page)
        const state = tests && trace.groups[tests.group]
        if (!state) continue
        const { group, latest } = tests
        trace.groups[group] = stepShift(
          state,
          { found: found.get(trace.page) ?? null, latest, isOurs: isOurs(sharedDay(watch), policy), today, timezone },
          stepFor(trace, { group, days: SHIFT_DAYS, reasonOf: shiftReason }),
        )
      }
      return events
    },
  }
}
