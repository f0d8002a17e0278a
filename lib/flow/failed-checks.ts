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
  /** At most `limit` of those that are here, newest first: the newest, or those next to a place on one side of it. */
  readonly read: (of: {
    /** `after` a place are the older ones, `before` it the newer. */
    readonly side: 'before' | 'after'
    readonly place: CheckPlace | null
    readonly limit: number
  }) => Promise<readonly Observation[]>
  /** Days of which only the count is left here, newest first: their results are in sealed segments. */
  readonly sealed: readonly { readonly day: Day; readonly failed: number; readonly obstructed: number }[]
}

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
 * look, so that of all results only those hours are read in which something failed, and what isn't rolled up yet.
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
  },
): Promise<FailedChecks> {
  const { table, nowMs, timezone } = of
  const brief = new Map((await briefDaysOf(table, page, of)).map((day) => [day.day, day]))
  const sealed: FailedChecks['sealed'][number][] = []
  const here: (Span & { readonly isWhole: boolean })[] = []
  const [lastSwept, today] = [dayOf(nowMs - MAY_BE_SWEPT_MS, timezone), dayOf(nowMs, timezone)]
  for (let day = of.to < today ? of.to : today; day >= of.from; day = addDays(day, -1)) {
    const known = brief.get(day)
    const counts = known?.timezone === timezone ? countsOf(known) : null
    if (counts !== null && counts.failed + counts.obstructed === 0) continue
    if (day > lastSwept)
      here.push({
        fromMs: startOfDay(day, timezone),
        toMs: startOfDay(addDays(day, 1), timezone),
        isWhole: counts !== null,
      })
    else if (counts !== null) sealed.push({ day, ...counts })
  }
  const read: FailedChecks['read'] = async ({ side, place, limit }) => {
    const isBack = side === 'before'
    // Nearest to the place first.
    const inTurn = <T>(newestFirst: readonly T[]): readonly T[] => (isBack ? newestFirst.toReversed() : newestFirst)
    const isBeside = ({ fromMs, toMs }: Span): boolean =>
      place === null || (isBack ? toMs > place.slotMs : fromMs <= place.slotMs)
    const found: Observation[] = []
    for (const day of inTurn(here.filter(isBeside))) {
      if (found.length >= limit) break
      for (const hour of inTurn((await hoursToRead(page, { table, ...day })).filter(isBeside))) {
        if (found.length >= limit) break
        const rows = (await observationsOf(table, page, hour)).toReversed()
        const wanted = rows.filter(
          (row) =>
            (row.outcome === 'failed' || isObstructed(row.cause)) &&
            (place === null || (isBack ? isOlder(place, row) : isOlder(row, place))),
        )
        found.push(...inTurn(wanted))
      }
    }
    return inTurn(found.slice(0, limit))
  }
  return { read, sealed }
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
  of: Span & { readonly table: Table; readonly isWhole: boolean },
): Promise<readonly Span[]> {
  const hours = await hourRollupsOf(of.table, page, of)
  const failing = hours
    .filter(({ rollup }) => rollup.locations.some(({ counts, causes }) => counts.failed + obstructedOf(causes) > 0))
    .map((hour) => ({ fromMs: hour.fromMs, toMs: hour.throughMs }))
  const rolledMs = Math.max(of.fromMs, ...hours.map(({ throughMs }) => throughMs))
  // Where a day is counted and none of its hours is here, the day is read.
  const isOpen = !of.isWhole || hours.length === 0
  return [...failing, ...(isOpen ? [{ fromMs: rolledMs, toMs: of.toMs }] : [])].toReversed()
}

function isOlder(a: CheckPlace, b: CheckPlace): boolean {
  return a.slotMs < b.slotMs || (a.slotMs === b.slotMs && a.location < b.location)
}
