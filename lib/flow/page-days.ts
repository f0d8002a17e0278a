import { DISTURBED_MS, type LocationDays } from '../judge/drift.ts'
import type { GroupState, IncidentRecord } from '../judge/incident-state.ts'
import type { Page, VantageGroup } from '../model/catalogue.ts'
import { type Config, locationsFor } from '../model/config.ts'
import { addDays, type Day, startOfDay } from '../model/day.ts'
import type { Policy } from '../model/policy.ts'
import { pageIncidents } from '../record/incidents.ts'
import { briefDaysOf } from '../record/rollups.ts'
import type { Table } from '../record/table.ts'

/**
 * The medians of a page's days at the locations of a group, oldest first, the last one yesterday. Days that tell of
 * incidents are left out, and of a page that has become slower for good those before.
 */
export async function readPageDays(
  table: Table,
  of: {
    readonly page: Page
    readonly config: Config
    readonly group: VantageGroup
    readonly state: GroupState
    readonly policy: Policy
    readonly today: Day
    readonly nowMs: number
  },
): Promise<readonly LocationDays[]> {
  const { page, config, today, group } = of
  const { timezone } = config.catalogue
  const { drift } = of.policy
  const first = addDays(today, -drift.anchorWithinDays)
  const fromMs = startOfDay(first, timezone)
  const [history, incidents] = await Promise.all([
    briefDaysOf(table, page.key, { from: first, to: addDays(today, -1) }),
    pageIncidents(table, page.key, { fromMs, groups: { [group]: of.state } }),
  ])
  const levelMs = of.state.level?.sinceMs ?? 0
  const isOut = (span: { readonly fromMs: number; readonly toMs: number }): boolean =>
    span.fromMs < levelMs || incidents.some((one) => disturbs(one, { ...span, group, nowMs: of.nowMs }))
  const known = new Map(history.filter((one) => !isOut(one)).map(({ day, places }) => [day, places?.locations ?? []]))
  const days = Array.from({ length: drift.anchorWithinDays }, (_, index) => addDays(first, index))
  return locationsFor(config, page)
    .filter((location) => location.group === group)
    .map(({ id }) => {
      const medians = (metric: 'waitMs' | 'totalMs') =>
        days.map((day) => known.get(day)?.find((one) => one.location === id)?.[metric].p50 ?? null)
      return { location: id, wait: medians('waitMs'), total: medians('totalMs') }
    })
}

function disturbs(
  { kind, rule, newLevel, group, sinceMs, resolvedAtMs }: IncidentRecord,
  of: { readonly group: VantageGroup; readonly fromMs: number; readonly toMs: number; readonly nowMs: number },
): boolean {
  if (group !== of.group || rule === 'drift' || newLevel || (kind !== 'down' && kind !== 'slow')) return false
  return Math.min(of.toMs, resolvedAtMs ?? of.nowMs) - Math.max(of.fromMs, sinceMs) >= DISTURBED_MS
}
