import type { VantageGroup } from '../model/catalogue.ts'
import type { Cause, Outcome } from '../model/cause.ts'
import type { Day } from '../model/day.ts'
import { countOf, type Distribution, quantilesOf, RELATIVE_ERROR } from './distribution.ts'
import type { MissingReason } from './ledger.ts'
import { type LocationRollup, mergeChecks, obstructedOf, type Rollup } from './rollup.ts'

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
export type DayHistory = PlaceOfDay & {
  readonly day: Day
  /** passed / (passed + failed); null where nothing passed or failed. */
  readonly uptime: number | null
  /** (passed + failed) / due; null where nothing was due. */
  readonly coverage: number | null
  /** Share of due that the portal's side kept from being measured. */
  readonly obstructed: number | null
}

/** All that a history needs of a day's rollup: a few numbers instead of sketches. */
export type DayPlaces = {
  /** By id. */
  readonly locations: readonly PlaceOfDay[]
  readonly groups: readonly PlaceOfDay[]
}

export type PlaceOfDay = {
  /** A location's id, or a vantage group. */
  readonly location: string
  /** Checks that were due, by outcome. */
  readonly counts: Readonly<Record<Outcome, number>>
  readonly causes: Partial<Readonly<Record<Cause, number>>>
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

/** Places where something was expected on that day. */
export function placesOf(rollup: Rollup): DayPlaces {
  const expected = rollup.locations.filter((part) => part.expected > 0)
  const locations = Map.groupBy(expected, ({ location }) => location)
  return {
    locations: [...locations].map(([location, parts]) => placeOf(location, parts)),
    groups: GROUPS.map((group) => [group, expected.filter((part) => part.group === group)] as const)
      .filter(([, parts]) => parts.length > 0)
      .map(([group, parts]) => placeOf(group, parts)),
  }
}

/** A day's history per location, in the `order` of their ids (others after them), and then per group. */
export function historyOfDay(
  day: Day,
  { locations, groups }: DayPlaces,
  order: readonly string[],
): readonly DayHistory[] {
  const turn = ({ location }: PlaceOfDay): number => (order.includes(location) ? order.indexOf(location) : order.length)
  return [...locations.toSorted((a, b) => turn(a) - turn(b)), ...groups].map((place) => ({
    day,
    ...place,
    ...sharesOf(place),
  }))
}

function sharesOf({ counts, causes, due }: PlaceOfDay): Pick<DayHistory, 'uptime' | 'coverage' | 'obstructed'> {
  const known = counts.passed + counts.failed
  return {
    uptime: known === 0 ? null : counts.passed / known,
    coverage: due === 0 ? null : known / due,
    obstructed: due === 0 ? null : obstructedOf(causes) / due,
  }
}

function placeOf(location: string, parts: readonly LocationRollup[]): PlaceOfDay {
  const { counts, causes, expected, present, missing, due, phases } = mergeChecks(parts)
  const { totalMs = [], waitMs = [] } = phases
  const times = { totalMs: quantiles(totalMs), waitMs: quantiles(waitMs) }
  return { location, counts, causes, expected, present, missing, due, ...times }
}

function quantiles(distribution: Distribution): Quantiles {
  const isSketch = 'bins' in distribution
  const found = quantilesOf(distribution, [0.5, 0.75, 0.95, 0.99])
  // What may be off by a hundredth has no seventh digit to tell.
  const [p50 = null, p75 = null, p95 = null, p99 = null] = isSketch
    ? found.map((value) => value && Number(value.toPrecision(6)))
    : found
  return { p50, p75, p95, p99, n: countOf(distribution), relativeError: isSketch ? RELATIVE_ERROR : 0 }
}
