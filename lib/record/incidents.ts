import { type IncidentRecord, incidentsOf } from '../judge/incident-state.ts'
import type { AlertEvent } from '../model/alert.ts'
import { endOfPreviousMonth, utcDayKey } from '../model/day.ts'
import type { PageKey } from '../model/id.ts'
import { eventTimeKey, incidentEventKeys, incidentKeys, joinedKey, type Key, sortableMs } from './keys.ts'
import type { LivePage } from './live.ts'
import { type Item, SCHEMA, type Table } from './table.ts'

/** Items of older versions don't say whether they have ended. */
const STILL_OPEN = {
  expression: 'attribute_not_exists(pk) OR attribute_not_exists(resolvedAtMs) OR resolvedAtMs = :never',
  values: { ':never': null },
}

/**
 * Files an incident under its month and its page. Writing it again with later facts replaces it; one that has ended
 * stays so, whoever comes late with what was before.
 */
export async function fileIncident(table: Table, incident: IncidentRecord): Promise<void> {
  const { resolvedAtMs } = incident
  for (const key of incidentKeys(incident)) {
    const item = { ...key, schema: SCHEMA, resolvedAtMs, json: JSON.stringify(incident) }
    if (resolvedAtMs === null) await table.putIf(item, STILL_OPEN)
    else await table.put(item)
  }
}

/** Files an event that is about to be published: from now on somebody may know of it. */
export async function fileTold(table: Table, event: AlertEvent, toldAtMs: number): Promise<void> {
  const item = { schema: SCHEMA, toldAtMs, json: JSON.stringify(event) }
  for (const key of [...eventKeys(event), eventTimeKey(event)]) await table.put({ ...key, ...item })
  if (event.event !== 'joined') return
  for (const id of event.children)
    await table.put({
      ...joinedKey({ id, seq: event.seq }),
      ...item,
      json: JSON.stringify({ ...event, children: [id] }),
    })
}

/** Whether somebody may know of an event. */
export async function mayBeTold(table: Table, event: AlertEvent): Promise<boolean> {
  const [key] = eventKeys(event)
  return key !== undefined && (await table.get(key))?.toldAtMs !== undefined
}

/** A page's incidents whose first bad slot is not before `fromMs`, in order of it. */
export async function pageIncidents(
  table: Table,
  page: PageKey,
  { fromMs }: { readonly fromMs: number },
): Promise<readonly IncidentRecord[]> {
  const items = await table.query({ pk: `P#${page}#I`, from: sortableMs(Math.max(0, fromMs)) })
  return items.map(read).filter(isRecord)
}

/** At most `limit` events with an `atMs` from `fromMs` on, of this UTC month and the one before, newest first. */
export async function latestEvents(
  table: Table,
  of: { readonly nowMs: number; readonly fromMs?: number; readonly limit: number },
): Promise<readonly AlertEvent[]> {
  const months = [of.nowMs, endOfPreviousMonth(of.nowMs)]
  const from = sortableMs(of.fromMs ?? 0)
  const events: AlertEvent[] = []
  for (const atMs of months) {
    if (events.length >= of.limit || atMs < (of.fromMs ?? 0)) break
    const { pk } = eventTimeKey({ id: '', atMs })
    const items = await table.query({ pk, from, descending: true, limit: of.limit - events.length })
    events.push(...items.map((item) => read(item) as AlertEvent))
  }
  return events
}

/** Incidents that began in a span, both ends inclusive; in no order. */
export async function listIncidents(
  table: Table,
  span: { readonly fromMs: number; readonly toMs: number },
): Promise<readonly IncidentRecord[]> {
  const months: string[] = []
  for (let atMs = span.toMs; atMs >= span.fromMs; atMs = endOfPreviousMonth(atMs))
    months.push(utcDayKey(atMs).slice(0, 6))
  const oldest = utcDayKey(span.fromMs).slice(0, 6)
  const items = await Promise.all(
    [...new Set([...months, oldest])].map((month) =>
      table.query({ pk: `I#${month}`, from: sortableMs(span.fromMs), to: `${sortableMs(span.toMs)}~` }),
    ),
  )
  return items.flat().map(read).filter(isRecord)
}

/**
 * The records of incidents that a page's live state has open and that began before `fromMs`: lists by their beginning go
 * back to it, and don't have them.
 */
export async function openSinceBefore(
  table: Table,
  groups: LivePage['groups'],
  fromMs: number,
): Promise<readonly IncidentRecord[]> {
  const open = Object.values(groups).flatMap(incidentsOf)
  return incidentRecords(
    table,
    open.flatMap(({ id, sinceMs }) => (sinceMs < fromMs ? [id] : [])),
  )
}

/** Those of the incidents of these ids that there are. */
export async function incidentRecords(table: Table, ids: readonly string[]): Promise<readonly IncidentRecord[]> {
  const found = await Promise.all(ids.map((id) => incidentHistory(table, id)))
  return found.flatMap(({ record }) => record ?? [])
}

/** An incident, null where there is none, and its events in order, with that by which it joined another one. */
export async function incidentHistory(
  table: Table,
  id: string,
): Promise<{ readonly record: IncidentRecord | null; readonly events: readonly AlertEvent[] }> {
  const [kind = '', name = '', group = '', since = ''] = id.split(':')
  const begins = `${sortableMs(Number(since) || 0)}#${kind}#${name}#${group}`
  const found = (await table.query({ pk: `P#${name}#I`, from: begins, to: `${begins}#~` })).map(read)
  const record = found.filter(isRecord).find((one) => one.id === id) ?? null
  const events = found.filter(
    (one): one is AlertEvent => !isRecord(one) && (one.incident === id || one.children.includes(id)),
  )
  return { record, events: events.toSorted((a, b) => a.atMs - b.atMs || a.seq - b.seq) }
}

function read(item: Item): AlertEvent | IncidentRecord {
  return JSON.parse(item.json as string) as AlertEvent | IncidentRecord
}

function isRecord(value: AlertEvent | IncidentRecord): value is IncidentRecord {
  return !('type' in value)
}

function eventKeys(event: AlertEvent): readonly Key[] {
  return incidentEventKeys({ ...event, id: event.incident })
}
