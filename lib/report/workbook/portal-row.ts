import type { PublishedPage, PublishedPortal } from '../../model/score.ts'
import type { ExportPack, ExportPortal, ScoreExport } from '../../model/score-export.ts'

/** A portal's score by a pack, with what the catalogue says of it. */
export type PortalRow = {
  readonly pack: ExportPack
  readonly portal: ExportPortal
  readonly score: PublishedPortal
  readonly code: string
}

export type PageRow = PortalRow & { readonly page: PublishedPage }

/** In the order of the file. */
export function portalRows(made: Pick<ScoreExport, 'portals'>, pack: ExportPack): readonly PortalRow[] {
  const portals = new Map(made.portals.map((portal) => [portal.portal, portal]))
  return pack.score.portals.flatMap((score, index) => {
    const portal = portals.get(score.portal)
    return portal === undefined ? [] : [{ pack, portal, score, code: pack.codes[index]?.sha256 ?? '' }]
  })
}

/** Of all packs, one after the other. */
export function pageRows(made: Pick<ScoreExport, 'portals' | 'packs'>): readonly PageRow[] {
  return made.packs
    .flatMap((pack) => portalRows(made, pack))
    .flatMap((row) => row.score.pages.map((page) => ({ ...row, page })))
}

/** What a portal is officially called. */
export function officialName({ name }: ExportPortal): string {
  return name.official ?? name.vi
}

/** Results that passed or failed, over the pages; null: no rule is about this kind of check. */
export function resultsOf(pages: readonly PublishedPage[], from: 'http' | 'audit'): number | null {
  const counts = pages.flatMap(({ rules }) => {
    const of = rules.filter((rule) => rule.from === from)
    return of.length === 0 ? [] : [Math.max(...of.map(({ n }) => n))]
  })
  return counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0)
}

/** Of all that passed or failed; null: nothing did. */
export function passedShare(pages: readonly PublishedPage[]): number | null {
  const passed = pages.reduce((sum, page) => sum + page.passed, 0)
  const all = pages.reduce((sum, page) => sum + page.passed + page.failed, 0)
  return all === 0 ? null : passed / all
}

/** Of the page that has the least; null: nothing was due. */
export function leastCoverage(pages: readonly PublishedPage[]): number | null {
  const shares = pages.flatMap(({ coverage }) => coverage ?? [])
  return shares.length === 0 ? null : Math.min(...shares)
}

/** Of the page that has the most; null: nothing was due. */
export function mostObstructed(pages: readonly PublishedPage[]): number | null {
  const shares = pages.flatMap(({ obstructed }) => obstructed ?? [])
  return shares.length === 0 ? null : Math.max(...shares)
}
