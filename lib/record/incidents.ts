import type { IncidentRecord } from '../judge/incident-state.ts'
import type { AlertEvent } from '../model/alert.ts'
import { endOfPreviousMonth, utcDayKey } from '../model/day.ts'
import { incidentEventKeys, incidentKeys } from './keys.ts'
import { SCHEMA, type Table } from './table.ts'

/** Files an incident under its month and its page. Writing it again with later facts replaces it. */
export async function fileIncident(table: Table, incident: IncidentRecord): Promise<void> {
  for (const key of incidentKeys(incident)) await table.put({ ...key, schema: SCHEMA, json: JSON.stringify(incident) })
}

/** Files one event of an incident beside it; the same event twice is one item. */
export async function fileEvent(table: Table, event: AlertEvent): Promise<void> {
  for (const key of incidentEventKeys({ ...event, id: event.incident }))
    await table.put({ ...key, schema: SCHEMA, json: JSON.stringify(event) })
}

/** Events of the incidents of this UTC month and the one before, by the time they were told, newest first. */
export async function latestEvents(
  table: Table,
  at: { readonly nowMs: number; readonly limit: number },
): Promise<readonly AlertEvent[]> {
  const months = [at.nowMs, endOfPreviousMonth(at.nowMs)].map((timeMs) => `I#${utcDayKey(timeMs).slice(0, 6)}`)
  const items = (
    await Promise.all(months.map((pk) => table.query({ pk, descending: true, limit: at.limit * 2 })))
  ).flat()
  return items
    .map((item) => JSON.parse(item.json as string) as AlertEvent | IncidentRecord)
    .filter((value): value is AlertEvent => 'type' in value)
    .sort((a, b) => b.atMs - a.atMs || b.seq - a.seq)
    .slice(0, at.limit)
}
