import { judgingGroup } from '../judge/closing.ts'
import { type AddressFamily, measuredPages, type Page, type VantageGroup } from '../model/catalogue.ts'
import type { Cause, Outcome } from '../model/cause.ts'
import type { Clock } from '../model/clock.ts'
import { type Config, configAt, locationsFor } from '../model/config.ts'
import { DAY_MS, MINUTE_MS } from '../model/duration.ts'
import type { PageKey } from '../model/id.ts'
import type { Policy } from '../model/policy.ts'
import type { ReportFileName } from '../model/report-file.ts'
import type { Verdict } from '../model/verdict.ts'
import { listConfigs, listImportSpans } from '../record/configs.ts'
import { type Latest, type LatestAudit, type LatestObservation, listLatest } from '../record/latest.ts'
import { LIVE_VERDICTS, type LivePage, listLive } from '../record/live.ts'
import { receiptsOf } from '../record/receipts.ts'
import { latestAudits, latestObservations } from '../record/results.ts'
import type { Table } from '../record/table.ts'
import { getWatch } from '../record/watch.ts'
import { type IncidentStatus, openIncidents } from './open-incidents.ts'

export type LocationStatus = {
  readonly location: string
  readonly outcome: Outcome
  readonly cause: Cause | null
  readonly slotMs: number
  readonly totalMs: number | null
}

export type AuditStatus = {
  readonly location: string
  readonly slotMs: number
  readonly outcome: Outcome
  readonly cause: Cause | null
  readonly score: number | null
  readonly lcpMs: number | null
  readonly readyMs: number | null
  /** What is kept of it; where to read it: `/api/audits/<page>/<slotMs>/<location>/<file>`. */
  readonly files: readonly ReportFileName[]
}

export type PageStatus = {
  readonly page: PageKey
  readonly verdict: Verdict
  /** The slot in which this verdict began, as far back as is remembered; null before the first verdict. */
  readonly sinceMs: number | null
  /** It was so before `sinceMs` already: nothing older is remembered. */
  readonly isOlder: boolean
  /** The end of the slot that was judged last; null before the first verdict. */
  readonly judgedToMs: number | null
  /** Later slots should have been judged by now and were not: the verdict is that of `judgedToMs`. */
  readonly isBehind: boolean
  readonly group: VantageGroup
  /** The latest result of each location that has one. */
  readonly locations: readonly LocationStatus[]
  readonly audit: AuditStatus | null
}

export type LocationLife = {
  readonly location: string
  readonly lastSeenMs: number | null
  /** Address families that the catalogue gives it. */
  readonly families: readonly AddressFamily[]
  /** Those that it last found a route for, within ten minutes; null: it hasn't said. */
  readonly routed: readonly AddressFamily[] | null
}

export type Status = {
  readonly type: 'status'
  readonly atMs: number
  readonly catalogVersion: string | null
  readonly pages: readonly PageStatus[]
  readonly incidents: readonly IncidentStatus[]
  readonly locations: readonly LocationLife[]
}

/** How many slots back a location's latest result is looked for. */
const LOOK_BACK = 3

/**
 * A slot is judged a cadence after it began and two minutes later at most, within the next minute: what is missing for longer
 * than two cadences and this is being caught up with.
 */
const CLOSING_MS = 2 * MINUTE_MS

/** Receipts older than this say nothing of now. */
const RECEIPTS_MS = 10 * MINUTE_MS

/** The live state of every measured page, in the catalogue's order, then of pages that only imports know. */
export async function status(ports: {
  readonly table: Table
  readonly clock: Clock
  readonly policy: Policy
}): Promise<Status> {
  const { table, clock } = ports
  const nowMs = clock.now()
  const [configs, spans, lives, watch, latest] = await Promise.all([
    listConfigs(table),
    listImportSpans(table),
    listLive(table),
    getWatch(table),
    listLatest(table),
  ])
  const config = configAt(configs, nowMs)
  const live = new Map(lives.map((page) => [page.page, page]))
  const measured = config ? measuredPages(config.catalogue) : []
  const pages = await Promise.all(
    measured.map((page) =>
      pageStatus({
        page,
        config: config as Config,
        live: live.get(page.key) ?? null,
        latest: latest.get(page.key) ?? null,
        nowMs,
        ports,
      }),
    ),
  )
  const known = new Set(pages.map(({ page }) => page.page))
  const imported = [...new Set(spans.flatMap((span) => span.pages))].filter((page) => !known.has(page))
  const seen = new Map<string, number>()
  for (const { rows } of pages)
    for (const row of rows) seen.set(row.location, Math.max(seen.get(row.location) ?? 0, row.startedAtMs))
  const played = config?.catalogue.locations.filter(({ id }) => config.played.includes(id)) ?? []
  const locations = await Promise.all(
    played.map(async ({ id, families }) => ({
      location: id,
      lastSeenMs: seen.get(id) ?? null,
      families,
      routed: await routedAt(id, { table, nowMs }),
    })),
  )
  return {
    type: 'status',
    atMs: nowMs,
    catalogVersion: config?.version ?? null,
    pages: [
      ...pages.map(({ page }) => page),
      ...imported.map(
        (page): PageStatus => ({
          page,
          verdict: 'unknown',
          sinceMs: null,
          isOlder: false,
          judgedToMs: null,
          isBehind: false,
          group: 'domestic',
          locations: [],
          audit: null,
        }),
      ),
    ],
    incidents: openIncidents({ lives, watch, config }),
    locations,
  }
}

async function routedAt(
  location: string,
  { table, nowMs }: { readonly table: Table; readonly nowMs: number },
): Promise<readonly AddressFamily[] | null> {
  const receipts = await receiptsOf(table, location, { fromMs: nowMs - RECEIPTS_MS, toMs: nowMs + 1 })
  return receipts.findLast(({ families }) => families !== undefined)?.families ?? null
}

async function pageStatus(of: {
  readonly page: Page
  readonly config: Config
  readonly live: LivePage | null
  readonly latest: Latest | null
  readonly nowMs: number
  readonly ports: { readonly table: Table; readonly policy: Policy }
}): Promise<{ readonly page: PageStatus; readonly rows: readonly LatestObservation[] }> {
  const { page, config, live, nowMs } = of
  const measuring = locationsFor(config, page)
  const [rows, audit] = await Promise.all([latestRows(of, measuring.length), latestAudit(of)])
  const group = judgingGroup(measuring, { groups: live?.groups ?? {}, slotMs: nowMs, policy: of.ports.policy })
  return {
    rows,
    page: {
      page: page.key,
      ...standing(live, { group, everyMs: page.http.everyMs }),
      ...progress(live, { group, everyMs: page.http.everyMs, isMeasured: measuring.length > 0, nowMs }),
      group,
      locations: measuring.flatMap(({ id }) => {
        const latest = rows.find(({ location }) => location === id)
        return latest
          ? [
              {
                location: id,
                outcome: latest.outcome,
                cause: latest.cause,
                slotMs: latest.slotMs,
                totalMs: latest.totalMs,
              },
            ]
          : []
      }),
      audit: audit && {
        location: audit.location,
        slotMs: audit.slotMs,
        outcome: audit.outcome,
        cause: audit.cause,
        score: audit.score,
        lcpMs: audit.lcpMs,
        readyMs: audit.readyMs,
        files: (audit.files ?? []).map(({ name }) => name),
      },
    },
  }
}

type LatestInput = {
  readonly page: Page
  readonly latest: Latest | null
  readonly nowMs: number
  readonly ports: { readonly table: Table }
}

/** Latest slots first. Those from before they were kept apart are looked for. */
async function latestRows(
  { page, latest, nowMs, ports }: LatestInput,
  locations: number,
): Promise<readonly LatestObservation[]> {
  const kept = latest?.observations ?? []
  if (kept.length > 0) {
    const newestMs = Math.max(...kept.map(({ slotMs }) => slotMs))
    return kept
      .filter(({ slotMs }) => slotMs > newestMs - LOOK_BACK * page.http.everyMs && slotMs > nowMs - 2 * DAY_MS)
      .toSorted((a, b) => b.slotMs - a.slotMs)
  }
  const rows = await latestObservations(ports.table, page.key, { nowMs, limit: LOOK_BACK * locations })
  return rows.map(({ phases, ...row }) => ({ ...row, totalMs: phases.totalMs }))
}

async function latestAudit({ page, latest, nowMs, ports }: LatestInput): Promise<LatestAudit | null> {
  if (latest?.audit) return latest.audit
  const [audit] = await latestAudits(ports.table, page.key, { nowMs, limit: 1 })
  return audit ? { ...audit, lcpMs: audit.metrics.lcpMs, readyMs: audit.metrics.readyMs } : null
}

/** How far a group's slots are judged. Where nobody measures any more none is late. */
function progress(
  live: LivePage | null,
  of: { readonly group: VantageGroup; readonly everyMs: number; readonly isMeasured: boolean; readonly nowMs: number },
): Pick<PageStatus, 'judgedToMs' | 'isBehind'> {
  const last = live?.verdicts.findLast(({ group }) => group === of.group)
  if (!last) return { judgedToMs: null, isBehind: false }
  const judgedToMs = last.slotMs + of.everyMs
  return { judgedToMs, isBehind: of.isMeasured && of.nowMs - judgedToMs > 2 * of.everyMs + CLOSING_MS }
}

/** Since when a group's verdict stands: of what lasts for longer than verdicts are remembered its incident knows, if any does. */
function standing(
  live: LivePage | null,
  { group, everyMs }: { readonly group: VantageGroup; readonly everyMs: number },
): Pick<PageStatus, 'verdict' | 'sinceMs' | 'isOlder'> {
  const all = live?.verdicts ?? []
  const verdicts = all.filter((entry) => entry.group === group)
  const last = verdicts.at(-1)
  if (!last) return { verdict: 'unknown', sinceMs: null, isOlder: false }
  const { verdict } = last
  const before = verdicts.findLastIndex((entry) => entry.verdict !== verdict)
  const sinceMs = verdicts[before + 1]?.slotMs ?? last.slotMs
  const wasFirst = all.length < LIVE_VERDICTS || sinceMs - (all[0]?.slotMs ?? sinceMs) > everyMs
  if (before >= 0 || wasFirst) return { verdict, sinceMs, isOlder: false }
  const state = live?.groups[group]
  const incident = verdict === 'down' || verdict === 'slow' || verdict === 'regional' ? state?.[verdict] : null
  return incident ? { verdict, sinceMs: incident.sinceMs, isOlder: false } : { verdict, sinceMs, isOlder: true }
}
