import type { Policy } from '../model/policy.ts'
import type { Against, SlotTiming } from '../model/verdict.ts'

/** What is usual for a metric: the median of ln(ms), its robust standard deviation, and what is high for it. */
export type Cell = { readonly ln: number; readonly s: number; readonly high: number; readonly of: Against['cell'] }

/** What is usual for a page at a location in some hour; null: too little is known. */
export type Cells = { readonly wait: Cell | null; readonly total: Cell | null }

/** One day of one metric at one location. */
export type DaySteps = {
  /** ln(ms) in steps of `STEP`, in order of time; negative: none, or one that doesn't count. */
  readonly steps: Int16Array
  readonly shape: DayShape
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

const BLOCK_HOURS = 4

/** A MAD of a normal distribution times this is its standard deviation. */
const NORMAL = 1.4826

/** Room for all steps of 28 days of five minutes. */
const scratch = new Int16Array(28 * 300)

/** A duration as it is kept for baselines. */
export function stepOf(ms: number): number {
  return Math.max(0, Math.round(Math.log(ms) / STEP))
}

/**
 * What is usual in a local hour of such days: of the hour; where it has too few days, of the four hours around it on all
 * days; else of the page at any time. Null where fewer than `fewestDays` days have any value.
 */
export function cellOf(
  days: readonly DaySteps[],
  at: { readonly hour: number; readonly free: boolean },
  { baseline }: Policy,
): Cell | null {
  const block = at.hour - (at.hour % BLOCK_HOURS)
  const hour = gather(days, { from: at.hour, to: at.hour + 1, free: at.free })
  // Whoever has an hour on as many days has them in all.
  if (hour.days >= Math.max(baseline.cellDays, baseline.fewestDays)) return spread(hour.count, 'hour', baseline)
  const all = gather(days, { from: 0, to: 24, free: null })
  if (all.days < baseline.fewestDays) return null
  for (const span of [
    { from: at.hour, to: at.hour + 1, free: at.free, of: 'hour' },
    { from: block, to: block + BLOCK_HOURS, free: null, of: 'block' },
  ] as const) {
    const { days: seen, count } = gather(days, span)
    if (seen >= baseline.cellDays) return spread(count, span.of, baseline)
  }
  return spread(gather(days, { from: 0, to: 24, free: null }).count, 'page', baseline)
}

/** A duration beside what is usual; null where one of the two is not known. */
export function against(ms: number | null, cell: Cell | null): Against | null {
  if (ms === null || cell === null) return null
  const usualMs = Math.exp(cell.ln)
  return { ms, usualMs, ratio: ms / usualMs, s: cell.s, highMs: Math.exp(cell.high), cell: cell.of }
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

/** Puts the steps of a span of hours into the scratch; on how many days there were any. */
function gather(
  days: readonly DaySteps[],
  of: { readonly from: number; readonly to: number; readonly free: boolean | null },
): { readonly count: number; readonly days: number } {
  let count = 0
  let seen = 0
  for (const { steps, shape } of days) {
    if (of.free !== null && shape.free !== of.free) continue
    const before = count
    const to = Math.min(shape.hours[of.to] ?? 0, steps.length)
    for (let at = shape.hours[of.from] ?? 0; at < to && count < scratch.length; at++) {
      const step = steps[at] as number
      if (step >= 0) scratch[count++] = step
    }
    if (count > before) seen++
  }
  return { count, days: seen }
}

/** Median, MAD and high quantile of what is in the scratch. */
function spread(count: number, of: Cell['of'], { floor, highShare }: Policy['baseline']): Cell {
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
  return { ln: median * STEP, s: Math.max(floor, NORMAL * mad * STEP), high: most * STEP, of }
}
