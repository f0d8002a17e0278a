import type { Catalogue, Portal } from '../model/catalogue.ts'
import type { Verdict } from '../model/verdict.ts'
import { statusOfPortals } from './scope.ts'
import type { Status } from './status.ts'

export type PortalFilter = {
  /** Words of its id or names, as people also type them: without marks. */
  readonly q: string
  readonly owner: string
  readonly vendor: string
  /** A verdict, or `listed`; empty: any. */
  readonly now: string
}

/** A portal and how it does. */
export type PortalNow = {
  readonly portal: Portal
  /** The worst of what is known of its pages; null: none is measured. */
  readonly verdict: Verdict | null
  readonly openIncidents: number
}

export const WORST_FIRST = ['down', 'regional', 'slow', 'unknown', 'ok'] as const satisfies readonly Verdict[]

/** Portals that somebody may read, null: all; of them those that fit a filter. In the catalogue's order. */
export function portalsNow(of: {
  readonly catalogue: Catalogue
  readonly portals: ReadonlySet<string> | null
  readonly status: Status
  readonly filter: PortalFilter
}): readonly PortalNow[] {
  return of.catalogue.portals
    .filter(({ id }) => of.portals === null || of.portals.has(id))
    .map((portal) => portalNow(portal, of.status))
    .filter((row) => fits(row, of.filter))
}

export function portalNow(portal: Portal, status: Status): PortalNow {
  const { pages, incidents } = statusOfPortals(status, new Set([portal.id]))
  const verdict = WORST_FIRST.find((one) => pages.some((page) => page.verdict === one)) ?? null
  return { portal, verdict, openIncidents: incidents.length }
}

function fits({ portal, verdict }: PortalNow, { q, owner, vendor, now }: PortalFilter): boolean {
  const text = plain(`${portal.id} ${portal.name.vi} ${portal.name.en} ${portal.name.official ?? ''}`)
  return (
    (owner === '' || portal.owner === owner) &&
    (vendor === '' || portal.vendor === vendor) &&
    (now === '' || (verdict ?? 'listed') === now) &&
    plain(q)
      .split(/\s+/)
      .every((word) => text.includes(word))
  )
}

/** As people also type it: without marks, in small letters. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .replace(/đ/gi, 'd')
    .toLowerCase()
}
