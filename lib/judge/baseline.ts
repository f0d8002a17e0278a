import type { Policy } from '../model/policy.ts'
import type { Against, SlotTiming } from '../model/verdict.ts'

/**
 * What is usual for a metric: the median of ln(ms), its robust standard deviation, what is high for it, and how far above
 * the median whole hours usually get in the mean.
 */
export type Cell = {
  readonly ln: number
  readonly s: number
  readonly high: number
  readonly highMean: number
  readonly of: Against['cell']
  /** What a season has moved it by, as a logarithm; absent: by nothing. */
  readonly season?: number
}

/** What is usual for a page at a location in some hour; null: too little is known. */
export type Cells = { readonly wait: Cell | null; readonly total: Cell | null }

/** One day of one metric at one location. */
export type DaySteps = {
  /** ln(ms) in steps of `STEP`, in order of time; negative: none, or one that doesn't count. */
  readonly steps: Int16Array
  readonly shape: DayShape
  /** What a season moved the whole day by, in steps: taken off; absent: nothing. */
  readonly shift?: number
}

/** What days of a fleet share. */
export type DayShape = {
  /** A weekend or a holiday. */
  readonly free: boolean
  /** Where each local hour begins among the steps, 25 of them: the last is the end. */
  readonly hours: readonly number[]
}

/** Half a percent: below what any rule can tell. */
export const STEP = 1 / 200

export const NO_CELLS: Cells = { wait: null, total: null }

const HOURS = 24
const BLOCK_HOURS = 4

/** A MAD of a normal distribution times this is its standard deviation. */
const NORMAL = 1.4826

/** Room for all steps of 28 days of five minutes: a policy knows no more days, and a shape no shorter steps. */
const scratch = new Int16Array(28 * 300)

/** A duration as it is kept for baselines. */
export function stepOf(ms: number): number {
  return Math.max(0, Math.round(Math.log(ms) / STEP))
}

/** One slot says no more than this of a mean, up or down, as a logarithm: a wild one isn't an hour. */
export const MOST_LN = 1

/**
 * What is usual in each local hour of such days, 24 of them: of the hour; where it has too few days, of the four hours
 * around it on all days; else of the page at any time. Null where fewer than `fewestDays` days have any value. What is high
 * is so in the hours before and after, too, since what comes each day doesn't come by the clock.
 */
export function cellsOfDay(days: readonly DaySteps[], free: boolean, { baseline }: Policy): readonly (Cell | null)[] {
  const known = new Map<string, Spread>()
  const spread = (span: Span, count: number): Spread => {
    const name = `${span.of} ${span.from}`
    const made = known.get(name) ?? spreadOf(days, span, { count, baseline })
    known.set(name, made)
    return made
  }
  const all: Span = { from: 0, to: HOURS, free: null, of: 'page' }
  const spreads = Array.from({ length: HOURS }, (_, hour): Spread | null => {
    const from = hour - (hour % BLOCK_HOURS)
    const narrow: Span = { from: hour, to: hour + 1, free, of: 'hour' }
    const found = gather(days, narrow)
    // Whoever has an hour on as many days has them in all.
    if (found.days >= Math.max(baseline.cellDays, baseline.fewestDays)) return spread(narrow, found.count)
    if (gather(days, all).days < baseline.fewestDays) return null
    for (const span of [narrow, { from, to: from + BLOCK_HOURS, free: null, of: 'block' } as const]) {
      const { days: seen, count } = gather(days, span)
      if (seen >= baseline.cellDays) return spread(span, count)
    }
    return spread(all, gather(days, all).count)
  })
  return spreads.map((own, hour) => {
    if (own === null) return null
    const around = [own, spreads[(hour + HOURS - 1) % HOURS] ?? own, spreads[(hour + 1) % HOURS] ?? own]
    const means = around.flatMap((one) => one.means).sort((a, b) => a - b)
    const high = Math.max(...around.map((one) => one.high))
    return {
      ln: own.ln,
      s: own.s,
      high,
      highMean: means[Math.ceil(baseline.highShare * means.length) - 1] ?? high - own.ln,
      of: own.of,
    }
  })
}

/** A duration beside what is usual; null where one of the two is not known. */
export function against(ms: number | null, cell: Cell | null): Against | null {
  if (ms === null || cell === null) return null
  const usualMs = Math.exp(cell.ln)
  return {
    ms,
    usualMs,
    ratio: ms / usualMs,
    s: cell.s,
    highMs: Math.exp(cell.high),
    highMean: cell.highMean,
    cell: cell.of,
    ...(cell.season === undefined ? {} : { season: Math.exp(cell.season) }),
  }
}

/** What the durations of a result mean; null where it did not pass. */
export function timingOf(
  row: {
    readonly outcome: 'passed' | 'failed' | 'inconclusive'
    readonly waitMs: number | null
    readonly totalMs: number | null
  },
  cells: Cells,
): SlotTiming | null {
  if (row.outcome !== 'passed') return null
  const { waitMs, totalMs } = row
  return { waitMs, wait: against(waitMs, cells.wait), total: against(totalMs, cells.total) }
}

/** Hours of a day, the last excluded, on days of a kind; null: of any. */
type Span = {
  readonly from: number
  readonly to: number
  readonly free: boolean | null
  readonly of: Cell['of']
}

type Spread = Omit<Cell, 'highMean'> & {
  /** Of each hour, the mean of ln(ms) above `ln`. */
  readonly means: readonly number[]
}

/** Puts the steps of a span of hours into the scratch; on how many days there were any. */
function gather(days: readonly DaySteps[], of: Span): { readonly count: number; readonly days: number } {
  let count = 0
  let seen = 0
  for (const { steps, shape, shift = 0 } of days) {
    if (of.free !== null && shape.free !== of.free) continue
    const before = count
    const to = Math.min(shape.hours[of.to] ?? 0, steps.length)
    for (let at = shape.hours[of.from] ?? 0; at < to; at++) {
      const step = steps[at] as number
      if (step >= 0) scratch[count++] = step - shift
    }
    if (count > before) seen++
  }
  return { count, days: seen }
}

/** Median, MAD and high quantile of what is in the scratch, which is the span's, and the means of its hours. */
function spreadOf(
  days: readonly DaySteps[],
  span: Span,
  { count, baseline: { floor, highShare } }: { readonly count: number; readonly baseline: Policy['baseline'] },
): Spread {
  const sorted = scratch.subarray(0, count).sort()
  const middle = (count - 1) >> 1
  const median = ((sorted[middle] as number) + (sorted[count >> 1] as number)) / 2
  // Outwards from the middle, the nearer neighbour first.
  let low = middle
  let high = middle + 1
  let last = 0
  let before = 0
  for (let taken = 0; taken <= count >> 1; taken++) {
    const down = low >= 0 ? median - (sorted[low] as number) : Number.POSITIVE_INFINITY
    const up = high < count ? (sorted[high] as number) - median : Number.POSITIVE_INFINITY
    before = last
    if (down <= up) {
      last = down
      low--
    } else {
      last = up
      high++
    }
  }
  const mad = count % 2 === 1 ? last : (before + last) / 2
  const most = sorted[Math.ceil(highShare * count) - 1] as number
  return {
    ln: median * STEP,
    s: Math.max(floor, NORMAL * mad * STEP),
    high: most * STEP,
    of: span.of,
    means: hourMeans(days, span, median),
  }
}

/** Of hours of which half or more is known. */
function hourMeans(days: readonly DaySteps[], { from, to, free }: Span, median: number): readonly number[] {
  const most = MOST_LN / STEP
  const means: number[] = []
  for (const { steps, shape, shift = 0 } of days) {
    if (free !== null && shape.free !== free) continue
    for (let hour = from; hour < to; hour++) {
      const [first, end] = [shape.hours[hour] ?? 0, Math.min(shape.hours[hour + 1] ?? 0, steps.length)]
      let sum = 0
      let count = 0
      for (let at = first; at < end; at++) {
        const step = steps[at] as number
        if (step < 0) continue
        sum += Math.max(-most, Math.min(most, step - shift - median))
        count++
      }
      if (count > 0 && 2 * count >= end - first) means.push((sum / count) * STEP)
    }
  }
  return means
}
