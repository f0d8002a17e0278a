import { z } from 'zod'
import type { Acknowledged } from '../../flow/acknowledge.ts'
import type { IncidentReport } from '../../flow/incident-report.ts'
import type { Incidents, ShownIncident } from '../../flow/incidents.ts'
import type { AlertEvent } from '../../model/alert.ts'
import { EVENT_WORDS } from '../../model/words.ts'
import {
  acknowledgementForm,
  epochMs,
  groupForm,
  incidentNoteForm,
  kindForm,
  pageForm,
  severityForm,
  textForm,
} from './common.ts'
import { named, oneOf } from './named.ts'
import { auditForm, type KeptAudit, observationForm } from './results.ts'

const incident = {
  id: z.string(),
  kind: kindForm,
  severity: severityForm,
  rule: z.exactOptional(z.string()),
  page: pageForm.nullable(),
  portal: z.exactOptional(z.string()),
  group: groupForm.nullable(),
  sinceMs: epochMs,
  openedAtMs: epochMs,
  resolvedAtMs: epochMs.nullable(),
  untold: z.boolean(),
  newLevel: z.exactOptional(z.literal(true)),
  acknowledged: z.exactOptional(acknowledgementForm),
  state: z.enum(['open', 'acknowledged', 'resolved']),
}

/** As it is published, too. */
export const alertForm = named<AlertEvent>(
  'Alert',
  z.object({
    type: z.literal('alert'),
    id: z.string(),
    seq: z.int().positive(),
    event: oneOf(EVENT_WORDS),
    kind: kindForm,
    severity: severityForm,
    incident: z.string(),
    subject: z.enum(['page', 'portal', 'location', 'hub']),
    portal: z.string().nullable(),
    page: pageForm.nullable(),
    location: z.string().nullable(),
    vendor: z.string().nullable(),
    owner: z.string().nullable(),
    group: groupForm.nullable(),
    label: textForm,
    timezone: z.string(),
    atMs: epochMs,
    sinceMs: epochMs,
    children: z.array(z.string()),
    reason: textForm,
    facts: z.record(z.string(), z.unknown()),
    links: z.record(z.string(), z.string()),
  }),
  'What webhooks are sent, too: the same event told twice has the same id.',
)

export const alertsAnswer = named<{ readonly type: 'alerts'; readonly alerts: readonly AlertEvent[] }>(
  'Alerts',
  z.object({ type: z.literal('alerts'), alerts: z.array(alertForm) }),
)

const incidentsAnswer = named<Incidents>(
  'Incidents',
  z.object({
    type: z.literal('incidents'),
    incidents: z.array(named('Incident', z.object(incident), 'untold: nobody was told of it.')),
  }),
)

const incidentAnswer = named<ShownIncident>(
  'IncidentWithEvents',
  z.object({ type: z.literal('incident'), ...incident, events: z.array(alertForm), notes: z.array(incidentNoteForm) }),
)

type Report = Omit<IncidentReport, 'type' | 'measured' | 'audits'> & {
  readonly type: 'incidentReport'
  readonly audits: readonly KeptAudit[]
}

export const incidentReportAnswer = named<Report>(
  'IncidentReport',
  z.object({
    ...incident,
    type: z.literal('incidentReport'),
    state: z.enum(['open', 'acknowledged', 'recovering', 'resolved']),
    events: z.array(alertForm),
    notes: z.array(incidentNoteForm),
    label: textForm.nullable(),
    lead: z.string().nullable(),
    slots: z.array(z.object({ slotMs: epochMs, seen: z.array(observationForm) })),
    isCut: z.boolean(),
    audits: z.array(auditForm),
    segments: z.array(z.object({ folder: z.string(), sha256: z.string(), verifiedAtMs: epochMs })),
  }),
  'With what was measured as it began and of late, the audits around it, and the evidence that has all of it; lead is the incident that it joined. isCut: slots between are left out.',
)

/** The page as the catalogue has it is told by its portal. */
export function shownReport({ measured: _measured, ...report }: IncidentReport): Report {
  return { ...report, type: 'incidentReport' }
}

export const incidentOrListAnswer = named<Incidents | ShownIncident>(
  'IncidentsOrOne',
  z.union([incidentsAnswer, incidentAnswer]),
  'One where id names it.',
)

export const acknowledgedAnswer = named<Acknowledged>(
  'Acknowledged',
  z.object({
    type: z.literal('acknowledgement'),
    incident: z.string(),
    atMs: epochMs,
    by: z.string(),
    name: z.string().nullable(),
    note: z.string().nullable(),
    notes: z.array(incidentNoteForm),
  }),
  'Of the first who has taken it on; notes: what was said of it since.',
)
