import { InputError } from '../model/input-error.ts'
import { FIRST_DAY, LAST_DAY, parseTime } from '../model/time-zone.ts'

/** The moment of a time that somebody wrote. Throws an `InputError` where it is none, or not one; `name`: what they wrote. */
export function readMoment(text: string, of: { readonly timezone: string; readonly name: string }): number {
  const time = parseTime(text, of.timezone)
  if (time?.kind === 'once') return time.atMs
  throw new InputError(
    'bad_time',
    `${of.name}: write a time from ${FIRST_DAY} to ${LAST_DAY}, such as 2026-11-22T22:00, instead of “${text}”`,
  )
}
