import type { Catalogue, Portal } from '../model/catalogue.ts'
import type { Day } from '../model/day.ts'
import type { PortalReservation } from '../model/score.ts'
import type { Standing } from './score-standing.ts'

/**
 * What keeps a portal's own score from being an official one, where scores are; null: nothing, or none is official anyway.
 * Its agency's consent must have been given by the first day of the period. Where its vendor runs the network of a scoring
 * location, that vendor would have a say in its own score, and all portals have the same locations.
 */
export function portalReservation(
  { consent, vendor }: Pick<Portal, 'consent' | 'vendor'>,
  of: {
    readonly standing: Pick<Standing, 'kind' | 'locations'>
    readonly locations: Catalogue['locations']
    /** The period's first day. */
    readonly from: Day
  },
): PortalReservation | null {
  const { kind, locations: scoring } = of.standing
  if (kind !== 'official') return null
  if (consent === null || consent.date > of.from) return 'no_consent'
  const networks = of.locations.flatMap(({ id, network }) => (scoring.includes(id) ? (network ?? []) : []))
  return vendor !== null && networks.some((network) => wordsOf(network).includes(vendor)) ? 'own_network' : null
}

/** `FPT Telecom`: of `fpt`, and of `telecom`, and of `fpt-telecom`. */
function wordsOf(network: string): readonly string[] {
  const words = network.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return [...words, words.join('-')]
}
