import { shapeDay } from '../judge/day-shape.ts'
import { baselineOf, dayTimings, type LeftOut } from '../judge/day-timings.ts'
import { isUnusual } from '../judge/incident-state.ts'
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
  await eachOf(pages, LANES, async (page) => {
    if (stop?.aborted !== true) await makeBaseline(table, { page, today, begun, config })
  })
  if (stop?.aborted !== true) await putBaselineDay(table, today)
}

async function makeBaseline(
  table: Table,
  of: { readonly page: Page; readonly today: Day; readonly begun: Day; readonly config: Config },
): Promise<void> {
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
  for (const { id, group } of locationsFor(config, page)) {
    const baseline = baselineOf(shaped, { location: id, group, leftOut, policy: DEFAULT_POLICY })
    await putBaseline(table, page.key, { location: id, day: today, baseline })
  }
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
  const incidents = await pageIncidents(table, page, { fromMs: fromMs - 28 * DAY_MS })
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
