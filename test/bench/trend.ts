import type { Interval } from './equivalence.ts'

/** `first` and `last` are medians of ten values at each end; `slope` is the 95 % interval of the change per value. */
export type Trend = {
  readonly first: number
  readonly median: number
  readonly last: number
  readonly slope: Interval
}

const ENDS = 10

/** Of the normal distribution: enough for the 30 values and more that this is made for. */
const Z_95 = 1.96

/**
 * A series' trend by Theil and Sen: the median of all slopes between two values, which single outliers don't bend, and
 * its interval by Kendall's S with ties counted.
 * Source: Sen 1968, "Estimates of the Regression Coefficient Based on Kendall's Tau".
 */
export function trendOf(values: readonly number[]): Trend {
  const slopes = values
    .flatMap((from, i) => values.slice(i + 1).map((to, gap) => (to - from) / (gap + 1)))
    .toSorted((a, b) => a - b)
  const half = Z_95 * Math.sqrt(varianceOfS(values))
  const at = (rank: number): number => slopes[Math.min(slopes.length - 1, Math.max(0, rank))] ?? Number.NaN
  return {
    first: medianOf(values.slice(0, ENDS)),
    median: medianOf(values),
    last: medianOf(values.slice(-ENDS)),
    slope: { low: at(Math.floor((slopes.length - half) / 2) - 1), high: at(Math.ceil((slopes.length + half) / 2)) },
  }
}

/** Of two in the middle the mean; NaN of none. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  const upper = sorted[half] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2
}

function varianceOfS(values: readonly number[]): number {
  const term = (n: number): number => n * (n - 1) * (2 * n + 5)
  const ties = [...Map.groupBy(values, (value) => value).values()].map(({ length }) => term(length))
  return (term(values.length) - ties.reduce((sum, tie) => sum + tie, 0)) / 18
}
