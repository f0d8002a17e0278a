import { addDays, type Day, startOfDay } from './day.ts'
import { InputError } from './input-error.ts'
import { FIRST_DAY, isCalendarDay, LAST_DAY } from './time-zone.ts'

/** A closed span of days in the catalogue's zone. */
export type Period = {
  /** As it was written. */
  readonly name: string
  /** Both included. */
  readonly from: Day
  readonly to: Day
}

const OUT = `its days have to be from ${FIRST_DAY} to ${LAST_DAY}`

const FORMS = '2026-11, 2026-Q4, 2026 or 2026-06-10..2026-06-30'

/** How periods are written, but for those whose days are none. */
export const PERIOD_PATTERN = /^\d{4}(?:-(?:0[1-9]|1[0-2]|Q[1-4])|-\d\d-\d\d\.\.\d{4}-\d\d-\d\d)?$/
export const PERIOD_HINT = `write a period as ${FORMS}`

/** Ten years: scores are counted day by day, and whoever may ask for them must not be able to keep a platform busy for good. */
const MOST_DAYS = 3_660

/**
 * Reads `2026-11`, `2026-Q4`, `2026` or `2026-06-10..2026-06-30` (both days included, 3,660 at most, from
 * `FIRST_DAY` to `LAST_DAY`). Throws an `InputError`.
 */
export function parsePeriod(text: string): Period {
  const wrong = (why: string): InputError =>
    new InputError('bad_period', `${JSON.stringify(text)} is no period: ${why}`)
  const [, year, month, quarter] = /^(\d{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])))?$/.exec(text) ?? []
  if (year !== undefined) {
    const first = month === undefined ? (Number(quarter ?? 1) - 1) * 3 : Number(month) - 1
    const months = month !== undefined ? 1 : quarter !== undefined ? 3 : 12
    if (!isCalendarDay(`${year}-01-01`)) throw wrong(OUT)
    return { name: text, from: firstOfMonth(year, first), to: addDays(firstOfMonth(year, first + months), -1) }
  }
  const [, from, to] = /^(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$/.exec(text) ?? []
  if (from === undefined || to === undefined) throw wrong(`write it as ${FORMS}`)
  const unreal = [from, to].find((day) => !isCalendarDay(day))
  if (unreal !== undefined) throw wrong(unreal < FIRST_DAY || unreal > LAST_DAY ? OUT : `there is no day ${unreal}`)
  if (to < from) throw wrong(`it ends before it begins; write ${to}..${from}`)
  const period = { name: text, from, to }
  if (daysOf(period) > MOST_DAYS) throw wrong(`it has ${daysOf(period)} days; ${MOST_DAYS} are the most`)
  return period
}

/** Half-open, epoch ms. */
export function spanOf({ from, to }: Period, timezone: string): { readonly fromMs: number; readonly toMs: number } {
  return { fromMs: startOfDay(from, timezone), toMs: startOfDay(addDays(to, 1), timezone) }
}

export function daysOf({ from, to }: Period): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1
}

function firstOfMonth(year: string, month: number): Day {
  return new Date(Date.UTC(Number(year), month, 1)).toISOString().slice(0, 10)
}
