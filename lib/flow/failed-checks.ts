import { obstructedOf } from '../judge/rollup.ts'
import { isObstructed } from '../model/cause.ts'
import { DAY_MS, HOUR_MS } from '../model/duration.ts'
import type { PageKey } from '../model/id.ts'
import type { Observation } from '../model/observation.ts'
import { observationsOf } from '../record/results.ts'
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
 * so that of a week of results only those hours are read in which something failed, and what isn't rolled up yet.
 */
export async function failedChecks(
  page: PageKey,
  { table, nowMs }: { readonly table: Table; readonly nowMs: number },
): Promise<FailedChecks> {
  const fromMs = Math.floor((nowMs - FAILED_DAYS * DAY_MS) / HOUR_MS) * HOUR_MS
  const hours = await hourRollupsOf(table, page, { fromMs, toMs: nowMs })
  const rolledMs = Math.max(fromMs, ...hours.map(({ throughMs }) => throughMs))
  const spans = hours
    .filter(({ rollup }) => rollup.locations.some(({ counts, causes }) => counts.failed + obstructedOf(causes) > 0))
    .map((hour) => ({ fromMs: hour.fromMs, toMs: hour.throughMs }))
  const checks: Observation[] = []
  for (const span of [...spans, { fromMs: rolledMs, toMs: nowMs + 1 }].toReversed()) {
    if (checks.length > MOST) break
    const rows = await observationsOf(table, page, span)
    checks.push(...rows.filter(({ outcome, cause }) => outcome === 'failed' || isObstructed(cause)).toReversed())
  }
  return { checks: checks.slice(0, MOST), isCut: checks.length > MOST }
}
