import { obstructedOf } from '../judge/rollup.ts'
import { isObstructed } from '../model/cause.ts'
import { DAY_MS, HOUR_MS } from '../model/duration.ts'
import type { PageKey } from '../model/id.ts'
import type { Observation } from '../model/observation.ts'
import { type CheckPlace, observationsOf } from '../record/results.ts'
import { hourRollupsOf } from '../record/rollups.ts'
import type { Table } from '../record/table.ts'

export type FailedChecks = {
  /** Newest first. */
  readonly checks: readonly Observation[]
  /** There are older ones. */
  readonly isCut: boolean
}

export const FAILED_DAYS = 7

const MOST = 60

/**
 * Checks of the last days that failed, and those that the portal's side kept from being measured. Hours tell where to look,
 * so that of a week of results only those hours are read in which something failed, and what isn't rolled up yet. With
 * `before` only those that come before it in time.
 */
export async function failedChecks(
  page: PageKey,
  {
    table,
    nowMs,
    before,
    limit = MOST,
  }: {
    readonly table: Table
    readonly nowMs: number
    readonly before?: CheckPlace | null
    /** Default 60. */
    readonly limit?: number
  },
): Promise<FailedChecks> {
  const fromMs = Math.floor((nowMs - FAILED_DAYS * DAY_MS) / HOUR_MS) * HOUR_MS
  const hours = await hourRollupsOf(table, page, { fromMs, toMs: nowMs })
  const rolledMs = Math.max(fromMs, ...hours.map(({ throughMs }) => throughMs))
  const spans = hours
    .filter(({ rollup }) => rollup.locations.some(({ counts, causes }) => counts.failed + obstructedOf(causes) > 0))
    .map((hour) => ({ fromMs: hour.fromMs, toMs: hour.throughMs }))
  const checks: Observation[] = []
  for (const span of [...spans, { fromMs: rolledMs, toMs: nowMs + 1 }].toReversed()) {
    if (checks.length > limit) break
    if (before && span.fromMs > before.slotMs) continue
    const rows = await observationsOf(table, page, span)
    const wanted = rows.filter(
      (row) => (row.outcome === 'failed' || isObstructed(row.cause)) && (!before || isBefore(row, before)),
    )
    checks.push(...wanted.toReversed())
  }
  return { checks: checks.slice(0, limit), isCut: checks.length > limit }
}

function isBefore(a: CheckPlace, b: CheckPlace): boolean {
  return a.slotMs < b.slotMs || (a.slotMs === b.slotMs && a.location < b.location)
}
