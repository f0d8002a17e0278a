import { maintenanceWindows } from '../judge/maintenance-windows.ts'
import type { Catalogue, Page, Portal } from '../model/catalogue.ts'
import type { Criteria } from '../model/criteria.ts'
import type { PageKey } from '../model/id.ts'
import type { Lang } from '../model/lang.ts'
import { spanOf } from '../model/period.ts'
import { reportKey } from '../model/report-file.ts'
import type { PublishedPage, PublishedPortal, Score } from '../model/score.ts'
import { NHIP_VERSION } from '../model/software.ts'
import type { Reports } from '../record/reports.ts'
import { listStoredReviews } from '../record/reviews.ts'
import type { Table } from '../record/table.ts'
import type { SheetsOf } from '../report/sheet/about.ts'
import { SHEETS_END, sheetsHead } from '../report/sheet/document.ts'
import { fleetSection } from '../report/sheet/fleet.ts'
import { type Load, readLoad } from '../report/sheet/load.ts'
import type { SheetPage } from '../report/sheet/page.ts'
import { portalSection } from '../report/sheet/portal.ts'
import { portalCode } from './score-export.ts'
import type { ScoreSource } from './score-source.ts'
import { pageFacts, type SheetAudit } from './sheet.ts'

export type SheetsOptions = {
  readonly score: Score
  readonly criteria: Criteria
  /** That the scores are of. */
  readonly catalogue: Catalogue
  /** Whose sheets, in this order; those of which there is no score are left out. */
  readonly portals: readonly Portal[]
  /** Whether the sheet of all of them comes first. */
  readonly isFleet: boolean
  readonly lang: Lang
  readonly nowMs: number
  /** Where reviews are. */
  readonly table: Table
  /** Where reports of audits are; null: there are none. */
  readonly reports: Pick<Reports, 'get'> | null
  /** Told after each portal. */
  readonly onPortal?: (done: { readonly pages: number; readonly of: number }) => void
}

/** How many audits are asked for their reports, where the best has none any more. */
const TRIES = 3

/** Printed sheets of scores as one HTML document, portal by portal, so that memory doesn't grow with their number. */
export async function* scoreSheets(source: ScoreSource, of: SheetsOptions): AsyncGenerator<Uint8Array> {
  const { score, lang, catalogue } = of
  const about = await aboutOf(source, of)
  const byId = new Map(score.portals.map((one) => [one.portal, one]))
  const chosen = of.portals.flatMap((portal): readonly { portal: Portal; published: PublishedPortal }[] => {
    const published = byId.get(portal.id)
    return published === undefined ? [] : [{ portal, published }]
  })
  yield Buffer.from(sheetsHead({ period: score.period, lang }))
  if (of.isFleet) yield Buffer.from(fleetSection(chosen, about))
  for (const [index, { portal, published }] of chosen.entries()) {
    const pages: SheetPage[] = []
    for (const page of published.pages) {
      const known = portal.pages.find(({ key }) => key === page.page)
      if (known === undefined) throw new Error(`page ${page.page} has a score and is not in ${catalogue.catalog}`)
      pages.push(await sheetPage(source, { ...of, page, known }))
    }
    yield Buffer.from(portalSection({ portal, published, code: portalCode(score, published), pages }, about))
    of.onPortal?.({ pages: index + 1, of: chosen.length })
  }
  yield Buffer.from(SHEETS_END)
}

async function aboutOf(source: ScoreSource, { score, criteria, nowMs, table, lang }: SheetsOptions): Promise<SheetsOf> {
  const span = spanOf({ name: score.period, from: score.from, to: score.to }, score.timezone)
  const reviews = await listStoredReviews(table)
  return {
    score,
    criteria,
    windows: maintenanceWindows({ ...span, configs: source.configs, imports: source.spans }),
    reviews: reviews.filter(({ period }) => period === score.period),
    madeAtMs: nowMs,
    software: `Nhịp ${NHIP_VERSION}`,
    lang,
  }
}

async function sheetPage(
  source: ScoreSource,
  of: SheetsOptions & { readonly page: PublishedPage; readonly known: Page },
): Promise<SheetPage> {
  const { page, known, reports, score } = of
  const { facts, typical } = await pageFacts(source, { ...of, page: known })
  const load = reports === null ? null : await loadOf(typical, { reports, page: page.page })
  const { kind, timezone } = score
  const shown = load && { ...load, timezone, isCounted: kind !== 'official' || load.audit.calibrated === true }
  return { page, url: known.url, facts, load: shown }
}

async function loadOf(
  typical: readonly SheetAudit[],
  { reports, page }: { readonly reports: Pick<Reports, 'get'>; readonly page: PageKey },
): Promise<(Load & { readonly audit: SheetAudit }) | null> {
  const name = 'report.json.gz'
  const kept = typical.filter(({ files = [] }) => files.some((file) => file.name === name))
  for (const audit of kept.slice(0, TRIES)) {
    const file = await reports.get(reportKey({ ...audit, page }, name))
    const load = file && readLoad(file)
    if (load) return { ...load, audit }
  }
  return null
}
