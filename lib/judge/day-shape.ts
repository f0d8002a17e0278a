import type { Catalogue } from '../model/catalogue.ts'
import { addDays, type Day, startOfDay, weekdayOf } from '../model/day.ts'
import { HOUR_MS, MINUTE_MS } from '../model/duration.ts'
import type { DayShape } from './baseline.ts'
import { isHoliday } from './working-days.ts'

/** A day of the calendar as baselines see it. */
export type ShapedDay = {
  readonly day: Day
  readonly fromMs: number
  readonly toMs: number
  /** What is between two of its steps. */
  readonly stepMs: number
  readonly shape: DayShape
}

/** Shorter cadences give one value in so long: more of them say no more of an hour. */
const SHORTEST_STEP_MS = 5 * MINUTE_MS

/** Weekends and holidays, Tết among them; days on which people make up for those are working days. */
export function isFreeDay(day: Day, { holidays, workingDays }: Catalogue['calendar']): boolean {
  if (workingDays.includes(day)) return false
  const weekday = weekdayOf(day)
  return weekday === 0 || weekday === 6 || isHoliday(day, holidays)
}

/** Hours count from the day's beginning: on a day on which clocks change, those after it are one off. */
export function shapeDay(
  day: Day,
  of: { readonly timezone: string; readonly everyMs: number; readonly calendar: Catalogue['calendar'] },
): ShapedDay {
  const fromMs = startOfDay(day, of.timezone)
  const toMs = startOfDay(addDays(day, 1), of.timezone)
  const stepMs = Math.max(of.everyMs, SHORTEST_STEP_MS)
  const end = Math.ceil((toMs - fromMs) / stepMs)
  const hours = Array.from({ length: 24 }, (_, hour) => Math.min(end, Math.ceil((hour * HOUR_MS) / stepMs)))
  return { day, fromMs, toMs, stepMs, shape: { free: isFreeDay(day, of.calendar), hours: [...hours, end] } }
}

/** Where a slot stands among the day's steps; null: it is not one of those that count. */
export function stepIndex({ fromMs, stepMs }: ShapedDay, slotMs: number): number | null {
  return slotMs % stepMs === 0 ? Math.floor((slotMs - fromMs) / stepMs) : null
}

/** The hour of a moment of the day, 0 to 23. */
export function hourOf({ fromMs }: ShapedDay, timeMs: number): number {
  return Math.min(23, Math.floor((timeMs - fromMs) / HOUR_MS))
}
