import type { Catalogue } from '../model/catalogue.ts'
import { addDays, type Day, weekdayOf } from '../model/day.ts'

/** Monday to Friday without holidays, and make-up days; a day that is both a holiday and a make-up day is worked. */
export function workingDays({ calendar }: Pick<Catalogue, 'calendar'>): (day: Day) => boolean {
  const makeUp = new Set(calendar.workingDays)
  return (day) => makeUp.has(day) || (!isWeekend(day) && !isHoliday(day, calendar.holidays))
}

/** Of a day of every year there is the month and day alone. */
export function isHoliday(day: Day, holidays: Catalogue['calendar']['holidays']): boolean {
  return holidays.includes(day) || holidays.includes(day.slice('yyyy-'.length))
}

/** The last of so many working days, at least one, that follow a day. */
export function workingDayAfter(
  day: Day,
  of: { readonly days: number; readonly isWorking: (day: Day) => boolean },
): Day {
  let found = day
  for (let left = of.days; left > 0; ) {
    found = addDays(found, 1)
    if (of.isWorking(found)) left--
  }
  return found
}

function isWeekend(day: Day): boolean {
  const weekday = weekdayOf(day)
  return weekday === 0 || weekday === 6
}
