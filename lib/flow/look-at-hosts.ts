import type { HostPlan } from '../judge/timetable.ts'
import { MINUTE_MS } from '../model/duration.ts'
import type { Observation } from '../model/observation.ts'
import { latestObservations } from '../record/results.ts'
import type { Table } from '../record/table.ts'

/** A result of a host's first page. */
export type LookedAt = {
  readonly plan: HostPlan
  readonly page: HostPlan['pages'][number]
  readonly row: Observation
}

/** Hosts of which the latest results are read in one look; the others have their turn in the next ones. */
const HOSTS_AT_ONCE = 12

/** The latest results of some hosts that measured them from `sinceMs` on: another part each minute, until all had their turn. */
export async function lookAtHosts(
  of: {
    readonly plans: readonly HostPlan[]
    readonly locations: number
    readonly sinceMs: number
    readonly nowMs: number
  },
  table: Table,
): Promise<readonly LookedAt[]> {
  const { nowMs, sinceMs } = of
  const looked = await Promise.all(
    inTurn(of.plans, nowMs).map(async (plan) => {
      const page = plan.pages[0]
      if (!page) return []
      const rows = await latestObservations(table, page.key, { nowMs, limit: of.locations })
      return rows
        .filter(({ slotMs, origin }) => slotMs >= sinceMs && origin === 'probe')
        .map((row) => ({ plan, page, row }))
    }),
  )
  return looked.flat()
}

function inTurn(plans: readonly HostPlan[], nowMs: number): readonly HostPlan[] {
  const turns = Math.max(1, Math.ceil(plans.length / HOSTS_AT_ONCE))
  const turn = Math.floor(nowMs / MINUTE_MS) % turns
  return plans.slice(turn * HOSTS_AT_ONCE, (turn + 1) * HOSTS_AT_ONCE)
}
