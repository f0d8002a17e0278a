import type { VantageGroup } from '../model/catalogue.ts'
import type { Policy } from '../model/policy.ts'
import { type Cell, type Cells, cellsOfDay, type DaySteps, stepOf } from './baseline.ts'
import { type ShapedDay, stepIndex } from './day-shape.ts'
import { type DayShifts, levelOf, type PageLevels, shiftSteps } from './season.ts'

/** A location's durations of one day, as texts of two letters a step. */
export type TimingTexts = { readonly wait: string; readonly total: string }

/** By location. */
export type DayTimings = Readonly<Record<string, TimingTexts>>

/** What is usual for a page at a location on some day: 24 hours of working days, then 24 of free ones. */
export type Baseline = { readonly wait: readonly (Cell | null)[]; readonly total: readonly (Cell | null)[] }

/** Slots that count for no baseline, both ends included. */
export type LeftOut = { readonly group: VantageGroup; readonly fromMs: number; readonly toMs: number }

/** A day of a page at all its locations. */
export type PageDay = { readonly at: ShapedDay; readonly timings: DayTimings }

type TimedRow = {
  readonly slotMs: number
  readonly location: string
  readonly outcome: 'passed' | 'failed' | 'inconclusive'
  readonly phases: { readonly waitMs: number | null; readonly totalMs: number | null }
}

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/'
const NONE = '..'

/** The durations of a day's rows that passed: a pure function of the rows, in any order. */
export function dayTimings(rows: readonly TimedRow[], day: ShapedDay): DayTimings {
  const length = day.shape.hours[24] ?? 0
  const found: Record<string, TimingTexts> = {}
  for (const [location, all] of [...Map.groupBy(rows, (row) => row.location)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const wait: string[] = Array.from({ length }, () => NONE)
    const total: string[] = Array.from({ length }, () => NONE)
    for (const { slotMs, outcome, phases } of all) {
      const index = slotMs >= day.fromMs && slotMs < day.toMs ? stepIndex(day, slotMs) : null
      if (index === null || outcome !== 'passed') continue
      wait[index] = lettersOf(phases.waitMs)
      total[index] = lettersOf(phases.totalMs)
    }
    found[location] = { wait: wait.join(''), total: total.join('') }
  }
  return found
}

/** What is usual at a location by its days, in any order. */
export function baselineOf(
  days: readonly PageDay[],
  of: {
    readonly location: string
    readonly group: VantageGroup
    readonly leftOut: readonly LeftOut[]
    /** What a season moved days by, as logarithms. */
    readonly shifts: DayShifts
    readonly policy: Policy
  },
): Baseline {
  const cells = (metric: keyof Cells): readonly (Cell | null)[] => {
    const steps = knownDays(days, metric, of).map(({ at, steps }): DaySteps => {
      const shift = shiftSteps(of.shifts[metric].get(at.day))
      return { ...steps, shift }
    })
    return [false, true].flatMap((free) => cellsOfDay(steps, free, of.policy))
  }
  return { wait: cells('wait'), total: cells('total') }
}

/** How a page did at a location on its days, by which seasons are told. */
export function levelsOf(
  days: readonly PageDay[],
  metric: keyof Cells,
  of: { readonly location: string; readonly group: VantageGroup; readonly leftOut: readonly LeftOut[] },
): PageLevels['days'] {
  return knownDays(days, metric, of).map(({ at, steps }) => ({
    day: at.day,
    free: at.shape.free,
    ln: levelOf(steps),
  }))
}

/** What is usual in an hour. */
export function cellsOf(baseline: Baseline, at: { readonly hour: number; readonly free: boolean }): Cells {
  const index = at.hour + (at.free ? 24 : 0)
  return { wait: baseline.wait[index] ?? null, total: baseline.total[index] ?? null }
}

function knownDays(
  days: readonly PageDay[],
  metric: keyof Cells,
  of: { readonly location: string; readonly group: VantageGroup; readonly leftOut: readonly LeftOut[] },
): readonly { readonly at: ShapedDay; readonly steps: DaySteps }[] {
  const leftOut = of.leftOut.filter(({ group }) => group === of.group)
  return days.flatMap(({ at, timings }) => {
    const text = timings[of.location]?.[metric]
    return text === undefined ? [] : [{ at, steps: stepsOf(text, { at, leftOut }) }]
  })
}

function stepsOf(
  text: string,
  { at, leftOut }: { readonly at: ShapedDay; readonly leftOut: readonly LeftOut[] },
): DaySteps {
  const steps = new Int16Array(text.length / 2)
  for (let index = 0; index < steps.length; index++) {
    const [high, low] = [LETTERS.indexOf(text[2 * index] as string), LETTERS.indexOf(text[2 * index + 1] as string)]
    const slotMs = at.fromMs + index * at.stepMs
    const isOut = leftOut.some(({ fromMs, toMs }) => slotMs >= fromMs && slotMs <= toMs)
    steps[index] = high < 0 || isOut ? -1 : high * 64 + low
  }
  return { steps, shape: at.shape }
}

function lettersOf(ms: number | null): string {
  if (ms === null) return NONE
  const step = Math.min(4_095, stepOf(ms))
  return LETTERS.charAt(step >> 6) + LETTERS.charAt(step & 63)
}
