import { measuredKeys, timetables } from '../judge/expected.ts'
import { overBefore, type PageSchedule, pageSchedule, type Span } from '../judge/page-schedule.ts'
import { mergeRollups, type Rollup } from '../judge/rollup.ts'
import type { Clock } from '../model/clock.ts'
import { addDays, type Day, dayOf, startOfDay } from '../model/day.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../model/duration.ts'
import type { PageKey } from '../model/id.ts'
import type { Kill } from '../model/kill.ts'
import { KEPT_DAYS } from '../model/retention.ts'
import type { Review } from '../model/review.ts'
import { canonicalJson } from '../record/canonical.ts'
import type { CellFiles } from '../record/cell-files.ts'
import { listImportSpans } from '../record/configs.ts'
import type { EvidenceStore } from '../record/evidence-store.ts'
import { listKills } from '../record/kills.ts'
import { LATE_MS, listLate, markLate, settleLate } from '../record/late.ts'
import { listStoredReviews } from '../record/reviews.ts'
import {
  getDayRollup,
  getRollupProgress,
  hourRollupsOf,
  putDayRollup,
  putHourRollup,
  putRollupProgress,
  type StoredRollup,
} from '../record/rollups.ts'
import type { Table } from '../record/table.ts'
import { makeBaselines } from './baselines.ts'
import { withDoubts } from './doubts.ts'
import { eachOf } from './each-of.ts'
import { timezoneOf } from './history.ts'
import { judgeDays } from './judge-days.ts'
import { judgePillars, PILLAR_RUN_MS } from './judge-pillars.ts'
import { keptResults } from './kept-results.ts'
import { type ReceiptsOfHour, receiptReader, rollUpRows } from './page-rows.ts'
import { plannedConfigs } from './planned-configs.ts'

export type CloseDayPorts = {
  readonly table: Table
  /** Where results are read back whose rows have had their time; absent: nothing is archived. */
  readonly store?: Pick<EvidenceStore, 'get'>
  /** Where is kept what sealed days come to in scores; absent: no points are counted. */
  readonly cells?: CellFiles
  readonly clock: Clock
  /** Aborted: what is left waits for the next run. */
  readonly stop?: AbortSignal
}

/** How many hours and days were written, those of today among them; what is as it was is not. */
export type ClosedDays = { readonly hours: number; readonly days: number }

/**
 * Slots are counted once they are over for this long. What arrives later is marked as late; the time between leaves
 * room for a write that takes long and for clocks that differ.
 */
export const SETTLED_MS = LATE_MS + 2 * MINUTE_MS

/** Hours are kept this long: of days before there are none, or not all. */
const HOURS_MS = KEPT_DAYS.hourRollup * DAY_MS

/** Pages under way at once. */
const LANES = 16

/** How often a write is tried anew where somebody else was faster. */
const TRIES = 5

/**
 * Brings the rollups up to now: hours from rows, days from their hours, of every page as far as its slots are over, and
 * again where something came late. A run that breaks off loses nothing: the next one begins where the last complete one
 * ended, and writing what is there already changes nothing. A page that fails is marked as late, so that it is tried
 * again and holds up no other; it rejects then, after all is done. Once a day it makes the baselines, and judges the days and
 * what they come to in points.
 */
export async function closeDay(ports: CloseDayPorts): Promise<ClosedDays> {
  const { table, clock } = ports
  const nowMs = clock.now()
  const [configs, spans, kills, stored, reviews] = await Promise.all([
    plannedConfigs(table, nowMs),
    listImportSpans(table),
    listKills(table),
    getRollupProgress(table),
    listStoredReviews(table),
  ])
  const timezone = timezoneOf(configs, spans)
  const tables = timetables(configs)
  const measured = new Set(measuredKeys(configs))
  const schedules = new Map(
    [...new Set([...measured, ...spans.flatMap(({ pages }) => pages)])].map((page) => [
      page,
      pageSchedule(page, { tables, spans }),
    ]),
  )
  const settledMs = nowMs - SETTLED_MS
  // No row goes before it has been counted, but of hours before that nothing would be kept.
  const begunMs = Math.max(nowMs - HOURS_MS, Math.min(nowMs, ...configs.map(({ effectiveFromMs }) => effectiveFromMs)))
  const progress = stored ?? { throughMs: begunMs, lateThroughMs: begunMs }
  const context: Context = { ...ports, nowMs, timezone, kills, reviews, receiptsOfHour: receiptReader(table, nowMs) }
  const done = { hours: 0, days: 0 }
  const isStopped = (): boolean => ports.stop?.aborted === true

  const late = await listLate(table, { fromMs: progress.lateThroughMs, toMs: nowMs })
  const wanted = new Map<PageKey, Span[]>()
  for (const mark of late) {
    for (const page of mark.page === null ? schedules.keys() : [mark.page])
      wanted.set(page, [...(wanted.get(page) ?? []), mark])
  }
  const failed = new Map<PageKey, unknown>()
  await closePages(wanted, { schedules, settledMs, context, done, failed })
  if (isStopped()) return done
  for (const mark of late) await settleLate(table, mark)

  // Oldest day first for all pages, so that a long way is gone in steps.
  let throughMs = progress.throughMs
  while (throughMs < settledMs) {
    const nextMs = Math.min(settledMs, startOfDay(addDays(dayOf(throughMs, timezone), 1), timezone))
    const next = new Map<PageKey, readonly Span[]>()
    for (const page of measured) {
      const schedule = schedules.get(page)
      const span = schedule && { fromMs: overBefore(schedule, throughMs), toMs: overBefore(schedule, nextMs) }
      if (span && span.fromMs < span.toMs) next.set(page, [span])
    }
    await closePages(next, { schedules, settledMs, context, done, failed })
    if (isStopped()) return done
    throughMs = nextMs
    // A mark may carry the time of just before midnight and come after it.
    await putRollupProgress(table, { throughMs, lateThroughMs: Math.max(progress.lateThroughMs, nowMs - HOUR_MS) })
  }
  await makeBaselines(table, { configs, settledMs, late: wanted, stop: ports.stop })
  await judgeDays(table, { configs, settledMs, nowMs, stop: ports.stop })
  if (ports.cells) {
    const begunMs = clock.now()
    const isOver = (): boolean => isStopped() || clock.now() - begunMs >= PILLAR_RUN_MS
    await judgePillars({ ...ports, cells: ports.cells }, { configs, nowMs, isOver })
  }
  const errors = [...failed.values()]
  if (errors.length > 0)
    throw new AggregateError(errors, `${errors.length} pages could not be rolled up: ${String(errors[0])}`)
  return done
}

type Context = Omit<CloseDayPorts, 'clock' | 'cells'> & {
  readonly nowMs: number
  readonly timezone: string
  readonly kills: readonly Kill[]
  readonly reviews: readonly Review[]
  readonly receiptsOfHour: ReceiptsOfHour
}

async function closePages(
  wanted: ReadonlyMap<PageKey, readonly Span[]>,
  how: {
    readonly schedules: ReadonlyMap<PageKey, PageSchedule>
    readonly settledMs: number
    readonly context: Context
    readonly done: { hours: number; days: number }
    /** Gets those that fail, once they are marked. */
    readonly failed: Map<PageKey, unknown>
  },
): Promise<void> {
  const { table, nowMs, timezone, stop } = how.context
  await eachOf([...wanted], LANES, async ([page, spans]) => {
    const schedule = how.schedules.get(page)
    // Something came for a page that nobody ever expected: it counts nowhere.
    if (!schedule) return
    const throughMs = overBefore(schedule, how.settledMs)
    try {
      for (const [day, parts] of daysOf(spans, { throughMs, timezone })) {
        if (stop?.aborted === true) return
        const { hours, days } = await closePageDay(schedule, { day, spans: parts, throughMs, context: how.context })
        how.done.hours += hours
        how.done.days += days
      }
    } catch (error) {
      const fromMs = Math.min(...spans.map((span) => span.fromMs))
      const toMs = Math.max(...spans.map((span) => span.toMs))
      await markLate(table, { page, fromMs, toMs }, nowMs)
      how.failed.set(page, error)
    }
  })
}

/** Spans by the days that they touch, cut at `throughMs`. */
function daysOf(
  spans: readonly Span[],
  of: { readonly throughMs: number; readonly timezone: string },
): ReadonlyMap<Day, readonly Span[]> {
  const days = new Map<Day, Span[]>()
  for (const { fromMs, toMs } of spans) {
    const lastMs = Math.min(toMs, of.throughMs) - 1
    if (lastMs < fromMs) continue
    const last = dayOf(lastMs, of.timezone)
    for (let day = dayOf(fromMs, of.timezone); day <= last; day = addDays(day, 1))
      days.set(day, [...(days.get(day) ?? []), { fromMs, toMs: lastMs + 1 }])
  }
  return new Map([...days].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/**
 * Rolls up the hours of a day that some span touches and those that its rollup doesn't count yet, then the day as far as
 * its hours are over: of the hour under way its own item is written alone, which is a tenth of the day's.
 */
async function closePageDay(
  schedule: PageSchedule,
  of: { readonly day: Day; readonly spans: readonly Span[]; readonly throughMs: number; readonly context: Context },
): Promise<ClosedDays> {
  const { table, timezone, nowMs } = of.context
  const { page } = schedule
  const fromMs = startOfDay(of.day, timezone)
  const toMs = startOfDay(addDays(of.day, 1), timezone)
  const span = { fromMs, toMs }
  const throughMs = Math.min(toMs, of.throughMs)
  const areHoursKept = toMs > nowMs - HOURS_MS
  const wholeMs = throughMs === toMs ? toMs : throughMs - ((throughMs - fromMs) % HOUR_MS)
  // What was before is in the day: whoever came so far has written it, or left a mark.
  const isUnderWay = of.spans.every((part) => part.fromMs >= wholeMs)
  for (let tries = 0; tries < TRIES; tries++) {
    const [before, kept] = await Promise.all([
      isUnderWay ? null : getDayRollup(table, page, of.day),
      areHoursKept ? hourRollupsOf(table, page, isUnderWay ? { fromMs: wholeMs, toMs } : span) : [],
    ])
    const countedMs = areHoursKept && before?.timezone === timezone ? before.throughMs : fromMs
    const rolledMs = isUnderWay ? wholeMs : countedMs
    const wanted = hoursOf({ fromMs, toMs: throughMs }, toMs).filter(
      (hour) => hour.toMs > rolledMs || of.spans.some((part) => part.fromMs < hour.toMs && part.toMs > hour.fromMs),
    )
    const old = new Map(kept.map((hour) => [hour.fromMs, hour]))
    const hours = await rollUpHours(schedule, { wanted, throughMs, context: of.context })
    let written = 0
    let isRaced = false
    for (const hour of hours) {
      const stored = old.get(hour.fromMs) ?? null
      old.set(hour.fromMs, { ...hour, page, version: stored?.version ?? 0 })
      const isNothing = stored === null && hour.rollup.locations.length === 0
      if (!areHoursKept || isNothing || isSame(stored, hour)) continue
      if (await putHourRollup(table, { ...hour, page, version: stored?.version ?? 0 })) written++
      else isRaced = true
    }
    if (isRaced) continue
    if (isUnderWay || wholeMs === fromMs) return { hours: written, days: 0 }
    const parts = [...old.values()].filter((hour) => hour.timezone === timezone && hour.fromMs < wholeMs)
    const day = { ...span, throughMs: wholeMs, timezone, rollup: mergeRollups(parts.map(({ rollup }) => rollup)) }
    if (isSame(before, day)) return { hours: written, days: 0 }
    if (await putDayRollup(table, { ...day, page, day: of.day, version: before?.version ?? 0 }))
      return { hours: written, days: 1 }
  }
  throw new Error(`${page}: ${of.day} is being rolled up by somebody else`)
}

/** One read of the rows from the first wanted hour to the last. */
async function rollUpHours(
  schedule: PageSchedule,
  of: { readonly wanted: readonly Span[]; readonly throughMs: number; readonly context: Context },
): Promise<readonly Omit<StoredRollup, 'version'>[]> {
  const { nowMs, timezone } = of.context
  const [first, last] = [of.wanted[0], of.wanted.at(-1)]
  if (!first || !last) return []
  const whole = { fromMs: first.fromMs, toMs: Math.min(last.toMs, of.throughMs) }
  const { observations, audits } = await keptResults(of.context, { page: schedule.page, ...whole, nowMs })
  const rows = withDoubts(observations, { ...of.context, page: schedule.page })
  return Promise.all(
    of.wanted.map(async (hour) => {
      const throughMs = Math.min(hour.toMs, of.throughMs)
      const rollup = await rollUpRows(schedule, { ...of.context, fromMs: hour.fromMs, toMs: throughMs, rows, audits })
      return { ...hour, throughMs, timezone, rollup }
    }),
  )
}

/** Hours from a day's beginning on; its last one may be shorter where clocks change. */
function hoursOf(span: Span, endMs: number): readonly Span[] {
  const hours: Span[] = []
  for (let fromMs = span.fromMs; fromMs < span.toMs; fromMs += HOUR_MS)
    hours.push({ fromMs, toMs: Math.min(fromMs + HOUR_MS, endMs) })
  return hours
}

function isSame(
  stored: StoredRollup | null,
  made: { readonly throughMs: number; readonly timezone: string; readonly rollup: Rollup },
) {
  return (
    stored !== null &&
    stored.throughMs === made.throughMs &&
    stored.timezone === made.timezone &&
    canonicalJson(stored.rollup) === canonicalJson(made.rollup)
  )
}
