import type { IncidentRecord } from '../judge/incident-state.ts'
import { fileIncident } from '../record/incidents.ts'
import type { Table } from '../record/table.ts'

/** Incidents get items of their own; writing them again changes nothing. */
export async function fileIncidents(table: Table, of: { readonly unfiled: readonly IncidentRecord[] }): Promise<void> {
  for (const record of of.unfiled) await fileIncident(table, record)
}
