import { shapeDay } from '../judge/day-shape.ts'
import { baselineOf, dayTimings, type LeftOut, levelsOf, type PageDay } from '../judge/day-timings.ts'
import { isUnusual } from '../judge/incident-state.ts'
import { type DayShifts, dayShifts, NO_DAY_SHIFTS, type PageLevels, voiceOf } from '../judge/season.ts'
import { measuredPages, type Page } from '../model/catalogue.ts'
import { type Config, configAt, locationsFor } from '../model/config.ts'
import { addDays, type Day, dayOf, startOfDay } from '../model/day.ts'
import { DAY_MS } from '../model/duration.ts'
import type { PageKey } from '../model/id.ts'
import { DEFAULT_POLICY } from '../model/policy.ts'
import {
  getBaselineDay,
  putBaseline,
  putBaselineDay,
  putTimings,
  type StoredTimings,
  timingsOf,
} from '../record/baselines.ts'
import { pageIncidents } from '../record/incidents.ts'
import { getLive } from '../record/live.ts'
import { observationsOf } from '../record/results.ts'
import type { Table } from '../record/table.ts'
import { eachOf } from './each-of.ts'

export type BaselineRun = {
  /** In order of effect. */
  readonly configs: readonly Config[]
  /** All slots before it are over, and their rows are in. */
  readonly settledMs: number
  /** Days of pages, of which rows have come late. */
  readonly late: ReadonlyMap<PageKey, readonly { readonly fromMs: number; readonly toMs: number }[]>
  readonly stop: AbortSignal | undefined
}

/** Pages under way at once. */
const LANES = 8

/**
 * Once a day, when yesterday's slots are over: what is usual for each page at each location, for today. Of each day its
 * durations are kept beside the rows in a few kilobytes, so that a month is read quickly and rows but once. Days of which
 * rows came late are made anew. A run that breaks off begins again and finds what it has made.
 */
export async function makeBaselines(table: Table, run: BaselineRun): Promise<void> {
  const { configs, settledMs, stop } = run
  const config = configAt(configs, settledMs)
  if (config === null) return
  const { timezone } = config.catalogue
  const today = dayOf(settledMs, timezone)
  const begun = dayOf(Math.min(...configs.map(({ effectiveFromMs }) => effectiveFromMs)), timezone)
  const pages = measuredPages(config.catalogue)
  for (const page of pages) {
    for (const day of lateDays(run.late.get(page.key) ?? [], { timezone, today }))
      if (day >= begun) await makeTimings(table, { page, day, config })
  }
  if ((await getBaselineDay(table)) === today || today <= begun) return
  const seasons = await daySeasons(table, { pages, today, begun, config, stop })
  await eachOf(pages, LANES, async (page) => {
    if (stop?.aborted !== true) await makeBaseline(table, { page, today, begun, config, seasons })
  })
  if (stop?.aborted !== true) await putBaselineDay(table, today)
}

type PageOf = { readonly page: Page; readonly today: Day; readonly begun: Day; readonly config: Config }

type LevelsByMetric = Readonly<Record<keyof DayShifts, PageLevels>>

/** What days of a page at a location were moved by, as all pages tell. */
type Seasons = (page: PageKey, location: string) => DayShifts

/**
 * What the last days had in common, location by location. It takes every page's days, which are read once more for their
 * baselines: so many don't stand in memory.
 */
async function daySeasons(
  table: Table,
  of: Omit<PageOf, 'page'> & { readonly pages: readonly Page[]; readonly stop: AbortSignal | undefined },
): Promise<Seasons> {
  const { pages, config, stop } = of
  const voices = new Map(config.catalogue.portals.map((portal) => [portal.id, voiceOf(portal)]))
  const told = new Map<string, Map<PageKey, LevelsByMetric>>()
  if (pages.length >= DEFAULT_POLICY.season.pages) {
    await eachOf(pages, LANES, async (page) => {
      if (stop?.aborted === true) return
      const { days, leftOut } = await readDays(table, { ...of, page })
      const voice = voices.get(page.portal) ?? page.portal
      for (const { id: location, group } of locationsFor(config, page)) {
        const of = { location, group, leftOut }
        const levels = { wait: levelsOf(days, 'wait', of), total: levelsOf(days, 'total', of) }
        const pagesOf = told.get(location) ?? new Map<PageKey, LevelsByMetric>()
        pagesOf.set(page.key, { wait: { voice, days: levels.wait }, total: { voice, days: levels.total } })
        told.set(location, pagesOf)
      }
    })
  }
  const found = new Map<string, DayShifts>()
  for (const [location, pagesOf] of told) {
    const [wait, total] = (['wait', 'total'] as const).map((metric) =>
      dayShifts(
        [...pagesOf.values()].map((levels) => levels[metric]),
        DEFAULT_POLICY,
      ),
    )
    for (const [index, page] of [...pagesOf.keys()].entries())
      found.set(`${page} ${location}`, {
        wait: wait?.[index] ?? NO_DAY_SHIFTS.wait,
        total: total?.[index] ?? NO_DAY_SHIFTS.total,
      })
  }
  return (page, location) => found.get(`${page} ${location}`) ?? NO_DAY_SHIFTS
}

async function makeBaseline(table: Table, of: PageOf & { readonly seasons: Seasons }): Promise<void> {
  const { page, today, config, seasons } = of
  const { days, leftOut } = await readDays(table, of)
  for (const { id, group } of locationsFor(config, page)) {
    const shifts = seasons(page.key, id)
    const baseline = baselineOf(days, { location: id, group, leftOut, shifts, policy: DEFAULT_POLICY })
    await putBaseline(table, page.key, { location: id, day: today, baseline })
  }
}

/** A page's last days, those made that were not kept yet, and what of them counts for nothing. */
async function readDays(
  table: Table,
  of: PageOf,
): Promise<{ readonly days: readonly PageDay[]; readonly leftOut: readonly LeftOut[] }> {
  const { page, today, config } = of
  const { timezone, calendar } = config.catalogue
  const first = addDays(today, -DEFAULT_POLICY.baseline.days)
  const from = first < of.begun ? of.begun : first
  const kept = new Map(
    (await timingsOf(table, page.key, { from, to: addDays(today, -1) })).map((stored) => [stored.day, stored]),
  )
  const days: StoredTimings[] = []
  for (let day = from; day < today; day = addDays(day, 1)) {
    const stored = kept.get(day)
    days.push(stored?.timezone === timezone ? stored : await makeTimings(table, { page, day, config }))
  }
  const leftOut = await leftOutOf(table, page.key, startOfDay(from, timezone))
  const shaped = days.map(({ day, stepMs, timings }) => ({
    at: shapeDay(day, { timezone, everyMs: stepMs, calendar }),
    timings,
  }))
  return { days: shaped, leftOut }
}

async function makeTimings(
  table: Table,
  of: { readonly page: Page; readonly day: Day; readonly config: Config },
): Promise<StoredTimings> {
  const { timezone, calendar } = of.config.catalogue
  const at = shapeDay(of.day, { timezone, everyMs: of.page.http.everyMs, calendar })
  const rows = await observationsOf(table, of.page.key, { fromMs: at.fromMs, toMs: at.toMs })
  const made = { day: of.day, timezone, stepMs: at.stepMs, timings: dayTimings(rows, at) }
  await putTimings(table, of.page.key, made)
  return made
}

/** Slots inside incidents that are no part of what is usual; where one has become usual, those before it instead. */
async function leftOutOf(table: Table, page: PageKey, fromMs: number): Promise<readonly LeftOut[]> {
  const sinceMs = fromMs - 28 * DAY_MS
  const live = await getLive(table, page)
  const incidents = await pageIncidents(table, page, { fromMs: sinceMs, groups: live?.groups ?? {} })
  return incidents.flatMap((incident) => {
    const { group, sinceMs, resolvedAtMs } = incident
    if (group === null) return []
    if (incident.newLevel) return [{ group, fromMs: 0, toMs: sinceMs - 1 }]
    return isUnusual(incident) ? [{ group, fromMs: sinceMs, toMs: resolvedAtMs ?? Number.POSITIVE_INFINITY }] : []
  })
}

/** Whole days that are over, and of which a baseline may still be made. */
function lateDays(
  spans: readonly { readonly fromMs: number; readonly toMs: number }[],
  { timezone, today }: { readonly timezone: string; readonly today: Day },
): readonly Day[] {
  const first = addDays(today, -DEFAULT_POLICY.baseline.days)
  const days = new Set<Day>()
  for (const { fromMs, toMs } of spans) {
    const from = dayOf(fromMs, timezone)
    const last = dayOf(toMs - 1, timezone)
    for (let day = from < first ? first : from; day <= last && day < today; day = addDays(day, 1)) days.add(day)
  }
  return [...days]
}
