import type { AlertEvent } from '../model/alert.ts'
import type { Clock } from '../model/clock.ts'
import { endOfPreviousMonth } from '../model/day.ts'
import { HOUR_MS } from '../model/duration.ts'
import { latestEvents } from '../record/incidents.ts'
import type { Table } from '../record/table.ts'

/** What was told last, newest first: of some portals, and never more than are asked for; null: of all, and of the platform. */
export type ReadEvents = (of: {
  readonly portals: ReadonlySet<string> | null
  readonly limit: number
}) => readonly AlertEvent[]

/** So many are looked through for those of somebody's portals: a busy fleet tells as many in a week. */
const MOST = 1_000

/** An event may be told so long after its `atMs`, and come after later ones. */
const LATE_MS = HOUR_MS

/**
 * Reads what was told, of this UTC month and the one before. What has been read is remembered, so that the next time only
 * what has come since is.
 */
export function toldEvents({
  table,
  clock,
}: {
  readonly table: Table
  readonly clock: Clock
}): () => Promise<ReadEvents> {
  let known: readonly AlertEvent[] = []
  return async () => {
    const nowMs = clock.now()
    const [newest] = known
    const fromMs = newest ? newest.atMs - LATE_MS : 0
    const read = await latestEvents(table, { nowMs, fromMs, limit: MOST })
    const oldestMs = endOfPreviousMonth(endOfPreviousMonth(nowMs))
    const all = new Map([...known, ...read].map((event) => [event.id, event]))
    known = [...all.values()]
      .filter(({ atMs }) => atMs > oldestMs)
      .toSorted((a, b) => b.atMs - a.atMs || b.seq - a.seq)
      .slice(0, MOST)
    const shown = known
    return ({ portals, limit }) =>
      shown.filter(({ portal }) => portals === null || (portal !== null && portals.has(portal))).slice(0, limit)
  }
}
