import type { Catalogue } from '../model/catalogue.ts'
import { addDays, type Day } from '../model/day.ts'
import type { PageKey } from '../model/id.ts'
import type { Policy } from '../model/policy.ts'
import { isFreeDay } from './day-shape.ts'
import type { DayMedians } from './drift.ts'
import { discoveries } from './false-discoveries.ts'
import { findStep, STEP_WINDOW } from './level-step.ts'
import { median } from './quantile.ts'
import { chanceOfStep } from './step-chance.ts'

export type ShiftMetric = (typeof SHIFT_METRICS)[number]

/** A metric's medians of days at a location, oldest first, the last one that before `today`. */
export type ShiftSeries = { readonly metric: ShiftMetric; readonly location: string; readonly days: DayMedians }

/** The largest step of a series, in the metric's unit. */
export type ShiftReading = {
  readonly metric: ShiftMetric
  readonly location: string
  /** How likely so large a step is by chance. */
  readonly p: number
  /** Days from the change up to yesterday. */
  readonly daysAfter: number
  /** It may be younger or older than is looked for. */
  readonly isAtEnd: boolean
  /** Medians before and since, and of the last seven days; of working days. */
  readonly before: number
  readonly after: number
  readonly latest: number
}

/** What a page's days say, once its own part is done. */
export type ShiftTests = {
  /** One of each metric that could be tested. */
  readonly readings: readonly ShiftReading[]
  /** Medians of the last seven days, by `seriesName`. */
  readonly latest: Readonly<Record<string, number>>
}

export const SHIFT_METRICS = ['totalMs', 'lcpMs', 'readyMs', 'tbtMs', 'cls'] as const

/** What is less is as good: the logarithm of nearly nothing would make much of it. */
const LEAST: Readonly<Record<ShiftMetric, number>> = { totalMs: 1, lcpMs: 1, readyMs: 1, tbtMs: 10, cls: 0.005 }

/** Days of the level that is now; of them so many must be known. */
const LATEST_DAYS = 7
const LEAST_LATEST = 4

/** A series must reach back so far, give or take a week in which nothing was measured. */
export const SPARE_DAYS = 7

export function seriesName({ metric, location }: Pick<ShiftSeries, 'metric' | 'location'>): string {
  return `${metric} ${location}`
}

/** Which days of the window before a day are weekends or holidays. */
export function freeDays(today: Day, calendar: Catalogue['calendar']): readonly boolean[] {
  return Array.from({ length: STEP_WINDOW.days }, (_, index) =>
    isFreeDay(addDays(today, index - STEP_WINDOW.days), calendar),
  )
}

/**
 * Tests a page's days: of each metric the second least likely step of the group's locations (that of the only one, where there
 * is one), as of slots.
 */
export function testShifts(
  all: readonly ShiftSeries[],
  of: {
    readonly today: Day
    /** Days before are compared with nothing. */
    readonly from: Day
    /** Of the window's days, by `freeDays`. */
    readonly isFree: readonly boolean[]
    readonly policy: Policy
  },
): ShiftTests {
  const { today, from, isFree, policy } = of
  const series = all.map((one) => ({ ...one, days: sinceDay(one.days, { today, from }) }))
  const old = series.filter(({ days }) => isOld(days, policy))
  const readings = SHIFT_METRICS.flatMap((metric) => {
    const found = old
      .filter((one) => one.metric === metric)
      .flatMap((one) => readShift(one, isFree) ?? [])
      .toSorted((a, b) => a.p - b.p || (a.location < b.location ? -1 : 1))
    return found[1] ?? found[0] ?? []
  })
  const latest = series.flatMap((one): readonly (readonly [string, number])[] => {
    const known = one.days.slice(-LATEST_DAYS).filter((value) => value !== null)
    return known.length < LEAST_LATEST ? [] : [[seriesName(one), median(known)]]
  })
  return { readings, latest: Object.fromEntries(latest) }
}

function sinceDay(days: DayMedians, { today, from }: { readonly today: Day; readonly from: Day }): DayMedians {
  if (from <= addDays(today, -days.length)) return days
  return days.map((value, index) => (addDays(today, index - days.length) >= from ? value : null))
}

function isOld(days: DayMedians, { shift: { historyDays } }: Policy): boolean {
  return days.slice(-historyDays - SPARE_DAYS, 1 - historyDays).some((value) => value !== null)
}

/** Null where there is too little to test. */
function readShift({ metric, location, days }: ShiftSeries, isFree: readonly boolean[]): ShiftReading | null {
  const step = findStep(days.slice(-STEP_WINDOW.days), { isFree, least: LEAST[metric] })
  if (step === null) return null
  return {
    metric,
    location,
    p: chanceOfStep(step),
    daysAfter: step.daysAfter,
    isAtEnd: step.isAtEnd,
    before: Math.exp(step.before),
    after: Math.exp(step.after),
    latest: Math.exp(step.latest),
  }
}

/**
 * Pages that are slower for good, of all that were tested on a day: of steps that are no chance those that people feel, that
 * last until now, and that lie within the days in which a change is looked for. Of a page's metrics the least likely step.
 */
export function newShifts(
  tested: ReadonlyMap<PageKey, Pick<ShiftTests, 'readings'>>,
  { falseShare, policyFor }: { readonly falseShare: number; readonly policyFor: (page: PageKey) => Policy },
): ReadonlyMap<PageKey, ShiftReading> {
  const all = [...tested].flatMap(([page, { readings }]) => readings.map((reading) => ({ page, reading })))
  const isNoChance = discoveries(
    all.map(({ reading }) => reading.p),
    falseShare,
  )
  const found = new Map<PageKey, ShiftReading>()
  for (const [index, { page, reading }] of all.entries()) {
    if (!isNoChance[index] || reading.isAtEnd || !isFelt(reading, policyFor(page))) continue
    const before = found.get(page)
    if (before === undefined || reading.p < before.p) found.set(page, reading)
  }
  return found
}

function isFelt({ metric, before, after, latest }: ShiftReading, { shift }: Policy): boolean {
  const plus = {
    totalMs: shift.plusMs,
    lcpMs: shift.plusLcpMs,
    readyMs: shift.plusReadyMs,
    tbtMs: shift.plusTbtMs,
    cls: shift.plusCls,
  }[metric]
  return [after, latest].every((level) => level >= shift.ratio * before && level - before >= plus)
}
