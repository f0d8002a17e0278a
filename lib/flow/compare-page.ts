import { type BeforeAfter, beforeAfter } from '../judge/before-after.ts'
import { countOf, type Distribution, quantileOf, quantilesOf } from '../judge/distribution.ts'
import { mergeChecks, type RolledChecks } from '../judge/rollup.ts'
import type { VantageGroup } from '../model/catalogue.ts'
import { addDays, type Day, dayOf } from '../model/day.ts'
import type { PageKey } from '../model/id.ts'
import { type DayRollup, dayRollupsOf } from '../record/rollups.ts'
import type { Table } from '../record/table.ts'

/** What is compared: of each week a share, or a quantile. */
export const MEASURES = ['uptime', 'totalP50', 'totalP95', 'waitP50', 'score', 'lcpMs', 'tbtMs', 'readyMs'] as const

export type Measure = (typeof MEASURES)[number]

/** Measures that audits take: two instruments need not agree on them. */
const OF_AUDITS: ReadonlySet<Measure> = new Set(['score', 'lcpMs', 'tbtMs', 'readyMs'])

/** `isMixed`: not by one instrument, so that there is no answer. */
export type Compared = { readonly measure: Measure; readonly result: BeforeAfter; readonly isMixed: boolean }

export type Comparison = {
  readonly date: Day
  /** Both ends included. */
  readonly before: { readonly from: Day; readonly to: Day }
  readonly after: { readonly from: Day; readonly to: Day }
  /** Those that measured on both sides: others would be a change of their own. */
  readonly locations: readonly string[]
  /** Those of which something is known. */
  readonly measures: readonly Compared[]
  /** From the first day to the last; total response times, p50, p75 and p95, of checks that passed. */
  readonly days: readonly { readonly day: Day; readonly total: readonly number[] | null }[]
}

/** On each side of the date. */
export const COMPARED_DAYS = [28, 56, 84] as const

const WEEK_DAYS = 7
const MOST_YEARS = 10
/** A week of which less is known doesn't count. */
const FEWEST_DAYS = 4
const FEWEST_AUDITS = 4

/**
 * A page in the weeks up to the day before a date, and from the day after it: the day itself counts for neither, and of the
 * weeks only those that are over. `days` is a multiple of 7.
 */
export async function comparePage(
  of: {
    readonly page: PageKey
    readonly group: VantageGroup
    readonly timezone: string
    readonly date: Day
    readonly days: number
  },
  { table, nowMs }: { readonly table: Table; readonly nowMs: number },
): Promise<Comparison> {
  const { date, group, timezone } = of
  const before = { from: addDays(date, -of.days), to: addDays(date, -1) }
  const after = { from: addDays(date, 1), to: addDays(date, of.days) }
  const today = dayOf(nowMs, timezone)
  const rollups = (await dayRollupsOf(table, of.page, { from: before.from, to: after.to })).filter(
    (one) => one.timezone === timezone && one.day < today,
  )
  const seen = (days: readonly DayRollup[]): ReadonlySet<string> =>
    new Set(
      days.flatMap(({ rollup }) =>
        rollup.locations
          .filter((part) => part.group === group && part.counts.passed + part.counts.failed > 0)
          .map(({ location }) => location),
      ),
    )
  const early = seen(rollups.filter(({ day }) => day < date))
  const late = seen(rollups.filter(({ day }) => day > date))
  const both = new Set([...early].filter((location) => late.has(location)))
  // Where one side is empty, the other one is still to be seen.
  const locations = both.size > 0 ? both : new Set([...early, ...late])
  const checksOf = (days: readonly DayRollup[]): RolledChecks =>
    mergeChecks(
      days.flatMap(({ rollup }) =>
        rollup.locations.filter((part) => part.group === group && locations.has(part.location)),
      ),
    )
  const weeksFrom = (first: Day): readonly RolledChecks[] =>
    Array.from({ length: of.days / WEEK_DAYS }, (_, index) => {
      const from = addDays(first, index * WEEK_DAYS)
      const to = addDays(from, WEEK_DAYS - 1)
      const days = rollups.filter(({ day }) => day >= from && day <= to)
      const known = days.filter((day) => {
        const { counts } = checksOf([day])
        return counts.passed + counts.failed > 0
      })
      return known.length < FEWEST_DAYS || to >= today ? [] : [checksOf(days)]
    }).flat()
  const [earlyWeeks, lateWeeks] = [weeksFrom(before.from), weeksFrom(after.from)]
  const isMixed = instrumentsOf([...earlyWeeks, ...lateWeeks]).size > 1
  const values = (weeks: readonly RolledChecks[], measure: Measure): readonly number[] =>
    weeks.map((week) => valueOf(week, measure)).filter((value) => value !== null)
  const dayCount = 2 * of.days + 1
  return {
    date,
    before,
    after,
    locations: [...locations].sort(),
    measures: MEASURES.map((measure): Compared => {
      const result = beforeAfter(values(earlyWeeks, measure), values(lateWeeks, measure))
      return isMixed && OF_AUDITS.has(measure)
        ? { measure, result: { ...result, answer: null }, isMixed: true }
        : { measure, result, isMixed: false }
    }).filter(({ result }) => result.before !== null || result.after !== null),
    days: Array.from({ length: dayCount }, (_, index) => {
      const day = addDays(before.from, index)
      const { totalMs } = checksOf(rollups.filter((one) => one.day === day)).phases
      const found = totalMs ? quantilesOf(totalMs, [0.5, 0.75, 0.95]).filter((value) => value !== null) : []
      return { day, total: found.length === 3 ? found : null }
    }),
  }
}

/** Whether a day can be compared at: it is over, and not too long ago. */
export function isComparable(date: Day, today: Day): boolean {
  return date < today && date > addDays(today, -MOST_YEARS * 366)
}

/** The instruments that made the audits; of some it may not be known, which is one more. */
function instrumentsOf(weeks: readonly RolledChecks[]): ReadonlySet<string | null> {
  return new Set(
    weeks.flatMap(({ audits: { counts, instruments } }): readonly (string | null)[] => {
      const made = Object.entries(instruments).map(([instrument, count = 0]) => ({ instrument, count }))
      const known = made.reduce((sum, { count }) => sum + count, 0)
      return [...made.map(({ instrument }) => instrument), ...(known < counts.passed ? [null] : [])]
    }),
  )
}

function valueOf({ counts, phases, audits }: RolledChecks, measure: Measure): number | null {
  const known = counts.passed + counts.failed
  const quantile = (of: Distribution | undefined, q: number): number | null => (of ? quantileOf(of, q) : null)
  switch (measure) {
    case 'uptime':
      return known === 0 ? null : counts.passed / known
    case 'totalP50':
      return quantile(phases.totalMs, 0.5)
    case 'totalP95':
      return quantile(phases.totalMs, 0.95)
    case 'waitP50':
      return quantile(phases.waitMs, 0.5)
    default: {
      const of = audits.metrics[measure]
      return of && countOf(of) >= FEWEST_AUDITS ? quantileOf(of, 0.5) : null
    }
  }
}
