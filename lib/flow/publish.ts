import type { AlertEvent } from '../model/alert.ts'
import type { Clock } from '../model/clock.ts'
import { MINUTE_MS } from '../model/duration.ts'
import { incidentPath } from '../model/incident-path.ts'
import type { Policy } from '../model/policy.ts'
import { fileTold, mayBeTold } from '../record/incidents.ts'
import type { Table } from '../record/table.ts'
import { getTelling, putTelling, type Telling } from '../record/telling.ts'
import type { Topic } from '../record/topic.ts'
import { takeNotes } from './take-notes.ts'

export type PublishPorts = {
  readonly table: Table
  readonly topic: Topic
  /** Hears of what is escalated, and of its end; null: `topic` hears of it. */
  readonly escalations: Topic | null
  readonly clock: Clock
  readonly policy: Policy
  /** Where links lead; null: no links. */
  readonly url: string | null
}

/** What waited longer than this has been through an outage of ours: only the net state is told. */
const STALE_MS = 10 * MINUTE_MS

/**
 * Publishes what pages and the watch have noted, grouped, in order, at least once: an event that was published but not yet
 * taken off the outbox when we died goes out again, with the same id. Returns the events published.
 */
export async function publish(ports: PublishPorts): Promise<readonly AlertEvent[]> {
  const published: AlertEvent[] = []
  for (;;) {
    const { telling, isAll } = await takeNotes(ports)
    published.push(...(await publishOutbox(telling, ports)))
    if (isAll) return published
  }
}

async function publishOutbox(telling: Telling, ports: PublishPorts): Promise<readonly AlertEvent[]> {
  const { table, url } = ports
  if (telling.outbox.length === 0) return []
  const published: AlertEvent[] = []
  const dropped = await settledInSilence(telling.outbox, ports)
  for (const event of telling.outbox) {
    if (dropped.has(event.id)) continue
    const linked = url === null ? event : { ...event, links: { ...event.links, ...linksTo(event, url) } }
    await fileTold(table, linked, ports.clock.now())
    for (const topic of topicsFor(linked, ports)) await topic.publish(linked)
    published.push(linked)
  }
  await takeOff(telling, table)
  return published
}

function linksTo({ page, incident, event, facts, children }: AlertEvent, url: string): AlertEvent['links'] {
  const base = url.replace(/\/$/, '')
  // Nothing of what has ended can be taken on, as that of which a digest tells: with one of the others all of them are.
  const [first] = facts.leadEnded === true ? children : []
  return {
    status: `${base}/#${page ?? 'incidents'}`,
    incident: `${base}${incidentPath(incident)}`,
    ...(event === 'resolved' || facts.flapping === true
      ? {}
      : { acknowledge: `${base}${incidentPath(first ?? incident)}#acknowledge` }),
  }
}

function topicsFor({ event, facts }: AlertEvent, { topic, escalations }: PublishPorts): readonly Topic[] {
  if (escalations === null) return [topic]
  if (event === 'escalated') return [escalations]
  return facts.escalated === true ? [topic, escalations] : [topic]
}

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

async function takeOff({ outbox }: Telling, table: Table): Promise<void> {
  const ids = new Set(outbox.map(({ id }) => id))
  for (;;) {
    const current = await getTelling(table)
    const left = current.outbox.filter(({ id }) => !ids.has(id))
    if (left.length === current.outbox.length || (await putTelling(table, { ...current, outbox: left }))) return
  }
}
