import { judgingGroup } from '../judge/closing.ts'
import type { IncidentRecord, VerdictEntry } from '../judge/incident-state.ts'
import { publicState, worstState } from '../judge/public-state.ts'
import { measuredPages, type Page, type VantageGroup } from '../model/catalogue.ts'
import type { Clock } from '../model/clock.ts'
import { type Config, configAt, locationsFor } from '../model/config.ts'
import { addDays, type Day, dayOf, startOfDay } from '../model/day.ts'
import { HOUR_MS } from '../model/duration.ts'
import type { Policy } from '../model/policy.ts'
import {
  PUBLIC_INCIDENT_KINDS,
  type PublicDay,
  type PublicIncident,
  type PublicIncidentKind,
  type PublicPage,
  type PublicStatus,
} from '../model/public-status.ts'
import { commonPublication, isPublished, type Publication } from '../model/publication.ts'
import { listConfigs } from '../record/configs.ts'
import { pageIncidents } from '../record/incidents.ts'
import { type LivePage, listLive } from '../record/live.ts'
import type { Table } from '../record/table.ts'
import { eachOf } from './each-of.ts'
import { history } from './history.ts'

/** What of a page is read seldom: its days cost far more to read than its state. */
export type RememberedPage = {
  readonly readAtMs: number
  readonly timezone: string
  readonly group: VantageGroup
  /** On which something was expected. */
  readonly days: readonly PublicDay[]
  readonly incidents: readonly (PublicIncident & { readonly id: string })[]
}

export type RememberedPages = Readonly<Record<string, RememberedPage>>

export type PublicStatusPorts = { readonly table: Table; readonly clock: Clock; readonly policy: Policy }

/** Days are counted again after this time, and at once where an incident has begun or ended. */
const COUNTED_FOR_MS = HOUR_MS

/** So many pages are counted in one run at most; the others have their turn in the next ones, the oldest first. */
const COUNTED_AT_ONCE = 40
const LANES = 4

/**
 * What the public status page shows now, and what is to be remembered for the next time. Null where nothing is published.
 * `only`: of that portal alone. A catalogue's version that takes something back holds at once, one that adds something when it takes effect.
 */
export async function publicStatus(
  ports: PublicStatusPorts,
  remembered: RememberedPages,
  only?: string,
): Promise<{ readonly status: PublicStatus | null; readonly remembered: RememberedPages }> {
  const { table, clock, policy } = ports
  const nowMs = clock.now()
  const configs = await listConfigs(table)
  const config = configAt(configs, nowMs)
  const chosen = commonPublication(config?.catalogue.publish, configs.at(-1)?.catalogue.publish)
  if (!config || !chosen) return { status: null, remembered: {} }
  const { timezone } = config.catalogue
  const days = daysTold(dayOf(nowMs, timezone), chosen)
  const live = new Map((await listLive(table)).map((page) => [page.page, page]))
  const pages = publishedPages(config, chosen)
    .filter(({ portal }) => only === undefined || portal === only)
    .map((page) => nowOf(page, { config, live, nowMs, policy }))
  const counted = await countedPages(pages, { ports, remembered, timezone, days, nowMs })
  const shown = new Map(
    pages.map((page) => [page.page.key, pageOf(page, { chosen, days, counted: counted[page.page.key], nowMs })]),
  )
  const { portals: _, ...rest } = chosen
  return {
    remembered: counted,
    status: {
      atMs: nowMs,
      timezone,
      chosen: rest,
      days,
      portals: config.catalogue.portals.flatMap(({ id, name, pages: all }) => {
        const known = all.flatMap(({ key }) => shown.get(key) ?? [])
        if (known.length === 0) return []
        const { vi, en } = name
        return [{ id, name: { vi, en }, state: worstState(known.map(({ state }) => state)), pages: known }]
      }),
    },
  }
}

type PageNow = {
  readonly page: Page
  readonly group: VantageGroup
  readonly verdicts: readonly VerdictEntry[]
  /** Open now. */
  readonly open: readonly (PublicIncident & { readonly id: string })[]
}

function daysTold(today: Day, { historyDays }: Publication): readonly Day[] {
  return Array.from({ length: historyDays }, (_, index) => addDays(today, index + 1 - historyDays))
}

function publishedPages({ catalogue }: Config, chosen: Publication): readonly Page[] {
  return measuredPages(catalogue).filter(({ portal }) => isPublished(chosen, portal))
}

function nowOf(
  page: Page,
  of: {
    readonly config: Config
    readonly live: ReadonlyMap<string, LivePage>
    readonly nowMs: number
    readonly policy: Policy
  },
): PageNow {
  const live = of.live.get(page.key)
  const group = judgingGroup(locationsFor(of.config, page), {
    groups: live?.groups ?? {},
    slotMs: of.nowMs,
    policy: of.policy,
  })
  const state = live?.groups[group]
  return {
    page,
    group,
    verdicts: (live?.verdicts ?? []).filter((entry) => entry.group === group),
    open: PUBLIC_INCIDENT_KINDS.flatMap((kind) => {
      const incident = state?.[kind]
      return incident ? [{ id: incident.id, kind, fromMs: incident.sinceMs, toMs: null }] : []
    }),
  }
}

async function countedPages(
  pages: readonly PageNow[],
  of: {
    readonly ports: PublicStatusPorts
    readonly remembered: RememberedPages
    readonly timezone: string
    readonly days: readonly Day[]
    readonly nowMs: number
  },
): Promise<RememberedPages> {
  const { remembered, timezone, nowMs } = of
  const counted = new Map(
    pages.flatMap(({ page, group }) => {
      const known = remembered[page.key]
      return known && known.group === group && known.timezone === timezone ? [[page.key, known] as const] : []
    }),
  )
  const due = pages
    .map((page) => ({ page, known: counted.get(page.page.key) }))
    .filter(
      ({ page, known }) =>
        !known ||
        nowMs - known.readAtMs >= COUNTED_FOR_MS ||
        dayOf(known.readAtMs, timezone) !== of.days.at(-1) ||
        openIds(known.incidents) !== openIds(page.open),
    )
    .toSorted((a, b) => (a.known?.readAtMs ?? 0) - (b.known?.readAtMs ?? 0))
  await eachOf(due.slice(0, COUNTED_AT_ONCE), LANES, async ({ page }) => {
    counted.set(page.page.key, await countPage(page, of))
  })
  return Object.fromEntries(counted)
}

async function countPage(
  { page, group }: PageNow,
  of: {
    readonly ports: PublicStatusPorts
    readonly timezone: string
    readonly days: readonly Day[]
    readonly nowMs: number
  },
): Promise<RememberedPage> {
  const { ports, timezone, days, nowMs } = of
  const [seen, incidents] = await Promise.all([
    history({ page: page.key, days: days.length }, ports),
    pageIncidents(ports.table, page.key, { fromMs: startOfDay(days[0] as Day, timezone) }),
  ])
  return {
    readAtMs: nowMs,
    timezone,
    group,
    days: seen.days
      .filter(({ location }) => location === group)
      .map(({ day, counts, due, expected, totalMs: { p50, p75, p95 } }) => ({
        day,
        passed: counts.passed,
        failed: counts.failed,
        due,
        expected,
        latency: p50 === null || p75 === null || p95 === null ? null : { p50, p75, p95 },
      })),
    incidents: incidents
      .filter((incident) => incident.group === group)
      .flatMap((incident) => {
        const kind = toldKind(incident)
        return kind ? [{ id: incident.id, kind, fromMs: incident.sinceMs, toMs: incident.resolvedAtMs }] : []
      }),
  }
}

function pageOf(
  { page, verdicts, open }: PageNow,
  of: {
    readonly chosen: Publication
    readonly days: readonly Day[]
    readonly counted: RememberedPage | undefined
    readonly nowMs: number
  },
): PublicPage {
  const { chosen, counted } = of
  const seen = new Map(counted?.days.map((day) => [day.day, day]))
  // One that has ended is told when its end is known: what is open is by the live state alone.
  const ended = (counted?.incidents ?? []).filter(({ toMs }) => toMs !== null)
  return {
    id: page.id,
    kind: page.kind,
    ...publicState(verdicts, { nowMs: of.nowMs, everyMs: page.http.everyMs }),
    days: of.days.map((day) => {
      const known = seen.get(day)
      return known ? { ...known, latency: chosen.latency ? known.latency : null } : null
    }),
    incidents: chosen.incidents
      ? [...open, ...ended.filter(({ id }) => !open.some((one) => one.id === id))]
          .map(({ kind, fromMs, toMs }) => ({ kind, fromMs, toMs }))
          .toSorted((a, b) => b.fromMs - a.fromMs || (a.kind < b.kind ? -1 : 1))
      : [],
    countedMs: counted?.readAtMs ?? null,
  }
}

function openIds(incidents: readonly (PublicIncident & { readonly id: string })[]): string {
  return incidents
    .filter(({ toMs }) => toMs === null)
    .map(({ id }) => id)
    .toSorted()
    .join(' ')
}

/** A page that grows slower from week to week is a matter for its operators alone. */
function toldKind({ kind, rule }: IncidentRecord): PublicIncidentKind | undefined {
  return rule === 'drift' ? undefined : PUBLIC_INCIDENT_KINDS.find((one) => one === kind)
}
