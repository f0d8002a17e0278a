import { z } from 'zod'
import { acknowledge } from '../flow/acknowledge.ts'
import { incidentReport } from '../flow/incident-report.ts'
import { incident, incidents, MAX_INCIDENT_DAYS } from '../flow/incidents.ts'
import { portalsFor } from '../flow/scope.ts'
import type { ReadEvents } from '../flow/told-events.ts'
import { acknowledgeSchema } from '../model/acknowledgement.ts'
import type { Clock } from '../model/clock.ts'
import type { Config } from '../model/config.ts'
import type { Table } from '../record/table.ts'
import {
  acknowledgedAnswer,
  alertsAnswer,
  incidentOrListAnswer,
  incidentReportAnswer,
  shownReport,
} from './answers/incidents.ts'
import { INCIDENT_LIST } from './list-kinds.ts'
import { answerPart, PART_QUERY } from './list-part.ts'
import { problem } from './problem.ts'
import { readBody } from './read-json.ts'
import { type Route, route } from './route.ts'

/** Kind, page or what else it is about, group and slot. */
const MAX_INCIDENT_ID = 300

const MOST_ALERTS = 500

const READERS = ['operator', 'evaluator', 'vendor'] as const

/** Incidents are read by all who read, a vendor's by itself, and acknowledged by operators. */
export function incidentRoutes(ports: {
  readonly table: Table
  readonly clock: Clock
  readonly currentConfig: () => Promise<Config | null>
  readonly readEvents: () => Promise<ReadEvents>
}): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/incidents',
      summary:
        'Incidents that were open at some time within the last days, newest first; or one of them with all that was told.',
      query: {
        ...PART_QUERY,
        id: z.string().max(MAX_INCIDENT_ID),
        days: z.int().min(1).max(MAX_INCIDENT_DAYS).default(7),
      },
      gives: { form: incidentOrListAnswer },
      roles: READERS,
      answer: async (c, principal, { id, days, ...query }) => {
        const portals = portalsFor(principal, await ports.currentConfig())
        if (id !== undefined) return c.json(await incident({ id, portals }, ports))
        return answerPart(c, await incidents({ days, portals }, ports), { ...INCIDENT_LIST, ...query })
      },
    }),
    route({
      method: 'GET',
      path: '/api/incidents/report',
      summary: 'One incident with all that is known of it: what was told, measured and kept as evidence.',
      query: { id: z.string().max(MAX_INCIDENT_ID).default('') },
      gives: { form: incidentReportAnswer },
      roles: READERS,
      answer: async (c, principal, { id }) => {
        const config = await ports.currentConfig()
        const portals = portalsFor(principal, config)
        return c.json(shownReport(await incidentReport(id, { ...ports, config, portals })))
      },
    }),
    route({
      method: 'GET',
      path: '/api/alerts',
      summary: 'What was told last, of this month of UTC and the one before, newest first.',
      query: { limit: z.int().min(1).max(MOST_ALERTS).default(20) },
      gives: { form: alertsAnswer },
      roles: READERS,
      answer: async (c, principal, { limit }) => {
        const [read, config] = await Promise.all([ports.readEvents(), ports.currentConfig()])
        return c.json({ type: 'alerts', alerts: read({ portals: portalsFor(principal, config), limit }) })
      },
    }),
    route({
      method: 'POST',
      path: '/api/incidents/acknowledge',
      summary: 'Takes an open incident on; the first who does stays, a later note is kept beside.',
      body: acknowledgeSchema,
      gives: { form: acknowledgedAnswer },
      roles: ['operator'],
      answer: async (c) => {
        const asked = await readBody(c, { schema: acknowledgeSchema, code: 'bad_acknowledgement' })
        if ('problem' in asked) return problem(c, asked.problem)
        return c.json(await acknowledge(asked.value, { ...ports, by: c.get('by') }))
      },
    }),
  ]
}
