import type { VantageGroup } from '../model/catalogue.ts'
import { type Cause, isObstructed, type Outcome } from '../model/cause.ts'
import type { Day } from '../model/day.ts'
import { nearestRank } from './quantile.ts'

export type Quantiles = {
  readonly p50: number | null
  readonly p75: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly n: number
}

/** What one location, or one group, saw of a page on one day. */
export type DayHistory = {
  readonly day: Day
  /** A location's id, or a vantage group. */
  readonly location: string
  /** Checks that were due, by outcome. */
  readonly counts: Readonly<Record<Outcome, number>>
  readonly causes: Partial<Readonly<Record<Cause, number>>>
  /** passed / (passed + failed); null where nothing passed or failed. */
  readonly uptime: number | null
  /** (passed + failed) / due; null where nothing was due. */
  readonly coverage: number | null
  /** Share of due that the portal's side kept from being measured. */
  readonly obstructed: number | null
  /** Slots of the timetable, and of them those with a result. */
  readonly expected: number
  readonly present: number
  /** Expected outside of maintenance. */
  readonly due: number
  /** Of the checks that passed. */
  readonly totalMs: Quantiles
  readonly waitMs: Quantiles
}

export type HistoryRow = {
  readonly slotMs: number
  readonly location: string
  readonly outcome: Outcome
  readonly cause: Cause | null
  readonly phases: { readonly totalMs: number | null; readonly waitMs: number | null }
}

export type HistoryLocation = {
  readonly location: string
  readonly group: VantageGroup
  /** Expected slots of the day. */
  readonly expected: ReadonlySet<number>
}

/**
 * A day's history per location and then per group, from rows alone: order and repetition of rows don't matter as long
 * as there is one per slot and location. Rows that nobody expected count nowhere; those in accepted maintenance count
 * as expected and present, not as due.
 */
export function historyOfDay(
  day: Day,
  of: {
    readonly rows: readonly HistoryRow[]
    readonly locations: readonly HistoryLocation[]
    readonly isMaintenance: (slotMs: number) => boolean
  },
): readonly DayHistory[] {
  const byLocation = of.locations
    .filter(({ expected }) => expected.size > 0)
    .map(({ location, group, expected }) => {
      const present = of.rows.filter((row) => row.location === location && expected.has(row.slotMs))
      const counted = present.filter((row) => !of.isMaintenance(row.slotMs))
      const due = [...expected].filter((slotMs) => !of.isMaintenance(slotMs)).length
      return { location, group, expected: expected.size, present: present.length, due, counted }
    })
  const byGroup = [...Map.groupBy(byLocation, ({ group }) => group)].map(([group, parts]) => ({
    location: group,
    expected: sum(parts.map(({ expected }) => expected)),
    present: sum(parts.map(({ present }) => present)),
    due: sum(parts.map(({ due }) => due)),
    counted: parts.flatMap(({ counted }) => counted),
  }))
  return [...byLocation, ...byGroup].map((part) => dayHistory(day, part))
}

function dayHistory(
  day: Day,
  part: {
    readonly location: string
    readonly expected: number
    readonly present: number
    readonly due: number
    readonly counted: readonly HistoryRow[]
  },
): DayHistory {
  const counts = { passed: 0, failed: 0, inconclusive: 0 }
  const causes: Partial<Record<Cause, number>> = {}
  for (const { outcome, cause } of part.counted) {
    counts[outcome]++
    if (cause !== null) causes[cause] = (causes[cause] ?? 0) + 1
  }
  const known = counts.passed + counts.failed
  const passed = part.counted.filter(({ outcome }) => outcome === 'passed')
  return {
    day,
    location: part.location,
    counts,
    causes,
    uptime: known === 0 ? null : counts.passed / known,
    coverage: part.due === 0 ? null : known / part.due,
    obstructed: part.due === 0 ? null : part.counted.filter(({ cause }) => isObstructed(cause)).length / part.due,
    expected: part.expected,
    present: part.present,
    due: part.due,
    totalMs: quantiles(passed.map(({ phases }) => phases.totalMs)),
    waitMs: quantiles(passed.map(({ phases }) => phases.waitMs)),
  }
}

function quantiles(values: readonly (number | null)[]): Quantiles {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b)
  const at = (q: number): number | null => nearestRank(sorted, q)
  return { p50: at(0.5), p75: at(0.75), p95: at(0.95), p99: at(0.99), n: sorted.length }
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}
