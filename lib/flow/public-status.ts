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
import { getRollupProgress } from '../record/rollups.ts'
import type { Table } from '../record/table.ts'
import { eachOf } from './each-of.ts'
import { publicDays } from './public-days.ts'

/** What of a page is read seldom: its days cost far more to read than its state. */
export type RememberedPage = {
  readonly readAtMs: number
  readonly timezone: string
  readonly group: VantageGroup
  /** On which something was expected. */
  readonly days: readonly PublicDay[]
  readonly incidents: readonly (PublicIncident & { readonly id: string })[]
  /** False: a day that is over isn't counted yet, or not all of it. */
  readonly isWhole: boolean
}

export type RememberedPages = Readonly<Record<string, RememberedPage>>

export type PublicStatusPorts = { readonly table: Table; readonly clock: Clock; readonly policy: Policy }

/** Days are counted again after this time, and at once where an incident has begun or ended. */
const COUNTED_FOR_MS = HOUR_MS

/** So many are counted again in one run at most; the others have their turn in the next ones, the oldest first. */
const AGAIN_AT_ONCE = 40

/** So many for the first time: until then nothing but their state can be told. */
const FIRST_AT_ONCE = 400
const LANES = 8

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
  const counted = await countedPages(pages, { ports, remembered, timezone, days, nowMs, begun: begunOf(configs) })
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
  /** How many locations of the group measure it. */
  readonly locations: number
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
  const locations = locationsFor(of.config, page)
  const group = judgingGroup(locations, {
    groups: live?.groups ?? {},
    slotMs: of.nowMs,
    policy: of.policy,
  })
  const state = live?.groups[group]
  return {
    page,
    group,
    locations: locations.filter((location) => location.group === group).length,
    verdicts: (live?.verdicts ?? []).filter((entry) => entry.group === group),
    open: PUBLIC_INCIDENT_KINDS.flatMap((kind) => {
      const incident = state?.[kind]
      return incident ? [{ id: incident.id, kind, fromMs: incident.sinceMs, toMs: null }] : []
    }),
  }
}

type Counting = {
  readonly ports: PublicStatusPorts
  readonly remembered: RememberedPages
  readonly timezone: string
  readonly days: readonly Day[]
  readonly nowMs: number
  /** When each page was measured for the first time, by its key. */
  readonly begun: ReadonlyMap<string, number>
}

function begunOf(configs: readonly Config[]): ReadonlyMap<string, number> {
  return new Map(
    configs
      .toReversed()
      .flatMap(({ catalogue, effectiveFromMs }) => measuredPages(catalogue).map(({ key }) => [key, effectiveFromMs])),
  )
}

async function countedPages(pages: readonly PageNow[], of: Counting): Promise<RememberedPages> {
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
        (!known.isWhole && nowMs > known.readAtMs) ||
        dayOf(known.readAtMs, timezone) !== of.days.at(-1) ||
        openIds(known.incidents) !== openIds(page.open),
    )
    .toSorted((a, b) => (a.known?.readAtMs ?? 0) - (b.known?.readAtMs ?? 0))
  const first = due.filter(({ known }) => !known).slice(0, FIRST_AT_ONCE)
  const again = due.filter(({ known }) => known).slice(0, AGAIN_AT_ONCE)
  const chosen = [...first, ...again]
  if (chosen.length === 0) return Object.fromEntries(counted)
  const rolledThroughMs = (await getRollupProgress(of.ports.table))?.throughMs ?? 0
  await eachOf(chosen, LANES, async ({ page }) => {
    counted.set(page.page.key, await countPage(page, { ...of, rolledThroughMs }))
  })
  return Object.fromEntries(counted)
}

async function countPage(
  { page, group, locations }: PageNow,
  of: Counting & { readonly rolledThroughMs: number },
): Promise<RememberedPage> {
  const { timezone, days, nowMs } = of
  const { table } = of.ports
  const settledMs = Math.max(of.begun.get(page.key) ?? nowMs, of.rolledThroughMs)
  const [seen, incidents] = await Promise.all([
    publicDays(table, { page, group, locations, timezone, days, settledMs }),
    // What is open is by the live state alone.
    pageIncidents(table, page.key, { fromMs: startOfDay(days[0] as Day, timezone), groups: {} }),
  ])
  return {
    readAtMs: nowMs,
    timezone,
    group,
    ...seen,
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
