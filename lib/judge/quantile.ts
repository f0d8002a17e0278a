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
