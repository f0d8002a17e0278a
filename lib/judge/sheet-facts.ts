import { nearestRank } from './quantile.ts'
import type { Scored } from './scored.ts'
import { STRATA, type Stratum } from './stratum.ts'

/** What the results of an hour or a day were. */
export type SheetPart = {
  /** Of results with a value; null: there is none. */
  readonly p50: number | null
  readonly p95: number | null
  readonly valid: number
  readonly failed: number
}

/** A page's results by one metric, as a printed sheet draws them. */
export type SheetFacts = {
  /** Values in ascending order; results that failed have none. */
  readonly values: readonly number[]
  readonly failed: number
  /** By their number since the period's first, 0 to 23 of the clock. */
  readonly days: readonly SheetPart[]
  readonly hours: readonly SheetPart[]
  /** By location and part of the week, for those that were told of, in order. */
  readonly places: readonly SheetPlace[]
}

/** Results of one location in one part of the week; values in ascending order. */
export type SheetPlace = {
  readonly location: string
  readonly stratum: Stratum
  readonly values: readonly number[]
  readonly failed: number
}

type At = {
  readonly day: number
  readonly hour: number
  readonly place?: Pick<SheetPlace, 'location' | 'stratum'>
}

export type SheetTally = {
  readonly add: (at: At, seen: Scored) => void
  readonly facts: () => SheetFacts
}

/** Counts first attempts as scores do, by day and by hour; what could not be measured is in neither. */
export function createSheetTally(days: number): SheetTally {
  const byDay = partsOf(days)
  const byHour = partsOf(24)
  const all: Part = { values: [], failed: 0 }
  const byPlace = new Map<string, Part & Pick<SheetPlace, 'location' | 'stratum'>>()
  const placeOf = ({ location, stratum }: Pick<SheetPlace, 'location' | 'stratum'>): Part => {
    const name = `${location} ${STRATA.indexOf(stratum)}`
    const part = byPlace.get(name) ?? { location, stratum, values: [], failed: 0 }
    byPlace.set(name, part)
    return part
  }
  return {
    add: ({ day, hour, place }, seen) => {
      if (typeof seen !== 'number' && seen !== 'failed') return
      for (const part of [all, byDay[day], byHour[hour], ...(place ? [placeOf(place)] : [])]) {
        if (part === undefined) throw new RangeError(`day ${day}, hour ${hour}: not of this period`)
        if (seen === 'failed') part.failed++
        else part.values.push(seen)
      }
    },
    facts: () => ({
      values: all.values.toSorted((a, b) => a - b),
      failed: all.failed,
      days: byDay.map(read),
      hours: byHour.map(read),
      places: [...byPlace]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, part]) => ({ ...part, values: part.values.toSorted((a, b) => a - b) })),
    }),
  }
}

type Part = { readonly values: number[]; failed: number }

function partsOf(count: number): Part[] {
  return Array.from({ length: count }, () => ({ values: [], failed: 0 }))
}

function read({ values, failed }: Part): SheetPart {
  const sorted = values.toSorted((a, b) => a - b)
  return { p50: nearestRank(sorted, 0.5), p95: nearestRank(sorted, 0.95), valid: values.length, failed }
}
