import { placesOf } from '../judge/history.ts'
import { mergeRollups } from '../judge/rollup.ts'
import type { Page, VantageGroup } from '../model/catalogue.ts'
import { addDays, type Day, startOfDay } from '../model/day.ts'
import type { PublicDay } from '../model/public-status.ts'
import { briefDaysOf, hourRollupsOf } from '../record/rollups.ts'
import type { Table } from '../record/table.ts'

export type PublicDays = {
  /** On which something was expected. */
  readonly days: readonly PublicDay[]
  /** Whether all that is over by today is counted. */
  readonly isWhole: boolean
}

/**
 * A page's days as its rollups have them, and nothing else: a handful of requests, whatever is missing. Of today it is what
 * the rollups have so far. Of a day that is over, checks that no rollup counts yet are due and have no result: too little is
 * known of that day, and nobody reads them as passed.
 */
export async function publicDays(
  table: Table,
  of: {
    readonly page: Page
    readonly group: VantageGroup
    readonly timezone: string
    /** Without a gap, oldest first, today last. */
    readonly days: readonly Day[]
    /** How many locations of the group measure it. */
    readonly locations: number
    /** Before this moment nothing can be missing: nothing was expected of it yet, or every page is rolled up to here. */
    readonly settledMs: number
  },
): Promise<PublicDays> {
  const { page, timezone, days } = of
  const today = days.at(-1) as Day
  const yesterday = addDays(today, -1)
  const [brief, hours] = await Promise.all([
    briefDaysOf(table, page.key, { from: days[0] as Day, to: today }),
    hourRollupsOf(table, page.key, {
      fromMs: startOfDay(yesterday, timezone),
      toMs: startOfDay(addDays(today, 1), timezone),
    }),
  ])
  const stored = new Map(brief.filter((day) => day.timezone === timezone).map((day) => [day.day, day]))
  let isWhole = true
  const told = days.flatMap((day): readonly PublicDay[] => {
    const known = stored.get(day)
    const toMs = startOfDay(addDays(day, 1), timezone)
    let throughMs = known?.throughMs ?? startOfDay(day, timezone)
    const after = hours.filter((hour) => {
      if (hour.timezone !== timezone || hour.fromMs !== throughMs || hour.toMs > toMs) return false
      throughMs = hour.throughMs
      return true
    })
    const places =
      known?.places ??
      placesOf(mergeRollups([...(known?.rollup ? [known.rollup] : []), ...after.map(({ rollup }) => rollup)]))
    const missing = day === today ? 0 : missingOf(of, { fromMs: throughMs, toMs })
    if (missing > 0) isWhole = false
    const seen = places.groups.find(({ location }) => location === of.group)
    if (!seen && missing === 0) return []
    const { p50 = null, p75 = null, p95 = null } = seen?.totalMs ?? {}
    return [
      {
        day,
        passed: seen?.counts.passed ?? 0,
        failed: seen?.counts.failed ?? 0,
        due: (seen?.due ?? 0) + missing,
        expected: (seen?.expected ?? 0) + missing,
        latency: p50 === null || p75 === null || p95 === null ? null : { p50, p75, p95 },
      },
    ]
  })
  return { days: told, isWhole }
}

/** Checks of a span that no rollup counts. */
function missingOf(
  { page, locations, settledMs }: { readonly page: Page; readonly locations: number; readonly settledMs: number },
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): number {
  return Math.max(0, Math.ceil((toMs - Math.max(fromMs, settledMs)) / page.http.everyMs)) * locations
}
