import { type DayHistory, type HistoryLocation, historyOfDay } from '../judge/history.ts'
import { type Page, pagesOf, type VantageGroup } from '../model/catalogue.ts'
import type { Clock } from '../model/clock.ts'
import { type Config, configFor, isExpected, locationsFor, slotOf } from '../model/config.ts'
import { addDays, dayOf, startOfDay } from '../model/day.ts'
import type { PageKey } from '../model/id.ts'
import type { Observation } from '../model/observation.ts'
import { type ImportSpan, listConfigs, listImportSpans } from '../record/configs.ts'
import { observationsOf } from '../record/results.ts'
import type { Table } from '../record/table.ts'
import { requireKnownPage } from './known-pages.ts'

export type History = {
  readonly type: 'history'
  readonly page: PageKey
  readonly timezone: string
  /** Days on which something was expected, oldest first; within a day locations, then groups. */
  readonly days: readonly DayHistory[]
}

/**
 * The last `days` days of a page in the catalogue's zone, today included: counts, uptime, coverage and percentiles,
 * computed from rows. Rejects with an `InputError` for a page that is not known.
 */
export async function history(
  of: { readonly page: PageKey; readonly days: number },
  ports: { readonly table: Table; readonly clock: Clock },
): Promise<History> {
  const [configs, allSpans] = await Promise.all([listConfigs(ports.table), listImportSpans(ports.table)])
  requireKnownPage(of.page, { configs, spans: allSpans })
  const spans = allSpans.filter(({ pages }) => pages.includes(of.page))
  const timezone = configs.at(-1)?.catalogue.timezone ?? spans[0]?.timezone ?? 'Asia/Ho_Chi_Minh'
  const nowMs = ports.clock.now()
  const today = dayOf(nowMs, timezone)
  const days: DayHistory[] = []
  for (let ago = of.days - 1; ago >= 0; ago--) {
    const day = addDays(today, -ago)
    const span = { fromMs: startOfDay(day, timezone), toMs: startOfDay(addDays(day, 1), timezone) }
    const rows = (await observationsOf(ports.table, of.page, span)).filter(
      ({ slotMs }) => slotMs >= span.fromMs && slotMs < span.toMs,
    )
    const expected = expectedOf({ page: of.page, span, nowMs, configs, spans, rows })
    if (expected.length === 0) continue
    const isMaintenance = maintenanceOf({ page: of.page, configs, spans })
    days.push(...historyOfDay(day, { rows, locations: expected, isMaintenance }))
  }
  return { type: 'history', page: of.page, timezone, days }
}

type Span = { readonly fromMs: number; readonly toMs: number }

/**
 * Slots that were expected: of the timetable those that are over, and of the one that is under way what has answered
 * already; of imports all.
 */
function expectedOf(of: {
  readonly page: PageKey
  readonly span: Span
  readonly nowMs: number
  readonly configs: readonly Config[]
  readonly spans: readonly ImportSpan[]
  readonly rows: readonly Observation[]
}): readonly HistoryLocation[] {
  const answered = new Set(of.rows.map(({ slotMs, location }) => `${slotMs} ${location}`))
  const expected = new Map<string, { readonly group: VantageGroup; readonly slots: Set<number> }>()
  const add = (location: { readonly id: string; readonly group: VantageGroup }, slotMs: number): void => {
    const entry = expected.get(location.id) ?? { group: location.group, slots: new Set<number>() }
    expected.set(location.id, entry)
    entry.slots.add(slotMs)
  }
  for (const config of of.configs) {
    const page = measuredPage(config, of.page)
    if (!page) continue
    const { everyMs } = page.http
    const locations = locationsFor(config, page)
    for (let slotMs = slotOf(of.span.fromMs + everyMs - 1, everyMs); slotMs < of.span.toMs; slotMs += everyMs) {
      if (!isExpected(config, { page, slotMs, everyMs })) continue
      for (const location of locations) {
        if (slotMs + everyMs <= of.nowMs || answered.has(`${slotMs} ${location.id}`)) add(location, slotMs)
      }
    }
  }
  for (const { locations, everyMs, fromMs, toMs } of of.spans) {
    const lastMs = Math.min(toMs, of.span.toMs)
    for (
      let slotMs = Math.max(fromMs, slotOf(of.span.fromMs + everyMs - 1, everyMs));
      slotMs < lastMs;
      slotMs += everyMs
    ) {
      for (const location of locations) add(location, slotMs)
    }
  }
  return [...expected].map(([location, { group, slots }]) => ({ location, group, expected: slots }))
}

/** Only maintenance that was declared before it began is accepted. */
function maintenanceOf(of: {
  readonly page: PageKey
  readonly configs: readonly Config[]
  readonly spans: readonly ImportSpan[]
}): (slotMs: number) => boolean {
  return (slotMs) => {
    if (
      of.spans.some(({ maintenance }) =>
        maintenance.some(({ page, fromMs, toMs }) => page === of.page && slotMs >= fromMs && slotMs < toMs),
      )
    )
      return true
    const page = of.configs.map((config) => measuredPage(config, of.page)).find((found) => found !== null)
    const config = page ? configFor(of.configs, { slotMs, everyMs: page.http.everyMs }) : null
    if (!page || !config) return false
    return config.catalogue.maintenance.some(
      (window) =>
        window.portal === page.portal &&
        (window.page === null || window.page === page.id) &&
        slotMs >= window.fromMs &&
        slotMs < window.toMs &&
        config.publishedAtMs <= window.fromMs,
    )
  }
}

function measuredPage(config: Config, key: PageKey): Page | null {
  const page = pagesOf(config.catalogue).find((candidate) => candidate.key === key && candidate.url !== null)
  const state = config.catalogue.portals.find(({ id }) => id === page?.portal)?.state
  return page && (state === 'active' || state === 'backend') ? page : null
}
