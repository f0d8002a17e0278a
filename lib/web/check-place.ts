import { InputError } from '../model/input-error.ts'
import type { CheckPlace } from '../record/results.ts'
import type { Place } from './list-part.ts'

/** A cursor's place as that of a check. Throws an `InputError` for a place that no check has. */
export function checkPlace(place: Place | null): CheckPlace | null {
  if (place === null) return null
  const [slotMs, location] = place
  if (typeof slotMs !== 'number' || !Number.isSafeInteger(slotMs) || slotMs < 0 || typeof location !== 'string')
    throw new InputError('bad_cursor', 'cursor: give it as a link of this list has it, or leave it out')
  return { slotMs, location }
}
