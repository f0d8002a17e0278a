/** Mean and 95 % interval of batches. */
export type ScoreInterval = {
  readonly mean: number
  readonly low: number
  readonly high: number
  readonly batches: number
}

const WEEK_DAYS = 7
const FEWEST_DAYS = 28
const LONG_DAYS = 84

/** Quantiles 0.975 of Student's t. Source: any table of it; by degrees of freedom. */
const T_975: Readonly<Record<number, number>> = { 3: 3.182446305284263, 5: 2.570581835636314 }

/**
 * How the days of a period are cut into batches of whole weeks: 4 of them from 28 days on, 6 from 84. Half-open, in days
 * from the period's beginning; weeks that are over are dropped from its end, so that all batches are equally long. Empty
 * below 28 days.
 */
export function batchesOf(days: number): readonly { readonly fromDay: number; readonly toDay: number }[] {
  if (days < FEWEST_DAYS) return []
  const count = days >= LONG_DAYS ? 6 : 4
  const length = Math.floor(days / WEEK_DAYS / count) * WEEK_DAYS
  return Array.from({ length: count }, (_, index) => ({ fromDay: index * length, toDay: (index + 1) * length }))
}

/**
 * mean ± t(k − 1, 0.975) × s / √k of 4 or 6 batches, as far as it lies within what can be scored: from 0 to `most`. Throws a
 * `RangeError` for another number of batches.
 */
export function intervalOf(scores: readonly number[], most: number): ScoreInterval {
  const k = scores.length
  const t = T_975[k - 1]
  if (t === undefined) throw new RangeError(`an interval needs 4 or 6 batches, not ${k}`)
  const mean = scores.reduce((sum, score) => sum + score, 0) / k
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / (k - 1)
  const half = (t * Math.sqrt(variance)) / Math.sqrt(k)
  return { mean, low: Math.max(0, mean - half), high: Math.min(most, mean + half), batches: k }
}
