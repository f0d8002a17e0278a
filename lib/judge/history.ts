import type { VantageGroup } from '../model/catalogue.ts'
import type { Cause, Outcome } from '../model/cause.ts'
import type { Day } from '../model/day.ts'
import { countOf, type Distribution, quantilesOf, RELATIVE_ERROR } from './distribution.ts'
import type { MissingReason } from './ledger.ts'
import { mergeChecks, obstructedOf, type RolledChecks, type Rollup } from './rollup.ts'

export type Quantiles = {
  readonly p50: number | null
  readonly p75: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly n: number
  /** By how much of itself a quantile may be off; 0: it is exact. */
  readonly relativeError: number
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
  /** Expected and not present, by reason: adds up to `expected - present`. */
  readonly missing: Partial<Readonly<Record<MissingReason, number>>>
  /** Expected outside of maintenance. */
  readonly due: number
  /** Of the checks that passed. */
  readonly totalMs: Quantiles
  readonly waitMs: Quantiles
}

const GROUPS: readonly VantageGroup[] = ['domestic', 'abroad']

/** A day's history per location, in the `order` of their ids (others after them), and then per group. */
export function historyOfDay(day: Day, rollup: Rollup, order: readonly string[]): readonly DayHistory[] {
  const expected = rollup.locations.filter((part) => part.expected > 0)
  const place = (location: string): number => (order.includes(location) ? order.indexOf(location) : order.length)
  const locations = [...Map.groupBy(expected, ({ location }) => location)].sort(([a], [b]) => place(a) - place(b))
  const groups = GROUPS.map((group) => [group, expected.filter((part) => part.group === group)] as const)
  return [...locations, ...groups]
    .filter(([, parts]) => parts.length > 0)
    .map(([location, parts]) => dayHistory(day, location, mergeChecks(parts)))
}

function dayHistory(day: Day, location: string, checks: RolledChecks): DayHistory {
  const { counts, causes, expected, present, missing, due, phases } = checks
  const known = counts.passed + counts.failed
  return {
    day,
    location,
    counts,
    causes,
    uptime: known === 0 ? null : counts.passed / known,
    coverage: due === 0 ? null : known / due,
    obstructed: due === 0 ? null : obstructedOf(causes) / due,
    expected,
    present,
    missing,
    due,
    totalMs: quantiles(phases.totalMs ?? []),
    waitMs: quantiles(phases.waitMs ?? []),
  }
}

function quantiles(distribution: Distribution): Quantiles {
  const [p50 = null, p75 = null, p95 = null, p99 = null] = quantilesOf(distribution, [0.5, 0.75, 0.95, 0.99])
  const relativeError = 'bins' in distribution ? RELATIVE_ERROR : 0
  return { p50, p75, p95, p99, n: countOf(distribution), relativeError }
}
