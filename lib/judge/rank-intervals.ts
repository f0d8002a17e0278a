import { studentizedRange } from './studentized-range.ts'

/** A portal's score in each batch of a period; all have the same batches. */
export type BatchScores = { readonly portal: string; readonly scores: readonly number[] }

/** Ranks that a portal may have, both included, 1 the best; they may overlap with others'. */
export type RankInterval = { readonly portal: string; readonly best: number; readonly worst: number }

const ALPHA = 0.05

/**
 * Which portals are ahead of which beyond what chance does, all comparisons together wrong once in twenty times: Tukey's
 * test with batches as blocks, each portal's variance its own where that is larger than the pooled one. A portal's best
 * rank is 1 and how many are ahead of it, its worst how many are not behind it. In the order of `of`; fewer than two have
 * none. Throws a `RangeError` where batches differ in number.
 */
export function rankIntervals(of: readonly BatchScores[]): readonly RankInterval[] {
  const portals = of.length
  const [first] = of
  if (first === undefined || portals < 2) return []
  const batches = first.scores.length
  const odd = of.find(({ scores }) => scores.length !== batches)
  if (odd) throw new RangeError(`${odd.portal} has ${odd.scores.length} batches, ${first.portal} ${batches}`)
  const means = of.map(({ scores }) => mean(scores))
  const batchMeans = first.scores.map((_, batch) => mean(of.map(({ scores }) => scores[batch] as number)))
  const all = mean(means)
  const freedom = (portals - 1) * (batches - 1)
  const squares = of.map(({ scores }, index) =>
    scores.reduce(
      (sum, score, batch) => sum + (score - (means[index] as number) - (batchMeans[batch] as number) + all) ** 2,
      0,
    ),
  )
  const pooled = squares.reduce((sum, square) => sum + square, 0) / freedom
  // Of a portal's residuals, K/(K−1) of the squares: their mean in the batch has taken the rest.
  const variances = squares.map((square) => Math.max((square * portals) / freedom, pooled))
  const q = studentizedRange({ alpha: ALPHA, groups: portals, freedom })
  const isAhead = (i: number, j: number): boolean =>
    (means[i] as number) - (means[j] as number) >
    q * Math.sqrt(((variances[i] as number) + (variances[j] as number)) / (2 * batches))
  return of.map(({ portal }, index) => {
    const ahead = of.filter((_, other) => isAhead(other, index)).length
    const behind = of.filter((_, other) => isAhead(index, other)).length
    return { portal, best: 1 + ahead, worst: portals - behind }
  })
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
