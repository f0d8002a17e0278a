import { createHash } from 'node:crypto'
import { type IncidentRecord, incidentsOf } from '../judge/incident-state.ts'
import type { IncidentNote } from '../model/acknowledgement.ts'
import { type AlertEvent, identityOf } from '../model/alert.ts'
import { endOfPreviousMonth, utcDayKey } from '../model/day.ts'
import type { PageKey } from '../model/id.ts'
import {
  eventTimeKey,
  incidentEndKeys,
  incidentEndsPartition,
  incidentEventKeys,
  incidentKeys,
  incidentNoteKey,
  joinedKey,
  type Key,
  sortableMs,
} from './keys.ts'
import type { LivePage } from './live.ts'
import { type Item, SCHEMA, type Table } from './table.ts'

/** Items of older versions don't say whether they have ended. */
const STILL_OPEN = {
  expression: 'attribute_not_exists(pk) OR attribute_not_exists(resolvedAtMs) OR resolvedAtMs = :never',
  values: { ':never': null },
}

/**
 * Files an incident under its month and its page, and its end under that one's time. Writing it again with later facts replaces it; one that has ended
 * stays so, whoever comes late with what was before.
 */
export async function fileIncident(table: Table, incident: IncidentRecord): Promise<void> {
  const { id, sinceMs, resolvedAtMs } = incident
  if (resolvedAtMs !== null)
    for (const key of incidentEndKeys({ ...incident, resolvedAtMs }))
      await table.put({ ...key, schema: SCHEMA, incident: id, sinceMs })
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

/** Files what was said of an incident; false where the same one has said the same before. */
export async function fileNote(table: Table, incident: string, note: IncidentNote): Promise<boolean> {
  const { by, name, note: text } = note
  const hash = createHash('sha256')
    .update(JSON.stringify([by, name, text]))
    .digest('hex')
    .slice(0, 16)
  const json = JSON.stringify({ type: 'note', ...note } satisfies KeptNote)
  const item = { ...incidentNoteKey({ incident, hash }), schema: SCHEMA, json }
  return table.putIf(item, { expression: 'attribute_not_exists(pk)' })
}

/** Whether somebody may know of an event. */
export async function mayBeTold(table: Table, event: AlertEvent): Promise<boolean> {
  const [key] = eventKeys(event)
  return key !== undefined && (await table.get(key))?.toldAtMs !== undefined
}

/**
 * A page's incidents that were open at some time from `fromMs` on, in order of their first bad slots: that began since, ended
 * since, or are open by its live state.
 */
export async function pageIncidents(
  table: Table,
  page: PageKey,
  of: { readonly fromMs: number; readonly groups: LivePage['groups'] },
): Promise<readonly IncidentRecord[]> {
  const from = sortableMs(Math.max(0, of.fromMs))
  const [begun, ends] = await Promise.all([
    table.query({ pk: `P#${page}#I`, from }),
    table.query({ pk: `P#${page}#I#ended`, from }),
  ])
  const open = Object.values(of.groups).flatMap(incidentsOf)
  const older = [...ends.map(endOf), ...open].filter(({ sinceMs }) => sinceMs < of.fromMs)
  const before = await incidentRecords(
    table,
    older.map(({ id }) => id),
  )
  return [...before.toSorted((a, b) => a.sinceMs - b.sinceMs), ...begun.map(read).filter(isRecord)]
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

/** Incidents that began in a span, or before it and ended in it; both ends inclusive; in no order. */
export async function listIncidents(
  table: Table,
  span: { readonly fromMs: number; readonly toMs: number },
): Promise<readonly IncidentRecord[]> {
  const months: string[] = []
  for (let atMs = span.toMs; atMs >= span.fromMs; atMs = endOfPreviousMonth(atMs))
    months.push(utcDayKey(atMs).slice(0, 6))
  const oldest = utcDayKey(span.fromMs).slice(0, 6)
  const inSpan = { from: sortableMs(span.fromMs), to: `${sortableMs(span.toMs)}~` }
  const all = [...new Set([...months, oldest])]
  const [begun, ends] = await Promise.all([
    Promise.all(all.map((month) => table.query({ pk: `I#${month}`, ...inSpan }))),
    Promise.all(all.map((month) => table.query({ pk: incidentEndsPartition(month), ...inSpan }))),
  ])
  const older = ends
    .flat()
    .map(endOf)
    .filter(({ sinceMs }) => sinceMs < span.fromMs)
  const before = await incidentRecords(
    table,
    older.map(({ id }) => id),
  )
  return [...before, ...begun.flat().map(read).filter(isRecord)]
}

/** Those of the incidents of these ids that there are, each once. */
export async function incidentRecords(table: Table, ids: readonly string[]): Promise<readonly IncidentRecord[]> {
  const found = await Promise.all([...new Set(ids)].map((id) => incidentHistory(table, id)))
  return found.flatMap(({ record }) => record ?? [])
}

/** An incident, null where there is none, its events in order, with that by which it joined another one, and what was said of it. */
export async function incidentHistory(
  table: Table,
  id: string,
): Promise<{
  readonly record: IncidentRecord | null
  readonly events: readonly AlertEvent[]
  readonly notes: readonly IncidentNote[]
}> {
  const { kind, name, group, sinceMs } = identityOf(id)
  const begins = `${sortableMs(sinceMs || 0)}#${kind}#${name}#${group ?? '-'}`
  const found = (await table.query({ pk: `P#${name}#I`, from: begins, to: `${begins}#~` })).map(read)
  const record = found.filter(isRecord).find((one) => one.id === id) ?? null
  const events = found.filter(
    (one): one is AlertEvent => isEvent(one) && (one.incident === id || one.children.includes(id)),
  )
  const notes = found.filter(isNote).map(({ type: _, ...note }) => note)
  return {
    record,
    events: events.toSorted((a, b) => a.atMs - b.atMs || a.seq - b.seq),
    notes: notes.toSorted((a, b) => a.atMs - b.atMs),
  }
}

type KeptNote = IncidentNote & { readonly type: 'note' }
type Kept = AlertEvent | IncidentRecord | KeptNote

function read(item: Item): Kept {
  return JSON.parse(item.json as string) as Kept
}

function endOf({ incident, sinceMs }: Item): Pick<IncidentRecord, 'id' | 'sinceMs'> {
  return { id: incident as string, sinceMs: sinceMs as number }
}

function isRecord(value: Kept): value is IncidentRecord {
  return !('type' in value)
}

function isEvent(value: Kept): value is AlertEvent {
  return 'type' in value && value.type === 'alert'
}

function isNote(value: Kept): value is KeptNote {
  return 'type' in value && value.type === 'note'
}

function eventKeys(event: AlertEvent): readonly Key[] {
  return incidentEventKeys({ ...event, id: event.incident })
}
