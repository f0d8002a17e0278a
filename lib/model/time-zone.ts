import { DAY_MS, MINUTE_MS } from './duration.ts'

/** What a wall-clock time means in a zone: one moment, none (clocks jumped over it) or two (clocks went back). */
export type LocalTime =
  | { readonly kind: 'once'; readonly atMs: number }
  | { readonly kind: 'never' }
  | { readonly kind: 'twice'; readonly firstMs: number; readonly secondMs: number }

/** `2026-11-22T22:00`, seconds optional, with an offset (`Z`, `+07:00`) or without. */
export const TIME_PATTERN =
  /^(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))T((?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)(Z|[+-](?:0\d|1[0-4]):[0-5]\d)?$/

/** `2026-01-15`. */
export const DAY_PATTERN = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/

/** Days before and after are slips of the pen: nothing is measured or planned then, and keys of times have no room for them. */
export const FIRST_DAY = '2000-01-01'
export const LAST_DAY = '2199-12-31'

/** True for a day that exists, of these two centuries: 29 February only in leap years. */
export function isCalendarDay(text: string): boolean {
  if (!DAY_PATTERN.test(text) || text < FIRST_DAY || text > LAST_DAY) return false
  const atMs = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(atMs) && new Date(atMs).toISOString().startsWith(text)
}

/** True for an IANA zone that this machine knows; bare offsets such as `+07:00` are not zones. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/**
 * The moment of a written time; one without an offset is wall-clock time in `timezone`, and may then exist never or
 * twice around a change of clocks. Null where the text is no time or its day doesn't exist (`isCalendarDay`).
 */
export function parseTime(text: string, timezone: string): LocalTime | null {
  const [, day, clock, offset] = TIME_PATTERN.exec(text) ?? []
  if (day === undefined || clock === undefined || !isCalendarDay(day)) return null
  if (offset !== undefined) return { kind: 'once', atMs: Date.parse(`${day}T${clock}${offset}`) }

  // The offsets in force a day before and a day after are the only candidates: no zone changes twice in two days.
  const wallMs = Date.parse(`${day}T${clock}Z`)
  const offsets = new Set([offsetMs(wallMs - DAY_MS, timezone), offsetMs(wallMs + DAY_MS, timezone)])
  const moments = [...offsets]
    .map((candidate) => wallMs - candidate)
    .filter((atMs) => atMs + offsetMs(atMs, timezone) === wallMs)
    .sort((a, b) => a - b)
  const [firstMs, secondMs] = moments
  if (firstMs === undefined) return { kind: 'never' }
  return secondMs === undefined ? { kind: 'once', atMs: firstMs } : { kind: 'twice', firstMs, secondMs }
}

/** `2026-11-22T22:00:00`: the wall clock in the zone at a moment. */
export function localTime(atMs: number, timezone: string): string {
  return new Date(atMs + offsetMs(atMs, timezone)).toISOString().slice(0, 19)
}

/** `+07:00`, as in force in the zone at a moment. */
export function formatOffset(atMs: number, timezone: string): string {
  const minutes = Math.round(offsetMs(atMs, timezone) / MINUTE_MS)
  const two = (count: number): string => String(count).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`
}

const FORMATS = new Map<string, Intl.DateTimeFormat>()

/** Wall clock minus UTC at a moment. */
function offsetMs(atMs: number, timezone: string): number {
  let format = FORMATS.get(timezone)
  if (!format) {
    format = new Intl.DateTimeFormat('en', {
      timeZone: timezone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    FORMATS.set(timezone, format)
  }
  const parts = format.formatToParts(atMs)
  const part = (type: string) => Number(parts.find((candidate) => candidate.type === type)?.value)
  const wallMs = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  return wallMs - Math.floor(atMs / 1_000) * 1_000
}
