import { median } from './quantile.ts'
import { FEWEST_OWNERS, FEWEST_PORTALS } from './vendor-table.ts'

/** A value of a portal, and who must not be told from it. */
export type PeerValue = { readonly owner: string; readonly value: number }

/** What others come to together. */
export type PeerMedian = { readonly portals: number; readonly value: number }

/**
 * The median of portals that somebody may not see, so that none of them can be told from it: null below the minimum of
 * the vendor table, 5 portals of 3 owners. Of each portal one value. It is rounded to two digits that count, since the
 * exact one may be a portal's own, and known from elsewhere.
 */
export function peerMedian(peers: readonly PeerValue[]): PeerMedian | null {
  if (peers.length < FEWEST_PORTALS || new Set(peers.map(({ owner }) => owner)).size < FEWEST_OWNERS) return null
  return { portals: peers.length, value: Number(median(peers.map(({ value }) => value)).toPrecision(2)) }
}
