import { z } from 'zod'
import { type Day, dayOf, startOfDay } from './day.ts'
import { personText } from './person-text.ts'
import { FIRST_DAY, isCalendarDay, LAST_DAY } from './time-zone.ts'

/** A day of the calendar that was planned besides the catalogue. */
export type Holiday = {
  readonly id: string
  /** `holiday`: a day like a Sunday; `working-day`: one like a Monday, though it is a weekend's or a holiday, and it prevails. */
  readonly kind: (typeof HOLIDAY_KINDS)[number]
  /** `2027-02-08`, or, of a holiday of every year, `09-02`; in the catalogue's zone. */
  readonly day: string
  readonly note: string | null
  readonly declaredAtMs: number
  /** Who declared it, as in `Acknowledgement`. */
  readonly by: string
  /** It was taken back, for the days that had not begun by then; null: it was not. */
  readonly endedAtMs: number | null
}

export const HOLIDAY_KINDS = ['holiday', 'working-day'] as const

/** Tết and what lies around it, at once. */
export const MOST_DAYS = 31

export const DAYS_HINT = `write a day from ${FIRST_DAY} to ${LAST_DAY} as YYYY-MM-DD, a span of them as 2027-02-05..2027-02-11, or a holiday of every year as MM-DD, such as 09-02`

/** What plans days; also the body of `POST /api/holidays`. Of `days` each is a day, a span `FROM..TO`, or `MM-DD`. */
export const newHolidaysSchema = z.strictObject({
  days: z
    .array(z.string().max('yyyy-mm-dd..yyyy-mm-dd'.length, DAYS_HINT))
    .min(1)
    .max(MOST_DAYS, `name ${MOST_DAYS} at most`),
  kind: z.enum(HOLIDAY_KINDS).default('holiday'),
  note: personText(500).nullable().default(null),
})

export type NewHolidays = Readonly<z.infer<typeof newHolidaysSchema>>

/**
 * The days that it makes holidays or working days, in order, up to the end of a year: those that began after it was declared, and
 * before it was taken back. What a day is is settled once it begins, so that nothing that was measured on it changes its hours.
 */
export function daysOf(
  { day, declaredAtMs, endedAtMs }: Holiday,
  of: { readonly timezone: string; readonly untilYear: number },
): readonly Day[] {
  const sinceYear = yearOf(dayOf(declaredAtMs, of.timezone))
  const years = Array.from({ length: Math.max(0, of.untilYear - sinceYear + 1) }, (_, index) => sinceYear + index)
  const all = isOfEveryYear(day) ? years.map((year) => `${year}-${day}`).filter(isCalendarDay) : [day]
  return all.filter((one) => {
    const beginsMs = startOfDay(one, of.timezone)
    return beginsMs > declaredAtMs && (endedAtMs === null || beginsMs <= endedAtMs)
  })
}

/** Whether any of its days is still to begin. */
export function isHolidayOver(
  { day, endedAtMs }: Holiday,
  of: { readonly timezone: string; readonly nowMs: number },
): boolean {
  return endedAtMs !== null || (!isOfEveryYear(day) && startOfDay(day, of.timezone) <= of.nowMs)
}

export function isOfEveryYear(day: string): boolean {
  return day.length === 'mm-dd'.length
}

export function yearOf(day: Day): number {
  return Number(day.slice(0, 'yyyy'.length))
}
