import type { IncidentRecord } from '../judge/incident-state.ts'
import type { AlertEvent } from '../model/alert.ts'
import { fileEvent, fileIncident } from '../record/incidents.ts'
import type { Table } from '../record/table.ts'

/** Incidents and their events get items of their own; writing them again changes nothing. */
export async function fileIncidents(
  table: Table,
  of: { readonly unfiled: readonly IncidentRecord[]; readonly outbox: readonly AlertEvent[] },
): Promise<void> {
  for (const record of of.unfiled) await fileIncident(table, record)
  if (of.unfiled.length > 0) for (const event of of.outbox) await fileEvent(table, event)
}
