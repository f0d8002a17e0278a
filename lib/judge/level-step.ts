import type { DayMedians } from './drift.ts'
import { median } from './quantile.ts'

/** Where a series of days steps up the most, and how it was on both sides: logarithms, as of working days. */
export type LevelStep = {
  /** Days from the change to the end, the first one of the new level included. */
  readonly daysAfter: number
  /** At an end of where a change is looked for: it may well be elsewhere. */
  readonly isAtEnd: boolean
  /**
   * How much better a step explains the series than memory alone: the root of its days times the logarithm of what is left
   * to chance without a step over what is left with it (a likelihood ratio). At least 0.
   */
  readonly gain: number
  /** How much a day resembles the one before it where there is no step: correlation, in [0, 1). */
  readonly memory: number
  /** Medians of the days before, of those since, and of the last seven. */
  readonly before: number
  readonly after: number
  readonly latest: number
}

/** What a window must hold. */
export const STEP_WINDOW = {
  days: 56,
  /** A change is looked for among the last days up to this many, … */
  mostAfter: 28,
  /** … with so many known ones since … */
  leastAfter: 6,
  /** … and before. */
  leastBefore: 21,
} as const

/** A series may be steadier than what is measured, by chance or by rounding. */
const LEAST_DEVIATION = 0.03

const WEEK = 7

/**
 * The largest step up in the last half of a window of days, oldest first. Free days (`isFree`, as long as `days`) are put on the
 * level of working days before: by the median over weeks of what they differ by, which a step in one of the weeks doesn't
 * move. Null where too little is known. Days that aren't above 0 count as `least`.
 */
export function findStep(
  days: DayMedians,
  { isFree, least }: { readonly isFree: readonly boolean[]; readonly least: number },
): LevelStep | null {
  const logs = days.map((ms) => (ms === null ? null : Math.log(Math.max(ms, least))))
  return stepOfLogs(logs, isFree)
}

/** The same of logarithms. */
export function stepOfLogs(logs: DayMedians, isFree: readonly boolean[]): LevelStep | null {
  const freeBy = differenceOfFree(logs, isFree)
  const known: number[] = []
  const at: number[] = []
  for (let day = 0; day < logs.length; day++) {
    const log = logs[day]
    if (log === null || log === undefined) continue
    known.push(isFree[day] ? log - freeBy : log)
    at.push(day)
  }
  const plain = spreadOf(known, at, known.length)
  const cut = steepest(known, at, logs.length)
  if (cut === null) return null
  const [before, after] = [known.slice(0, cut.index), known.slice(cut.index)]
  return {
    daysAfter: logs.length - (at[cut.index] as number),
    isAtEnd: cut.index === youngest(known) || !isLookedFor(cut.index - 1, at, logs.length),
    gain: Math.sqrt(Math.max(0, known.length * Math.log(plain.left / cut.left))),
    memory: plain.memory,
    before: median(before),
    after: median(after),
    latest: median(after.slice(-WEEK)),
  }
}

/** By how much free days are above working ones. */
function differenceOfFree(logs: DayMedians, isFree: readonly boolean[]): number {
  const differences: number[] = []
  for (let to = logs.length; to > 0; to -= WEEK) {
    const sums = [0, 0]
    const counts = [0, 0]
    for (let day = Math.max(0, to - WEEK); day < to; day++) {
      const log = logs[day]
      if (log === null || log === undefined) continue
      const free = isFree[day] ? 1 : 0
      sums[free] = (sums[free] as number) + log
      counts[free] = (counts[free] as number) + 1
    }
    const [ofWorking, ofFree] = counts as [number, number]
    if (ofWorking > 0 && ofFree > 0) differences.push((sums[1] as number) / ofFree - (sums[0] as number) / ofWorking)
  }
  return median(differences)
}

/** The last cut that has enough days since. */
function youngest(known: readonly number[]): number {
  return known.length - STEP_WINDOW.leastAfter
}

/** Whether a cut has enough days before it, and is young enough. */
function isLookedFor(index: number, at: readonly number[], length: number): boolean {
  return index >= STEP_WINDOW.leastBefore && (at[index] as number) >= length - STEP_WINDOW.mostAfter
}

/** Where to cut so that the second part is above the first, and least is left to chance. */
function steepest(
  known: readonly number[],
  at: readonly number[],
  length: number,
): { readonly index: number; readonly left: number } | null {
  let found: { index: number; left: number } | null = null
  for (let index = youngest(known); isLookedFor(index, at, length); index--) {
    const { left, rise } = spreadOf(known, at, index)
    // Where it only ever falls it rises by nothing.
    const one = { index, left: rise > 0 ? left : Number.POSITIVE_INFINITY }
    if (found === null || one.left < found.left) found = one
  }
  return found
}

/** About the means of what is before `index` and what is from it on. */
function spreadOf(
  known: readonly number[],
  at: readonly number[],
  index: number,
): {
  /** By how much the second mean is above the first. */
  readonly rise: number
  /** Correlation of days with those before them. */
  readonly memory: number
  /** Variance of what a day doesn't share with the one before it. */
  readonly left: number
} {
  const n = known.length
  let [first, second] = [0, 0]
  for (let i = 0; i < index; i++) first += known[i] as number
  for (let i = index; i < n; i++) second += known[i] as number
  first /= index
  second = index === n ? first : second / (n - index)
  let [squares, products, pairs, last] = [0, 0, 0, 0]
  for (let i = 0; i < n; i++) {
    const off = (known[i] as number) - (i < index ? first : second)
    squares += off * off
    if (i > 0 && (at[i] as number) - (at[i - 1] as number) === 1) {
      products += off * last
      pairs++
    }
    last = off
  }
  const variance = squares / n
  // Of consecutive days alone, and as if all were: the estimate that never reaches 1.
  const memory = variance === 0 || pairs === 0 ? 0 : Math.max(0, ((products / pairs) * ((n - 1) / n)) / variance)
  return { rise: second - first, memory, left: variance * (1 - memory * memory) + LEAST_DEVIATION ** 2 }
}
