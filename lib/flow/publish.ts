import type { AlertEvent } from '../model/alert.ts'
import type { Clock } from '../model/clock.ts'
import { MINUTE_MS } from '../model/duration.ts'
import { fileEvent } from '../record/incidents.ts'
import { getLive, type LivePage, listLive, putLive } from '../record/live.ts'
import type { Table } from '../record/table.ts'
import type { Topic } from '../record/topic.ts'

export type PublishPorts = {
  readonly table: Table
  readonly topic: Topic
  readonly clock: Clock
  /** Where links lead; null: no links. */
  readonly url: string | null
}

/** An outbox that waited longer than this has been through an outage of ours: only the net state is told. */
const STALE_MS = 10 * MINUTE_MS

/**
 * Publishes what pages have to tell, in order, at least once: an event that was published but not yet taken off its
 * outbox when we died goes out again, with the same id. Returns the events published.
 */
export async function publish(ports: PublishPorts): Promise<readonly AlertEvent[]> {
  const published: AlertEvent[] = []
  for (const live of await listLive(ports.table)) {
    if (live.outbox.length === 0) continue
    const dropped = settledInSilence(live.outbox, ports.clock.now())
    for (const event of live.outbox) {
      if (dropped.has(event.id)) continue
      const linked: AlertEvent =
        ports.url === null ? event : { ...event, links: { status: `${ports.url}/#${event.page}` } }
      await fileEvent(ports.table, linked)
      await ports.topic.publish(linked)
      published.push(linked)
    }
    await takeOff(live, new Set(live.outbox.map(({ id }) => id)), ports.table)
  }
  return published
}

/** Events of incidents that opened and ended while nothing could be published. */
function settledInSilence(outbox: readonly AlertEvent[], nowMs: number): ReadonlySet<string> {
  const ended = new Set(outbox.filter(({ event }) => event === 'resolved').map(({ incident }) => incident))
  const openedLongAgo = new Set(
    outbox.filter(({ event, atMs }) => event === 'opened' && nowMs - atMs > STALE_MS).map(({ incident }) => incident),
  )
  return new Set(
    outbox.filter(({ incident }) => ended.has(incident) && openedLongAgo.has(incident)).map(({ id }) => id),
  )
}

async function takeOff(live: LivePage, ids: ReadonlySet<string>, table: Table): Promise<void> {
  let current: LivePage | null = live
  while (current) {
    if (await putLive(table, { ...current, outbox: current.outbox.filter(({ id }) => !ids.has(id)) })) return
    current = await getLive(table, live.page)
  }
}
