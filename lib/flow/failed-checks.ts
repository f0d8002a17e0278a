import { obstructedOf } from '../judge/rollup.ts'
import { isObstructed } from '../model/cause.ts'
import { addDays, type Day, dayOf, startOfDay } from '../model/day.ts'
import type { PageKey } from '../model/id.ts'
import { InputError } from '../model/input-error.ts'
import type { Observation } from '../model/observation.ts'
import { daysOf } from '../model/period.ts'
import { MAY_BE_SWEPT_MS } from '../model/retention.ts'
import { type CheckPlace, observationsOf } from '../record/results.ts'
import { type BriefDay, briefDaysOf, hourRollupsOf } from '../record/rollups.ts'
import type { Table } from '../record/table.ts'

export type FailedChecks = {
  /** Newest first. */
  readonly checks: readonly Observation[]
  /** Days of which only the count is left here, newest first: their results are in sealed segments. */
  readonly sealed: readonly { readonly day: Day; readonly failed: number; readonly obstructed: number }[]
  /** There are older ones among those that are here. */
  readonly isCut: boolean
}

const MOST = 60

/** Unless others are asked for, and so many at most. */
export const FAILED_DAYS = 7
const MOST_DAYS = 366

/** The days that are looked through, by those that were asked for. Throws an `InputError` where they are none, or too many. */
export function failedDays(
  { from, to }: { readonly from?: Day | undefined; readonly to?: Day | undefined },
  today: Day,
): { readonly from: Day; readonly to: Day } {
  const last = to ?? today
  const days = { from: from ?? addDays(last, 1 - FAILED_DAYS), to: last }
  if (days.to < days.from)
    throw new InputError('bad_day', `to: ${days.to} is before ${days.from}; write the later day as “to”`)
  const count = daysOf({ name: '', ...days })
  if (count <= MOST_DAYS) return days
  throw new InputError(
    'bad_day',
    `from, to: these are ${count} days; ${MOST_DAYS} are the most that are looked through`,
  )
}

type Span = { readonly fromMs: number; readonly toMs: number }

/**
 * Checks of some days that failed, and those that the portal's side kept from being measured. Days and hours tell where to
 * look, so that of all results only those hours are read in which something failed, and what isn't rolled up yet. With
 * `before` only those that come before it in time.
 */
export async function failedChecks(
  page: PageKey,
  of: {
    readonly table: Table
    readonly nowMs: number
    readonly timezone: string
    /** Both included. */
    readonly from: Day
    readonly to: Day
    readonly before?: CheckPlace | null
    /** Default 60. */
    readonly limit?: number
  },
): Promise<FailedChecks> {
  const { table, nowMs, timezone, before = null, limit = MOST } = of
  const brief = new Map((await briefDaysOf(table, page, of)).map((day) => [day.day, day]))
  const checks: Observation[] = []
  const sealed: FailedChecks['sealed'][number][] = []
  const [lastSwept, today] = [dayOf(nowMs - MAY_BE_SWEPT_MS, timezone), dayOf(nowMs, timezone)]
  for (let day = of.to < today ? of.to : today; day >= of.from; day = addDays(day, -1)) {
    const known = brief.get(day)
    const counts = known?.timezone === timezone ? countsOf(known) : null
    if (counts !== null && counts.failed + counts.obstructed === 0) continue
    if (day <= lastSwept) {
      if (counts !== null) sealed.push({ day, ...counts })
      continue
    }
    const span = { fromMs: startOfDay(day, timezone), toMs: startOfDay(addDays(day, 1), timezone) }
    if (checks.length > limit || (before !== null && span.fromMs > before.slotMs)) continue
    for (const hour of await hoursToRead(page, { table, span, isWhole: counts !== null })) {
      if (checks.length > limit) break
      if (before && hour.fromMs > before.slotMs) continue
      const rows = await observationsOf(table, page, hour)
      const wanted = rows.filter(
        (row) => (row.outcome === 'failed' || isObstructed(row.cause)) && (!before || isBefore(row, before)),
      )
      checks.push(...wanted.toReversed())
    }
  }
  return { checks: checks.slice(0, limit), sealed, isCut: checks.length > limit }
}

/** Of a day that is counted as a whole; null: not all of it is. */
function countsOf({
  places,
  throughMs,
  toMs,
}: BriefDay): { readonly failed: number; readonly obstructed: number } | null {
  if (places === null || throughMs < toMs) return null
  return places.locations.reduce(
    (sum, { counts, causes }) => ({
      failed: sum.failed + counts.failed,
      obstructed: sum.obstructed + obstructedOf(causes),
    }),
    { failed: 0, obstructed: 0 },
  )
}

/** Hours of a day in which something failed, and what isn't rolled up of it, newest first. */
async function hoursToRead(
  page: PageKey,
  of: { readonly table: Table; readonly span: Span; readonly isWhole: boolean },
): Promise<readonly Span[]> {
  const hours = await hourRollupsOf(of.table, page, of.span)
  const failing = hours
    .filter(({ rollup }) => rollup.locations.some(({ counts, causes }) => counts.failed + obstructedOf(causes) > 0))
    .map((hour) => ({ fromMs: hour.fromMs, toMs: hour.throughMs }))
  const rolledMs = Math.max(of.span.fromMs, ...hours.map(({ throughMs }) => throughMs))
  // Where a day is counted and none of its hours is here, the day is read.
  const isOpen = !of.isWhole || hours.length === 0
  return [...failing, ...(isOpen ? [{ fromMs: rolledMs, toMs: of.span.toMs }] : [])].toReversed()
}

function isBefore(a: CheckPlace, b: CheckPlace): boolean {
  return a.slotMs < b.slotMs || (a.slotMs === b.slotMs && a.location < b.location)
}
