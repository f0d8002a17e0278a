import { addCoverage, type HourCoverage } from '../judge/watch-facts.ts'
import type { WatchState } from '../judge/watch-state.ts'
import { dayOf, startOfDay } from '../model/day.ts'
import { HOUR_MS, MINUTE_MS } from '../model/duration.ts'
import type { PageKey } from '../model/id.ts'
import { getRollupProgress, hourRollupsOf } from '../record/rollups.ts'
import type { Table } from '../record/table.ts'

/** After the end of an hour its last slots are still being closed and counted. */
const COUNTED_MS = 15 * MINUTE_MS

/**
 * The last hour that is over and counted, by location: read once, from the rollups of all pages. None while it is known
 * already, or while close-day has not come so far.
 */
export async function hourCoverage(
  of: {
    readonly pages: readonly PageKey[]
    /** Whose hours are of interest. */
    readonly locations: readonly string[]
    readonly timezone: string
    readonly state: WatchState | null
    readonly nowMs: number
  },
  table: Table,
): Promise<ReadonlyMap<string, HourCoverage>> {
  const { state, nowMs } = of
  const toMs = hourBegins(nowMs - COUNTED_MS, of.timezone)
  const hourMs = toMs - HOUR_MS
  const isKnown = of.locations.every((id) => (state?.locations[id]?.coverageHourMs ?? -1) >= hourMs)
  if (state === null || hourMs < state.fromMs || isKnown) return new Map()
  const progress = await getRollupProgress(table)
  if (progress === null || progress.throughMs < toMs) return new Map()
  const rollups = await Promise.all(of.pages.map((page) => hourRollupsOf(table, page, { fromMs: hourMs, toMs })))
  return addCoverage(
    { hourMs, toMs },
    rollups.flat().flatMap(({ rollup }) => rollup.locations),
  )
}

/** Where the hour that holds a moment begins, counted from the beginning of its day. */
function hourBegins(timeMs: number, timezone: string): number {
  const dayMs = startOfDay(dayOf(timeMs, timezone), timezone)
  return dayMs + Math.floor((timeMs - dayMs) / HOUR_MS) * HOUR_MS
}
