import { stepConditions } from '../judge/watch.ts'
import { newWatchState, type Reading } from '../judge/watch-state.ts'
import type { Clock } from '../model/clock.ts'
import { MINUTE_MS } from '../model/duration.ts'
import type { Policy } from '../model/policy.ts'
import type { Table } from '../record/table.ts'
import { getWatch, putWatch } from '../record/watch.ts'

/** How a location stands with its hub. */
export type HubContact = {
  readonly location: string
  /** Since when the hub can't be reached; null: it can, or hasn't been tried yet. */
  readonly awaySinceMs: number | null
  /** Results that wait for it. */
  readonly waiting: number
  readonly timezone: string
}

/**
 * One look of a location at its hub, kept in the location's own table: a hub that is away can't tell anybody. `publish`
 * tells what came up, by a topic of the location's own.
 */
export async function tellHubSilence(
  contact: HubContact,
  ports: { readonly table: Table; readonly clock: Clock; readonly policy: Policy },
): Promise<void> {
  const { table, clock, policy } = ports
  const { awaySinceMs, waiting, timezone } = contact
  const nowMs = clock.now()
  const before = await getWatch(table)
  const isSilent = awaySinceMs !== null && nowMs - awaySinceMs >= policy.monitor.hubSilentAfterMinutes * MINUTE_MS
  const reading: Reading = {
    rule: 'hub_silent',
    location: null,
    group: null,
    part: contact.location,
    state: isSilent ? 'bad' : awaySinceMs === null ? 'good' : 'unknown',
    sinceMs: awaySinceMs ?? nowMs,
    figures: { location: contact.location, waiting },
  }
  const { state, events } = stepConditions(before.state ?? newWatchState(nowMs), [reading], { policy, timezone, nowMs })
  await putWatch(table, { ...before, state, outbox: [...before.outbox, ...events], unfiled: [] })
}
