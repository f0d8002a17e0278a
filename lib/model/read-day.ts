import type { Day } from './day.ts'
import { InputError } from './input-error.ts'
import { FIRST_DAY, isCalendarDay, LAST_DAY } from './time-zone.ts'

/** Days that are days (`isCalendarDay`), but for those that no month has. */
export const DAY_IN_RANGE = /^2[01]\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/
export const DAY_HINT = `write a day from ${FIRST_DAY} to ${LAST_DAY}, such as 2026-11-22`

/** A day that somebody wrote. Throws an `InputError` where it is none; `name`: what they wrote. */
export function readDay(text: string, name: string): Day {
  if (isCalendarDay(text)) return text
  throw new InputError('bad_day', `${name}: ${DAY_HINT}, not “${text}”`)
}

/** Months of UTC whose days are days. */
export const MONTH_PATTERN = /^2[01]\d{2}-(?:0[1-9]|1[0-2])$/
export const MONTH_HINT = 'write a month from 2000-01 to 2199-12, such as 2026-11'

/** When a month of UTC that somebody wrote begins, epoch ms. Throws an `InputError` where it is none. */
export function readMonth(text: string, name: string): number {
  if (MONTH_PATTERN.test(text)) return Date.parse(`${text}-01T00:00:00Z`)
  throw new InputError('bad_month', `${name}: ${MONTH_HINT}, not “${text}”`)
}
