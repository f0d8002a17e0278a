import type { IncidentRecord } from '../judge/incident-state.ts'
import type { IncidentNote } from '../model/acknowledgement.ts'
import type { AlertEvent } from '../model/alert.ts'
import type { Clock } from '../model/clock.ts'
import { DAY_MS } from '../model/duration.ts'
import { portalOf } from '../model/id.ts'
import { InputError } from '../model/input-error.ts'
import { incidentHistory, incidentRecords, listIncidents } from '../record/incidents.ts'
import { listLive } from '../record/live.ts'
import type { Table } from '../record/table.ts'
import { getWatch } from '../record/watch.ts'
import { openIncidents } from './open-incidents.ts'

export type ListedIncident = IncidentRecord & { readonly state: 'open' | 'acknowledged' | 'resolved' }

/** Newest first. */
export type Incidents = { readonly type: 'incidents'; readonly incidents: readonly ListedIncident[] }

/** An incident, what was told of it, and what was said of it after it was taken on, each in order. */
export type ShownIncident = ListedIncident & {
  readonly type: 'incident'
  readonly events: readonly AlertEvent[]
  readonly notes: readonly IncidentNote[]
}

export const MAX_INCIDENT_DAYS = 400

/** Portals that somebody may read; null: all, and the platform itself. */
type Portals = ReadonlySet<string> | null

/** Incidents that were open at some time within the last days of 24 hours. */
export async function incidents(
  of: { readonly days: number; readonly portals: Portals },
  { table, clock }: { readonly table: Table; readonly clock: Clock },
): Promise<Incidents> {
  const nowMs = clock.now()
  const [listed, lives, watch] = await Promise.all([
    listIncidents(table, { fromMs: nowMs - of.days * DAY_MS, toMs: nowMs }),
    listLive(table),
    getWatch(table),
  ])
  const known = new Set(listed.map(({ id }) => id))
  const older = openIncidents({ lives, watch, config: null }).filter(({ id }) => !known.has(id))
  const before = await incidentRecords(
    table,
    older.map(({ id }) => id),
  )
  return {
    type: 'incidents',
    incidents: [...listed, ...before]
      .filter((record) => mayBeRead(record, of.portals))
      .map(withState)
      .sort((a, b) => b.sinceMs - a.sinceMs || (a.id < b.id ? -1 : 1)),
  }
}

/** One incident; rejects with an `InputError` where there is none that may be read. */
export async function incident(
  of: { readonly id: string; readonly portals: Portals },
  { table }: { readonly table: Table },
): Promise<ShownIncident> {
  const { record, events, notes } = await incidentHistory(table, of.id)
  if (record === null || !mayBeRead(record, of.portals))
    throw new InputError('no_incident', `there is no incident “${of.id}”: nhip incident list shows those of late`)
  return { type: 'incident', ...withState(record), events, notes }
}

function withState(record: IncidentRecord): ListedIncident {
  const state = record.resolvedAtMs !== null ? 'resolved' : record.acknowledged ? 'acknowledged' : 'open'
  return { ...record, state }
}

function mayBeRead({ page, portal }: IncidentRecord, portals: Portals): boolean {
  const id = page === null ? portal : portalOf(page)
  return portals === null || (id !== undefined && portals.has(id))
}
