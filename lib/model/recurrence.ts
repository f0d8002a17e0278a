import { DAY_MS } from './duration.ts'
import { localTime, parseTime } from './time-zone.ts'

/** How often something recurs, at the same time of day in a zone; `month-end`: on the last day of each month. */
export const RECURRENCES = ['day', 'week', 'month', 'month-end'] as const

export type Recurrence = (typeof RECURRENCES)[number]

/** Half-open, epoch ms. */
export type Occurrence = { readonly fromMs: number; readonly toMs: number }

/** The first time, and how it recurs. */
export type Recurring = Occurrence & {
  readonly every: Recurrence
  /** No occurrence begins from then on; null: without end. */
  readonly untilMs: number | null
}

/** The shortest time between two beginnings. */
const LEAST_MS: Readonly<Record<Recurrence, number>> = {
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 28 * DAY_MS,
  'month-end': 28 * DAY_MS,
}

/** Every month has so many days. */
const SURE_DAYS = 28

/**
 * Its occurrences that begin before `beforeMs`, in order. One whose beginning the clocks of the zone jump over is left
 * out; of a beginning that there is twice, the first counts.
 */
export function recurringTimes(
  { fromMs, toMs, every, untilMs }: Recurring,
  of: { readonly timezone: string; readonly beforeMs: number },
): readonly Occurrence[] {
  const lastMs = Math.min(of.beforeMs, untilMs ?? Number.POSITIVE_INFINITY)
  const found: Occurrence[] = []
  const firstMs = wallOf(fromMs, of.timezone)
  // A local clock is a day off its UTC reading at most.
  for (let number = 0; ; number++) {
    const wallMs = nthWall(firstMs, { every, number })
    if (wallMs - DAY_MS >= lastMs) return found
    const time = parseTime(new Date(wallMs).toISOString().slice(0, 19), of.timezone)
    const beginMs = time?.kind === 'once' ? time.atMs : time?.kind === 'twice' ? time.firstMs : null
    if (beginMs !== null && beginMs < lastMs) found.push({ fromMs: beginMs, toMs: beginMs + (toMs - fromMs) })
  }
}

/** Why something can't recur so, and what to do about it; null: it can. */
export function recurrenceFault(
  { fromMs, toMs, every, untilMs }: Recurring,
  timezone: string,
): { readonly message: string; readonly fix: string } | null {
  if (untilMs !== null && untilMs <= fromMs)
    return {
      message: 'it recurs no more before it begins, and so it would never be',
      fix: 'write an until after from',
    }
  if (toMs - fromMs >= LEAST_MS[every])
    return {
      message: `it lasts as long as it takes to recur, every ${wordOf(every)}, and so it would never end`,
      fix: 'write an earlier to, or leave every out',
    }
  const first = new Date(wallOf(fromMs, timezone))
  const day = first.getUTCDate()
  if (every === 'month' && day > SURE_DAYS)
    return {
      message: `not every month has a day ${day}`,
      fix: `write a from on day ${SURE_DAYS} or before, or month-end for the last day of each month`,
    }
  const last = lastDay(first.getUTCFullYear(), first.getUTCMonth())
  if (every === 'month-end' && day !== last)
    return {
      message: `it recurs on the last day of each month, and day ${day} is none`,
      fix: `write a from on day ${last}, or month instead of month-end`,
    }
  return null
}

/** What its local clocks show, as if that were UTC. */
function wallOf(atMs: number, timezone: string): number {
  return Date.parse(`${localTime(atMs, timezone)}Z`)
}

function nthWall(firstMs: number, of: { readonly every: Recurrence; readonly number: number }): number {
  const { every, number } = of
  if (every === 'day' || every === 'week') return firstMs + number * LEAST_MS[every]
  const first = new Date(firstMs)
  const [year, month] = [first.getUTCFullYear(), first.getUTCMonth() + number]
  const day = every === 'month-end' ? lastDay(year, month) : first.getUTCDate()
  return Date.UTC(year, month, day) + (firstMs % DAY_MS)
}

/** `month` from 0, beyond 11 of a later year. */
function lastDay(year: number, month: number): number {
  return new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
}

function wordOf(every: Recurrence): string {
  return every === 'month-end' ? 'month' : every
}
