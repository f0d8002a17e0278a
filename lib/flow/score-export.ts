import { createHash } from 'node:crypto'
import { maintenanceWindows } from '../judge/maintenance-windows.ts'
import type { Catalogue, Portal, VantageGroup } from '../model/catalogue.ts'
import { HOUR_MS } from '../model/duration.ts'
import { InputError } from '../model/input-error.ts'
import { type Period, spanOf } from '../model/period.ts'
import type { Review } from '../model/review.ts'
import type { Score } from '../model/score.ts'
import {
  type ExportFilter,
  type ExportPack,
  type ExportPortal,
  type ExportReview,
  PORTAL_KIND_ORDER,
  type ScoreExport,
} from '../model/score-export.ts'
import { NHIP_VERSION } from '../model/software.ts'
import { canonicalJson } from '../record/canonical.ts'
import { listStoredReviews } from '../record/reviews.ts'
import type { Table } from '../record/table.ts'
import type { ReadPack } from './criteria.ts'
import { keptScore } from './kept-score.ts'
import { catalogueAtEnd, scores } from './score.ts'
import type { ScoreSource } from './score-source.ts'
import { watchInstruments } from './watch-instruments.ts'

export type ScoreExportOptions = {
  /** At least one; in this order. */
  readonly packs: readonly ReadPack[]
  readonly period: Period
  /** Default: that which judges. */
  readonly group?: VantageGroup
  readonly only: ExportFilter
  /** Whom it is for may see no others; null: all. */
  readonly visible: ReadonlySet<string> | null
  readonly nowMs: number
  /** Where scores that were kept are, and reviews. */
  readonly table: Table
  /** Told after each page. */
  readonly onPage?: (done: { readonly pages: number; readonly of: number }) => void
}

/**
 * Scores of a period by several packs, with all that explains them. Ranks are among all portals, whichever are exported.
 * Rejects with an `InputError` where nothing is configured, or no portal fits.
 */
export async function scoreExport(source: ScoreSource, of: ScoreExportOptions): Promise<ScoreExport> {
  const { period, packs, nowMs, table } = of
  const catalogue = catalogueAtEnd(source.configs, period)
  const portals = chosenPortals(catalogue, of)
  const watched = watchInstruments(source)
  const which = { period, nowMs, ...(of.group === undefined ? {} : { group: of.group }) }
  // Computed where some are kept, too: that tells what they were measured with.
  const computed = await scores(watched, {
    ...which,
    criteria: packs.map(({ criteria }) => criteria),
    ...(of.onPage === undefined ? {} : { onPage: of.onPage }),
  })
  const made = await Promise.all(
    packs.map(async (pack, index) => {
      const kept = await keptScore(source, { ...which, table, criteria: pack.criteria })
      return packOf(pack, { whole: kept ?? (computed[index] as Score), portals })
    }),
  )
  const [first] = made
  if (first === undefined) throw new InputError('no_criteria', 'there are no criteria to score by: name a pack')
  const { timezone, locations, from, to } = first.score
  const span = spanOf(period, timezone)
  const ids = new Set(portals.map(({ id }) => id))
  return {
    type: 'export',
    atMs: nowMs,
    nhip: NHIP_VERSION,
    period: { name: period.name, from, to, timezone },
    status: made.every(({ score: { status } }) => status === 'closed') ? 'closed' : 'preview',
    only: of.only,
    catalogue: {
      catalog: catalogue.catalog,
      versions: source.configs
        .filter(({ effectiveFromMs, untilMs }) => effectiveFromMs < span.toMs && (untilMs ?? nowMs) > span.fromMs)
        .map(({ version, effectiveFromMs, untilMs }) => ({ version, effectiveFromMs, untilMs })),
    },
    locations: catalogue.locations
      .filter(({ id }) => locations.includes(id))
      .map(({ id, group, network, scoring }) => ({ location: id, group, network, scoring })),
    portals: portals.map((portal) => ({
      ...portalOf(portal),
      maintenanceHours: maintenanceHours(first, portal.id),
    })),
    packs: made,
    maintenance: maintenanceWindows({ ...span, configs: source.configs, imports: source.spans }).filter(({ portal }) =>
      ids.has(portal),
    ),
    reviews: (await listStoredReviews(table))
      .filter((review) => review.period === period.name && (review.portal === null || ids.has(review.portal)))
      .map(reviewOf),
    instruments: watched.seen().filter(({ location }) => locations.includes(location)),
  }
}

/** By kind, official order, then name. Throws an `InputError` where none fits. */
export function chosenPortals(
  catalogue: Catalogue,
  { only, visible }: Pick<ScoreExportOptions, 'only' | 'visible'>,
): readonly Portal[] {
  const { portal, owner, vendor } = only
  const found = catalogue.portals.filter(
    (one) =>
      (visible === null || visible.has(one.id)) &&
      (portal === null || one.id === portal) &&
      (owner === null || one.owner === owner) &&
      (vendor === null || one.vendor === vendor),
  )
  if (found.length > 0) return inReportOrder(found)
  const asked = Object.entries(only).flatMap(([name, id]) => (id === null ? [] : [`${name} “${id}”`]))
  throw new InputError(
    'no_portal',
    asked.length === 0
      ? 'there is no portal of yours in the period'
      : `no portal of yours fits ${asked.join(' and ')} in the period: check the ids in the catalogue`,
  )
}

/** SHA-256 of a portal's score, hexadecimal, which anybody can compute who has it. */
export function portalCode(
  { criteria, version, period, from, to, group }: Score,
  portal: Score['portals'][number],
): string {
  return createHash('sha256')
    .update(canonicalJson({ criteria, version, period, from, to, group, portal }))
    .digest('hex')
}

/** By kind, official order, then name. */
export function inReportOrder(portals: readonly Portal[]): readonly Portal[] {
  const { compare } = new Intl.Collator('vi')
  const place = ({ order }: Portal): number => order ?? Number.MAX_SAFE_INTEGER
  return portals.toSorted(
    (a, b) =>
      PORTAL_KIND_ORDER.indexOf(a.kind) - PORTAL_KIND_ORDER.indexOf(b.kind) ||
      place(a) - place(b) ||
      compare(a.name.vi, b.name.vi),
  )
}

function packOf(
  { criteria, sha256 }: ReadPack,
  { whole, portals }: { readonly whole: Score; readonly portals: readonly Portal[] },
): ExportPack {
  const byId = new Map(whole.portals.map((portal) => [portal.portal, portal]))
  const exported = portals.flatMap(({ id }) => byId.get(id) ?? [])
  return {
    criteria,
    sha256,
    score: {
      ...whole,
      exclusions: whole.exclusions.filter(
        ({ portal: id }) => id === null || portals.some((portal) => portal.id === id),
      ),
      portals: exported,
    },
    codes: exported.map((portal) => ({ portal: portal.portal, sha256: portalCode(whole, portal) })),
  }
}

function portalOf(portal: Portal): Omit<ExportPortal, 'maintenanceHours'> {
  const { id, name, owner, kind, order, state, vendor, hosting, idCode, pages } = portal
  return {
    portal: id,
    name,
    owner,
    kind,
    order,
    state,
    vendor,
    hosting,
    idCode,
    pages: pages
      .filter(({ scored }) => scored)
      .map(({ key, kind: pageKind, url, procedure, engine }) => ({
        page: key,
        kind: pageKind,
        url,
        procedure,
        engine,
      })),
  }
}

/** Of the page that had most: packs differ in their rules, not in what is due. */
function maintenanceHours({ score }: ExportPack, id: string): number {
  const pages = score.portals.find(({ portal }) => portal === id)?.pages ?? []
  return Math.max(0, ...pages.map(({ maintenance }) => maintenance.acceptedMs)) / HOUR_MS
}

function reviewOf({ files: _files, by: _by, incident: _incident, decision, ...review }: Review): ExportReview {
  if (decision === null) return { ...review, decision }
  const { by: _decidedBy, ...shown } = decision
  return { ...review, decision: shown }
}
