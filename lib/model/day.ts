import { DAY_MS } from './duration.ts'

/** A day in some zone, `YYYY-MM-DD`. */
export type Day = string

const FORMATS = new Map<string, Intl.DateTimeFormat>()

/** The day in the zone at a moment. */
export function dayOf(timeMs: number, timezone: string): Day {
  let format = FORMATS.get(timezone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone: timezone, year: 'numeric', month: '2-digit', day: '2-digit' })
    FORMATS.set(timezone, format)
  }
  return format.format(timeMs)
}

/** Zones don't change while a process runs, and the same few days are asked for all the time. */
const STARTS = new Map<string, number>()
const MOST_STARTS = 10_000

/** The first moment of a day in the zone, epoch ms; days with a clock change are 23 or 25 hours long. */
export function startOfDay(day: Day, timezone: string): number {
  const name = `${day} ${timezone}`
  const known = STARTS.get(name)
  if (known !== undefined) return known
  const found = findStart(day, timezone)
  if (STARTS.size >= MOST_STARTS) STARTS.clear()
  STARTS.set(name, found)
  return found
}

function findStart(day: Day, timezone: string): number {
  const utc = Date.parse(`${day}T00:00:00Z`)
  // No zone is more than 14 hours away from UTC (RFC 9557 allows up to 24; the tz database has −12 to +14).
  let low = utc - 15 * 3_600_000
  let high = utc + 15 * 3_600_000
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (dayOf(middle, timezone) < day) low = middle
    else high = middle
  }
  return high
}

/** The day `count` days later (earlier, where negative). */
export function addDays(day: Day, count: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10)
}

/** 0 is Sunday. */
export function weekdayOf(day: Day): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay()
}

/** The UTC day of a moment as `yyyymmdd`, for partition keys. */
export function utcDayKey(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10).replaceAll('-', '')
}

/** The last moment of the UTC month before the one that holds a moment. */
export function endOfPreviousMonth(timeMs: number): number {
  const at = new Date(timeMs)
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1) - 1
}
