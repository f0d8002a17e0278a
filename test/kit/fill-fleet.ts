import { type OpenIncident, recordOf } from '../../lib/judge/incident-state.ts'
import { type Stores, TABLE_NAME } from '../../lib/local/stores.ts'
import type { VantageGroup } from '../../lib/model/catalogue.ts'
import { addDays, dayOf, startOfDay } from '../../lib/model/day.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { NO_PHASES } from '../../lib/model/observation.ts'
import type { PublishedPortal } from '../../lib/model/score.ts'
import { createBulk } from '../../lib/record/bulk.ts'
import { fileIncident, fileTold } from '../../lib/record/incidents.ts'
import { LIVE_VERDICTS, newLivePage, putLive } from '../../lib/record/live.ts'
import { type KeyedResult, keepResults } from '../../lib/record/results.ts'
import { putRollupProgress } from '../../lib/record/rollups.ts'
import { alert } from './alert.ts'
import { audit } from './audit.ts'
import { dayItems, itemsOfKind, madeUpDays } from './made-up-days.ts'
import { observation } from './observation.ts'
import { seededRandom } from './random.ts'
import { scoreExportOf } from './score-export.ts'
import { writtenPage, writtenPortal } from './written-catalogue.ts'

/** So many portals in all, and so many days of each. */
export type Filling = { readonly portals: number; readonly days: number }

/** Where a filled fleet is measured from. */
export const FILLED_LOCATIONS: readonly { readonly id: string; readonly group: VantageGroup }[] = [
  { id: 'sgn', group: 'domestic' },
  { id: 'han', group: 'domestic' },
  { id: 'sin', group: 'abroad' },
]

const TIMEZONE = 'Asia/Ho_Chi_Minh'
const EVERY_MS = 5 * MINUTE_MS
/** A day of a page is one of so many. */
const KINDS = 40
const SEED = 20_261_123

/** More portals than those that are there, as they are written, each with a homepage and an eForm. */
export function fillingPortals(portals: number): readonly Record<string, unknown>[] {
  return scoreExportOf({ portals })
    .portals.slice(portals === 0 ? 0 : FIRST)
    .map(({ portal: id, name, kind }, index) =>
      writtenPortal({
        id,
        name: { vi: `${name.vi} ${index + 1}`, en: `${name.en} ${index + 1}` },
        kind,
        owner: id,
        vendor: index % 2 === 0 ? 'vnpt' : 'fpt',
        pages: [
          writtenPage({ url: `https://${id}.example.org/` }),
          writtenPage({ id: 'khai-sinh', kind: 'eform', url: `https://${id}.example.org/khai-sinh` }),
        ],
      }),
    )
}

/** The portals of `openFleetApp` that are there anyway. */
const FIRST = 3

/**
 * Scores of all of them, the first by the names of those that are there anyway, of their homepages alone; the first one has
 * lost points. Of some portals they are so much lower.
 */
export function fillingScores(
  first: readonly string[],
  { portals, lower = 0 }: Filling & { readonly lower?: number },
): readonly PublishedPortal[] {
  const scored = scoreExportOf({ portals, packs: ['vn-2025-load'] }).packs[0]?.score.portals ?? []
  return scored.map((one, index) => {
    const portal = first[index] ?? one.portal
    const by = (lower * (index % 5)) / 4
    const points = one.points && {
      points: Math.max(0, one.points.points - by),
      low: Math.max(0, one.points.low - by),
      high: Math.max(0, one.points.high - by),
    }
    return {
      ...one,
      portal,
      points,
      interval: points && { low: Math.max(0, points.low - 0.8), high: points.high + 0.7, batches: 13 },
      pages: one.pages
        .slice(0, index < first.length ? 1 : one.pages.length)
        .map((page) => ({ ...page, page: `${portal}/${page.page.split('/')[1]}` })),
    }
  })
}

/**
 * The past of pages, as the platform keeps it: rollups of days, verdicts, incidents, the results of today's last slots,
 * and those of `opened`'s last week one by one.
 */
export async function fillFleet(
  stores: Stores,
  of: Filling & { readonly nowMs: number; readonly pages: readonly string[]; readonly opened: string },
): Promise<void> {
  const { nowMs, pages, days } = of
  const { table, clients } = stores
  const bulk = createBulk(clients.dynamodb, TABLE_NAME)
  const random = seededRandom(SEED)
  const made = madeUpDays({ random, locations: FILLED_LOCATIONS, everyMs: EVERY_MS })
  const today = dayOf(nowMs, TIMEZONE)
  const todayMs = startOfDay(today, TIMEZONE)
  const throughMs = Math.floor((nowMs - HOUR_MS) / EVERY_MS) * EVERY_MS
  const kindOf = (countedMs: number) =>
    itemsOfKind(made.dayOfRows(countedMs, { audits: true }), { countedMs, timezone: TIMEZONE })
  const kinds = Array.from({ length: KINDS }, () => kindOf(DAY_MS))
  const soFar = kindOf(throughMs - todayMs)
  for (const [index, page] of pages.entries()) {
    const past = Array.from({ length: days - 1 }, (_, at) => {
      const ago = days - 1 - at
      const day = { page, day: addDays(today, -ago), fromMs: todayMs - ago * DAY_MS }
      return dayItems(day, kinds[Math.floor(random() * KINDS)] ?? [])
    })
    await bulk.putAll([...past.flat(), ...dayItems({ page, day: today, fromMs: todayMs }, soFar)])
    await keepPast(stores, { ...of, page, index, random })
  }
  await putRollupProgress(table, { throughMs, lateThroughMs: throughMs })
  const rows = pages.flatMap((page) => {
    const fromMs = page === of.opened ? nowMs - 7 * DAY_MS : nowMs - 2 * EVERY_MS
    return slotsOf(fromMs, nowMs).flatMap((slotMs) =>
      made.rowsOf(slotMs).map((row) => observation({ ...row, page, phases: { ...NO_PHASES, ...row.phases } })),
    )
  })
  const audits = slotsOf(nowMs - 2 * DAY_MS, nowMs, 6 * HOUR_MS).map((slotMs) => audit({ page: of.opened, slotMs }))
  await keepResults(bulk, [...rows, ...audits] as readonly KeyedResult[], nowMs)
}

/** What its verdicts were of late, and the incidents that it has had. */
async function keepPast(
  { table }: Stores,
  of: Filling & {
    readonly nowMs: number
    readonly page: string
    readonly index: number
    readonly random: () => number
  },
): Promise<void> {
  const { nowMs, page, index, days, random } = of
  const last = index % 17 === 5 ? 'slow' : index % 41 === 7 ? 'down' : 'ok'
  await putLive(table, {
    ...newLivePage(page),
    verdicts: Array.from({ length: LIVE_VERDICTS }, (_, at) => ({
      slotMs: nowMs - HOUR_MS - (LIVE_VERDICTS - at) * EVERY_MS,
      group: 'domestic',
      verdict: at < LIVE_VERDICTS - 6 ? 'ok' : last,
      maintenance: false,
      inputs: 'han:OK sgn:OK',
    })),
  })
  for (let number = 0; number < index % 4; number++) {
    const sinceMs = nowMs - Math.floor(random() * days * 24) * HOUR_MS - DAY_MS
    const kind = number === 0 ? 'down' : 'slow'
    const id = `${kind}:${page}:domestic:${sinceMs}`
    const incident: OpenIncident = {
      id,
      kind,
      severity: kind === 'down' ? 'page' : 'ticket',
      sinceMs,
      openedAtMs: sinceMs + 2 * EVERY_MS,
      lastBadMs: sinceMs + HOUR_MS,
      good: 3,
      unknowns: 0,
      bad: 12,
      seq: 1,
      toldAtMs: sinceMs + 2 * EVERY_MS,
      locations: ['sgn', 'han'],
      inputs: [],
      alone: false,
    }
    const record = { page, portal: null, group: 'domestic', resolvedAtMs: sinceMs + HOUR_MS } as const
    await fileIncident(table, recordOf(incident, record))
    const [portal = ''] = page.split('/')
    const told = alert({ id: `${id}:1`, kind, incident: id, portal, page, atMs: sinceMs + 2 * EVERY_MS, sinceMs })
    await fileTold(table, told, told.atMs)
  }
}

function slotsOf(fromMs: number, toMs: number, everyMs = EVERY_MS): readonly number[] {
  const first = Math.ceil(fromMs / everyMs)
  return Array.from({ length: Math.max(0, Math.ceil(toMs / everyMs) - first) }, (_, index) => (first + index) * everyMs)
}
