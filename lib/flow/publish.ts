import type { AlertEvent } from '../model/alert.ts'
import type { Clock } from '../model/clock.ts'
import { MINUTE_MS } from '../model/duration.ts'
import { fileTold, mayBeTold } from '../record/incidents.ts'
import { getLive, listLive, putLive } from '../record/live.ts'
import type { Table } from '../record/table.ts'
import type { Topic } from '../record/topic.ts'
import { getWatch, putWatch } from '../record/watch.ts'

export type PublishPorts = {
  readonly table: Table
  readonly topic: Topic
  readonly clock: Clock
  /** Where links lead; null: no links. */
  readonly url: string | null
}

/** An outbox that waited longer than this has been through an outage of ours: only the net state is told. */
const STALE_MS = 10 * MINUTE_MS

/** An item that has something to tell, and is written under its version. */
type Teller = { readonly outbox: readonly AlertEvent[] }

/**
 * Publishes what pages and the watch have to tell, in order, at least once: an event that was published but not yet taken off its
 * outbox when we died goes out again, with the same id. Returns the events published.
 */
export async function publish(ports: PublishPorts): Promise<readonly AlertEvent[]> {
  const { table } = ports
  const published: AlertEvent[] = []
  const tell = async <T extends Teller>(teller: T, store: Store<T>): Promise<void> => {
    if (teller.outbox.length === 0) return
    const dropped = await settledInSilence(teller.outbox, ports)
    for (const event of teller.outbox) {
      if (dropped.has(event.id)) continue
      const linked: AlertEvent =
        ports.url === null
          ? event
          : { ...event, links: { ...event.links, status: `${ports.url}/#${event.page ?? 'incidents'}` } }
      await fileTold(table, linked, ports.clock.now())
      await ports.topic.publish(linked)
      published.push(linked)
    }
    await takeOff(teller, new Set(teller.outbox.map(({ id }) => id)), store)
  }
  for (const live of await listLive(table))
    await tell(live, { get: () => getLive(table, live.page), put: (next) => putLive(table, next) })
  await tell(await getWatch(table), { get: () => getWatch(table), put: (next) => putWatch(table, next) })
  return published
}

type Store<T> = { readonly get: () => Promise<T | null>; readonly put: (next: T) => Promise<boolean> }

/**
 * Events of incidents that opened and ended while nothing could be published. An opening that somebody may know of,
 * since its publisher has died on the way, is none of them: its end is told.
 */
async function settledInSilence(
  outbox: readonly AlertEvent[],
  { table, clock }: PublishPorts,
): Promise<ReadonlySet<string>> {
  const ended = new Set(outbox.filter(({ event }) => event === 'resolved').map(({ incident }) => incident))
  const settled = new Set<string>()
  for (const event of outbox) {
    const isLate = event.event === 'opened' && clock.now() - event.atMs > STALE_MS
    if (isLate && ended.has(event.incident) && !(await mayBeTold(table, event))) settled.add(event.incident)
  }
  return new Set(outbox.filter(({ incident }) => settled.has(incident)).map(({ id }) => id))
}

async function takeOff<T extends Teller>(teller: T, ids: ReadonlySet<string>, store: Store<T>): Promise<void> {
  let current: T | null = teller
  while (current) {
    if (await store.put({ ...current, outbox: current.outbox.filter(({ id }) => !ids.has(id)) })) return
    current = await store.get()
  }
}
