import { type PeerMedian, peerMedian } from '../judge/peer-median.ts'
import type { Catalogue, Portal } from '../model/catalogue.ts'
import type { PublishedPage, PublishedPortal, PublishedRule } from '../model/score.ts'
import { type Latest, listLatest } from '../record/latest.ts'
import type { Table } from '../record/table.ts'

/** What the forms of an engine come to by a rule, on portals that this one's vendor doesn't provide. */
export type EnginePeers = (
  page: PublishedPage,
  rule: PublishedRule,
) => (PeerMedian & { readonly engine: string }) | null

/**
 * Compares a portal's eForms with those of the same engine that its vendor can't see: its own portals are left out, as it
 * knows their values and could tell the others' from a median of both. The engine is what the catalogue names, or what the
 * last audit found.
 */
export async function enginePeers(
  of: { readonly portal: Portal; readonly catalogue: Catalogue; readonly scored: readonly PublishedPortal[] },
  { table }: { readonly table: Table },
): Promise<EnginePeers> {
  const { portal, catalogue, scored } = of
  const latest = await listLatest(table)
  const others = catalogue.portals.filter(
    ({ id, vendor }) => id !== portal.id && (portal.vendor === null || vendor !== portal.vendor),
  )
  const published = new Map(scored.map((one) => [one.portal, one]))
  return (page, rule) => {
    const engine = engineOf(portal, { page: page.page, latest })
    if (page.kind !== 'eform' || engine === null) return null
    const values = others.flatMap((other) => {
      const same = (published.get(other.id)?.pages ?? []).filter(
        (one) => one.kind === 'eform' && engineOf(other, { page: one.page, latest }) === engine,
      )
      // Of several forms the first, in the catalogue's order: a portal counts once.
      const [value] = same.flatMap(({ rules }) => rules.find((one) => isSame(one, rule))?.value ?? [])
      return value === undefined ? [] : [{ owner: other.owner, value }]
    })
    const median = peerMedian(values)
    return median && { ...median, engine }
  }
}

function engineOf(
  portal: Portal,
  { page, latest }: { readonly page: string; readonly latest: ReadonlyMap<string, Latest> },
): string | null {
  return portal.pages.find(({ key }) => key === page)?.engine ?? latest.get(page)?.audit?.engine ?? null
}

function isSame(a: PublishedRule, b: PublishedRule): boolean {
  return (
    a.metric === b.metric &&
    a.from === b.from &&
    a.basis === b.basis &&
    a.statistic === b.statistic &&
    a.limit === b.limit
  )
}
