/**
 * The smallest value whose cumulative share reaches `q`: an observed value, never one between two. `sorted` ascending;
 * null where it is empty. `q` in (0, 1].
 */
export function nearestRank(sorted: readonly number[], q: number): number | null {
  if (sorted.length === 0) return null
  // A product such as 0.07 × 100 may come out a hair above the whole number that it is.
  const rank = Math.ceil(Number((q * sorted.length).toFixed(9)))
  return sorted[Math.max(0, rank - 1)] ?? null
}

/** The mean of the two middle ones of an even number; 0 of none. In any order. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)] ?? 0
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? 0) + upper) / 2 : upper
}
