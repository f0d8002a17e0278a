import type { IncidentRecord } from '../judge/incident-state.ts'
import type { AlertEvent } from '../model/alert.ts'
import { endOfPreviousMonth, utcDayKey } from '../model/day.ts'
import { incidentEventKeys, incidentKeys, type Key } from './keys.ts'
import { SCHEMA, type Table } from './table.ts'

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

/** Files one event of an incident beside it; what is filed already stays as it is. */
export async function fileEvent(table: Table, event: AlertEvent): Promise<void> {
  for (const key of eventKeys(event))
    await table.putIf(
      { ...key, schema: SCHEMA, json: JSON.stringify(event) },
      { expression: 'attribute_not_exists(pk)' },
    )
}

/** Files an event that is about to be published: from now on somebody may know of it. */
export async function fileTold(table: Table, event: AlertEvent, toldAtMs: number): Promise<void> {
  for (const key of eventKeys(event)) await table.put({ ...key, schema: SCHEMA, toldAtMs, json: JSON.stringify(event) })
}

/** Whether somebody may know of an event. */
export async function mayBeTold(table: Table, event: AlertEvent): Promise<boolean> {
  const [key] = eventKeys(event)
  return key !== undefined && (await table.get(key))?.toldAtMs !== undefined
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

function eventKeys(event: AlertEvent): readonly Key[] {
  return incidentEventKeys({ ...event, id: event.incident })
}
