import type { Catalogue, VantageGroup } from '../model/catalogue.ts'
import type { Reservation } from '../model/score.ts'

/** Whose results count in a score, and what may be made of it. */
export type Standing = {
  readonly group: VantageGroup
  /** `official`: from scoring locations; `operational`: from all of the group, since none of it scores. */
  readonly kind: 'official' | 'operational'
  /** Ids, in the catalogue's order. */
  readonly locations: readonly string[]
  /** What keeps it from standing in an evaluation; null: nothing. */
  readonly reservation: Reservation | null
}

/**
 * By scoring locations, at least two in at least two autonomous systems; a location that names none is one of its own.
 * The group is that which judges: domestic where the catalogue has one, else abroad, unless another is asked for.
 */
export function standingOf({ locations }: Pick<Catalogue, 'locations'>, wanted?: VantageGroup): Standing {
  const group = wanted ?? (locations.some((location) => location.group === 'domestic') ? 'domestic' : 'abroad')
  const all = locations.filter((location) => location.group === group)
  const scoring = all.filter((location) => location.scoring)
  if (scoring.length === 0)
    return { group, kind: 'operational', locations: all.map(({ id }) => id), reservation: 'no_scoring_location' }
  const networks = new Set(scoring.map(({ id, network }) => network ?? `location ${id}`))
  const reservation =
    scoring.length === 1 ? 'one_location' : networks.size === 1 ? 'one_network' : group === 'abroad' ? 'abroad' : null
  return { group, kind: 'official', locations: scoring.map(({ id }) => id), reservation }
}
