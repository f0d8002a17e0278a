import type { Catalogue, Portal } from '../model/catalogue.ts'
import type { Score } from '../model/score.ts'
import type { NoSpreadReason, VendorRow, VendorTable } from '../model/vendor-table.ts'
import { nearestRank } from './quantile.ts'

/** With fewer, one portal or one agency could be read off its vendor's row. */
export const FEWEST_PORTALS = 5
export const FEWEST_OWNERS = 3

/**
 * How the points of portals spread inside each vendor's, and apart from it inside each hosting operator's. Rows come in
 * the order of the Vietnamese alphabet and in no other: a vendor's portals differ by what agencies asked for and paid, so
 * that no row is better than another.
 */
export function vendorTable(score: Pick<Score, 'portals'>, catalogue: Catalogue): VendorTable {
  const points = new Map(score.portals.map((portal) => [portal.portal, portal.points?.points ?? null]))
  const portals = catalogue.portals.filter(({ id }) => points.has(id))
  const by = (nameOf: (portal: Portal) => string | null): readonly VendorRow[] => {
    const named = portals.filter((portal) => nameOf(portal) !== null)
    const { compare } = new Intl.Collator('vi')
    return [...Map.groupBy(named, (portal) => nameOf(portal) ?? '')]
      .map(([name, own]) => rowOf(name, own, points))
      .sort((a, b) => compare(a.name, b.name))
  }
  return {
    software: by(({ vendor }) => vendor),
    hosting: by(({ hosting }) => hosting),
    unnamed: {
      software: portals.filter(({ vendor }) => vendor === null).length,
      hosting: portals.filter(({ hosting }) => hosting === null).length,
    },
  }
}

function rowOf(name: string, portals: readonly Portal[], points: ReadonlyMap<string, number | null>): VendorRow {
  const scored = portals.flatMap((portal) => {
    const own = points.get(portal.id) ?? null
    return own === null ? [] : [{ owner: portal.owner, points: own }]
  })
  const reason = reasonOf(scored)
  const sorted = scored.map((one) => one.points).sort((a, b) => a - b)
  const at = (q: number): number => nearestRank(sorted, q) as number
  return {
    name,
    portals: portals.length,
    owners: new Set(portals.map(({ owner }) => owner)).size,
    scored: scored.length,
    reason,
    points: reason === null ? { p25: at(0.25), p50: at(0.5), p75: at(0.75) } : null,
  }
}

function reasonOf(scored: readonly { readonly owner: string }[]): NoSpreadReason | null {
  if (scored.length < FEWEST_PORTALS) return 'too_few_portals'
  return new Set(scored.map(({ owner }) => owner)).size < FEWEST_OWNERS ? 'too_few_owners' : null
}
