import { randomBytes } from 'node:crypto'
import { isFreeDay } from '../judge/day-shape.ts'
import type { Catalogue } from '../model/catalogue.ts'
import { configAt } from '../model/config.ts'
import { addDays, type Day, dayOf } from '../model/day.ts'
import {
  DAYS_HINT,
  type Holiday,
  isHolidayOver,
  isOfEveryYear,
  MOST_DAYS,
  type NewHolidays,
  yearOf,
} from '../model/holiday.ts'
import { InputError } from '../model/input-error.ts'
import { isCalendarDay } from '../model/time-zone.ts'
import { logChange } from '../record/change-log.ts'
import { listConfigs } from '../record/configs.ts'
import { addHoliday, endHoliday, listHolidays } from '../record/holidays.ts'
import type { Table } from '../record/table.ts'
import type { WindowPorts } from './declare-window.ts'
import { withHolidays } from './planned-configs.ts'

/** Those to come first, by day; then those that are over. */
export type Holidays = {
  readonly type: 'holidays'
  readonly holidays: readonly (Holiday & { readonly isOver: boolean })[]
}

/** A leap year: `02-29` is a day of it. */
const LEAP_YEAR = 2024

/**
 * Plans days that are holidays, or that people work on, besides the catalogue: all of them or, where one can't be, none. Of
 * no day that has begun: what was measured on it keeps its hours. Rejects with an `InputError` for what is no day, is past,
 * or is what it would be already.
 */
export async function planHolidays(asked: NewHolidays, ports: WindowPorts): Promise<Holidays> {
  const { table, clock, by } = ports
  const nowMs = clock.now()
  const [configs, planned] = await Promise.all([listConfigs(table), listHolidays(table)])
  const config = configAt(configs, nowMs)
  if (!config) throw new InputError('no_catalogue', 'there is no catalogue yet, and so no calendar: publish one first')
  const { timezone } = config.catalogue
  const days = asked.days.flatMap((text) => spanOf(text, asked.kind))
  if (days.length > MOST_DAYS) throw wrong(`${days.length} days at once: name ${MOST_DAYS} at most`)
  const twice = days.find((day, index) => days.indexOf(day) < index)
  if (twice !== undefined) throw wrong(`${twice} is named twice`)
  const { calendar } = withHolidays(config, { holidays: planned, nowMs: lastMoment(days, nowMs) }).catalogue
  const standing = planned.filter(({ endedAtMs }) => endedAtMs === null)
  for (const day of days) {
    const fault = faultOf(day, { asked, calendar, standing, today: dayOf(nowMs, timezone) })
    if (fault) throw wrong(fault)
  }
  const made: Holiday[] = []
  for (const day of days) made.push(await keep({ kind: asked.kind, day, note: asked.note }, { table, nowMs, by }))
  return { type: 'holidays', holidays: made.map((holiday) => ({ ...holiday, isOver: false })) }
}

/** Takes one back, for the days that have not begun. Rejects with an `InputError` where there is none. */
export async function endPlannedHoliday(id: string, ports: WindowPorts): Promise<Holidays> {
  const nowMs = ports.clock.now()
  const ended = await endHoliday(ports.table, { id, nowMs })
  if (ended === null)
    throw new InputError('unknown_holiday', `there is no planned day “${id}”: nhip holiday list shows all`)
  await logChange(ports.table, {
    atMs: nowMs,
    by: ports.by,
    act: 'end_holiday',
    about: id,
    details: { day: ended.day },
  })
  return { type: 'holidays', holidays: [{ ...ended, isOver: true }] }
}

/** Every one that was ever planned; those of the catalogue stand there. */
export async function plannedHolidays({ table, clock }: Pick<WindowPorts, 'table' | 'clock'>): Promise<Holidays> {
  const [configs, all] = await Promise.all([listConfigs(table), listHolidays(table)])
  const nowMs = clock.now()
  const timezone = configAt(configs, nowMs)?.catalogue.timezone ?? 'UTC'
  const holidays = all.map((holiday) => ({ ...holiday, isOver: isHolidayOver(holiday, { timezone, nowMs }) }))
  return {
    type: 'holidays',
    holidays: holidays.sort((a, b) => Number(a.isOver) - Number(b.isOver) || a.day.localeCompare(b.day)),
  }
}

async function keep(
  of: Pick<Holiday, 'kind' | 'day' | 'note'>,
  { table, nowMs, by }: { readonly table: Table; readonly nowMs: number; readonly by: string },
): Promise<Holiday> {
  const holiday: Holiday = { ...of, id: randomBytes(4).toString('hex'), declaredAtMs: nowMs, by, endedAtMs: null }
  if (!(await addHoliday(table, holiday))) return keep(of, { table, nowMs, by })
  await logChange(table, { atMs: nowMs, by, act: 'plan_holiday', about: holiday.id, details: of })
  return holiday
}

/** The days that a text names: one, those of a span, or one of every year. */
function spanOf(text: string, kind: Holiday['kind']): readonly string[] {
  if (isOfEveryYear(text) && isCalendarDay(`${LEAP_YEAR}-${text}`)) {
    if (kind === 'holiday') return [text]
    throw wrong(`${text}: working days are made up for in one year: write YYYY-MM-DD`)
  }
  const [from = '', to = from, more] = text.split('..')
  if (!isCalendarDay(from) || !isCalendarDay(to) || more !== undefined) throw wrong(`“${text}” is no day: ${DAYS_HINT}`)
  if (to < from) throw wrong(`the span ${text} ends before it begins`)
  const days: Day[] = []
  for (let day = from; day <= to && days.length <= MOST_DAYS; day = addDays(day, 1)) days.push(day)
  if (days.length > MOST_DAYS) throw wrong(`the span ${text} is too long: ${MOST_DAYS} days at most`)
  return days
}

/** Why a day can't be planned, in words; null: it can. */
function faultOf(
  day: string,
  of: {
    readonly asked: NewHolidays
    readonly calendar: Catalogue['calendar']
    readonly standing: readonly Holiday[]
    readonly today: Day
  },
): string | null {
  const { asked, calendar, standing, today } = of
  if (!isOfEveryYear(day) && day <= today)
    return `${day} has begun, and what was measured on it keeps its hours: plan days to come`
  if (asked.kind === 'working-day')
    return isFreeDay(day, calendar) ? null : `${day} is a working day already: nobody has to make up for it`
  if (calendar.workingDays.includes(day)) return `${day} is a working day to make up for another, which prevails`
  const yearly = day.slice(-'mm-dd'.length)
  const there = [...calendar.holidays, ...standing.filter(({ kind }) => kind === 'holiday').map((one) => one.day)]
  const known = [yearly, day].find((one) => there.includes(one))
  return known === undefined
    ? null
    : `${day} is a holiday already${known === day ? '' : `, as ${known} of every year is`}`
}

/** By which all the days are written out. */
function lastMoment(days: readonly string[], nowMs: number): number {
  const years = days.filter((day) => !isOfEveryYear(day)).map(yearOf)
  return Math.max(nowMs, ...years.map((year) => Date.UTC(year, 0, 2)))
}

function wrong(message: string): InputError {
  return new InputError('bad_holiday', message)
}
