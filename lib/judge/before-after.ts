import { median } from './quantile.ts'

/** What a value was before and after something, from one value a week. */
export type BeforeAfter = {
  /** Medians of the weeks; null: there is none. */
  readonly before: number | null
  readonly after: number | null
  readonly weeks: { readonly before: number; readonly after: number }
  /** Null: there are too few weeks on a side to tell. */
  readonly answer: Answer | null
}

export type Answer = {
  /** Of the exact rank-sum test (Wilcoxon, Mann and Whitney), two-sided. */
  readonly p: number
  /** By how much the value is higher now (Hodges and Lehmann), with its interval, which covers with `level`. */
  readonly shift: number
  readonly low: number
  readonly high: number
  /** At least 0.95. */
  readonly level: number
}

/** With fewer, not even the clearest change is significant. */
export const FEWEST_WEEKS = 4

/** Below it a change is told as one. */
export const SIGNIFICANT = 0.05

/**
 * Whether a value has changed. Weeks, since what happens on one day says much of the next one, and working days differ from
 * free ones: values of whole weeks come close to the independence that the test asks for. With ties `p` is too
 * great rather than too small.
 */
export function beforeAfter(before: readonly number[], after: readonly number[]): BeforeAfter {
  return {
    before: before.length === 0 ? null : median(before),
    after: after.length === 0 ? null : median(after),
    weeks: { before: before.length, after: after.length },
    answer: Math.min(before.length, after.length) < FEWEST_WEEKS ? null : answerOf(before, after),
  }
}

function answerOf(before: readonly number[], after: readonly number[]): Answer {
  const differences = after.flatMap((late) => before.map((early) => late - early)).sort((a, b) => a - b)
  const pairs = differences.length
  const above = differences.filter((one) => one > 0).length
  const ties = differences.filter((one) => one === 0).length
  const u = above + ties / 2
  const below = cumulativeShares(before.length, after.length)
  const at = (count: number): number => below[Math.ceil(count)] ?? 1
  // The interval leaves out as many differences at each end as chance alone would leave with a share of 0.025 at most.
  const out = below.filter((share) => share <= SIGNIFICANT / 2).length
  return {
    p: Math.min(1, 2 * at(Math.min(u, pairs - u))),
    shift: median(differences),
    low: differences[out - 1] as number,
    high: differences[pairs - out] as number,
    level: 1 - 2 * at(out - 1),
  }
}

/** The probabilities that the rank sum's U is at most 0, 1, 2 … where nothing has changed. */
function cumulativeShares(n: number, m: number): readonly number[] {
  // Of a + b values in order: the greatest is one of the a, above all b, or one of the b.
  const known = new Map<string, readonly number[]>()
  const counts = (a: number, b: number): readonly number[] => {
    if (a === 0 || b === 0) return [1]
    const name = `${a} ${b}`
    const found = known.get(name)
    if (found) return found
    const [first, second] = [counts(a - 1, b), counts(a, b - 1)]
    const made = Array.from({ length: a * b + 1 }, (_, u) => (first[u - b] ?? 0) + (second[u] ?? 0))
    known.set(name, made)
    return made
  }
  const all = counts(n, m)
  const total = all.reduce((sum, count) => sum + count, 0)
  let sum = 0
  return all.map((count) => (sum += count) / total)
}
