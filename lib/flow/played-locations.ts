import type { Catalogue } from '../model/catalogue.ts'
import { InputError } from '../model/input-error.ts'

/** Ids of locations, in the catalogue's order and once each. Throws an `InputError` for one that it doesn't have. */
export function playedOf(catalogue: Catalogue, wanted: readonly string[]): readonly string[] {
  const known = catalogue.locations.map(({ id }) => id)
  const stray = wanted.find((id) => !known.includes(id))
  if (stray !== undefined) {
    throw new InputError(
      'unknown_location',
      `location “${stray}” is not in catalogue ${catalogue.catalog}: it has ${known.join(', ') || 'none'}`,
    )
  }
  return known.filter((id) => wanted.includes(id))
}
