import type { DayPlaces, PlaceOfDay, Quantiles } from '../judge/history.ts'
import { canonicalJson } from './canonical.ts'

/** A day's places as text, a fifth of what the sketches take that they were made from (`docs/data.md`). */
export function writeDayPlaces({ locations, groups }: DayPlaces): string {
  return canonicalJson([locations.map(written), groups.map(written)])
}

export function readDayPlaces(text: string): DayPlaces {
  const [locations, groups] = JSON.parse(text) as readonly [readonly Written[], readonly Written[]]
  return { locations: locations.map(read), groups: groups.map(read) }
}

type Written = readonly [
  location: string,
  outcomes: readonly [passed: number, failed: number, inconclusive: number],
  causes: PlaceOfDay['causes'],
  checks: readonly [expected: number, present: number, due: number],
  missing: PlaceOfDay['missing'],
  totalMs: WrittenQuantiles,
  waitMs: WrittenQuantiles,
]

type WrittenQuantiles = readonly [
  n: number,
  relativeError: number,
  p50: number | null,
  p75: number | null,
  p95: number | null,
  p99: number | null,
]

function written(place: PlaceOfDay): Written {
  const { location, counts, causes, expected, present, due, missing, totalMs, waitMs } = place
  return [
    location,
    [counts.passed, counts.failed, counts.inconclusive],
    causes,
    [expected, present, due],
    missing,
    writtenQuantiles(totalMs),
    writtenQuantiles(waitMs),
  ]
}

function read([location, outcomes, causes, checks, missing, totalMs, waitMs]: Written): PlaceOfDay {
  const [passed, failed, inconclusive] = outcomes
  const [expected, present, due] = checks
  return {
    location,
    counts: { passed, failed, inconclusive },
    causes,
    expected,
    present,
    missing,
    due,
    totalMs: readQuantiles(totalMs),
    waitMs: readQuantiles(waitMs),
  }
}

function writtenQuantiles({ n, relativeError, p50, p75, p95, p99 }: Quantiles): WrittenQuantiles {
  return [n, relativeError, p50, p75, p95, p99]
}

function readQuantiles([n, relativeError, p50, p75, p95, p99]: WrittenQuantiles): Quantiles {
  return { p50, p75, p95, p99, n, relativeError }
}
