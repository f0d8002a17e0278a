/** Both ends belong to it. */
export type Interval = { readonly low: number; readonly high: number }

/** Chance left at each end: 5 %, so that two one-sided tests at 5 % are one look at a 90 % interval. */
const TAIL = 0.05

/**
 * The 90 % confidence interval of the typical (Hodges–Lehmann) difference within pairs, by inverting Wilcoxon's
 * signed-rank test with its exact distribution. Two sides are proven equivalent at 5 % where it lies within the limits.
 * Everything, where there are fewer than 5 pairs: no test at 5 % could say anything.
 * Source: Hollander, Wolfe, Chicken, "Nonparametric Statistical Methods", 3.3; Schuirmann 1987 for the two tests.
 */
export function pairedInterval(differences: readonly number[]): Interval {
  const rank = lowerRank(differences.length)
  if (rank < 1) return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }
  const averages = differences.flatMap((a, i) => differences.slice(i).map((b) => (a + b) / 2)).toSorted((a, b) => a - b)
  return { low: averages[rank - 1] ?? Number.NaN, high: averages.at(-rank) ?? Number.NaN }
}

/** The largest rank of the ordered averages that leaves at most 5 % below; 0 where there is none. */
function lowerRank(pairs: number): number {
  // Ways to reach each sum of positive ranks: every rank counts or doesn't.
  let ways = [1]
  for (let rank = 1; rank <= pairs; rank++) {
    const next = Array.from({ length: ways.length + rank }, () => 0)
    for (const [sum, count] of ways.entries()) {
      next[sum] = (next[sum] ?? 0) + count
      next[sum + rank] = (next[sum + rank] ?? 0) + count
    }
    ways = next
  }
  let below = 0
  let sum = 0
  for (; sum < ways.length; sum++) {
    below += (ways[sum] ?? 0) / 2 ** pairs
    if (below > TAIL) break
  }
  return sum
}
