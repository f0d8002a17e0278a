import type { Context } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import { acknowledge } from '../flow/acknowledge.ts'
import { changes } from '../flow/changes.ts'
import { silence } from '../flow/declare-window.ts'
import { incidentReport } from '../flow/incident-report.ts'
import { incidents } from '../flow/incidents.ts'
import type { MonitorHealth } from '../flow/monitor-health.ts'
import { catalogueFor, portalsFor } from '../flow/scope.ts'
import type { Status } from '../flow/status.ts'
import type { ReadEvents } from '../flow/told-events.ts'
import { acknowledgeSchema } from '../model/acknowledgement.ts'
import type { Clock } from '../model/clock.ts'
import type { Config } from '../model/config.ts'
import { incidentPath } from '../model/incident-path.ts'
import { InputError } from '../model/input-error.ts'
import { newSilenceSchema } from '../model/window.ts'
import type { Table } from '../record/table.ts'
import type { CostSoFar } from '../report/cost-so-far.ts'
import { changesPage } from './changes-page.ts'
import { costCard } from './cost-card.ts'
import type { FreshFor } from './fresh.ts'
import { healthPage } from './health-page.ts'
import { INCIDENT_DAYS, type IncidentFilter, incidentListPage } from './incident-list.ts'
import { incidentPage } from './incident-page.ts'
import { keptOverviews } from './kept-overviews.ts'
import { CHANGE_LIST, INCIDENT_LIST } from './list-kinds.ts'
import { type PageRoute, pageRoute } from './page-route.ts'
import { shownPart } from './part-links.ts'
import { readForm } from './read-form.ts'
import type { Viewer } from './viewer.ts'

/** Of a list, on one page. */
const ROWS = 50

const READERS = ['operator', 'evaluator', 'vendor'] as const

const silenceFormSchema = z.strictObject({
  incident: z.string(),
  minutes: z.coerce.number(),
  note: newSilenceSchema.shape.note,
})

/** The fleet now, and incidents: of a vendor's portals for the vendor itself; operators act on them. */
export function operatorPages(ports: {
  readonly table: Table
  readonly clock: Clock
  readonly currentStatus: () => Promise<Status>
  /** How long what is shown of the fleet stays as it is. */
  readonly freshFor: FreshFor
  readonly currentHealth: () => Promise<MonitorHealth>
  readonly currentCost: () => Promise<CostSoFar | null>
  readonly isOnAws: boolean
  readonly readEvents: () => Promise<ReadEvents>
  readonly readConfig: () => Promise<Config | null>
}): readonly PageRoute[] {
  const overviewOf = keptOverviews(ports, ports.freshFor)
  return [
    pageRoute({
      method: 'GET',
      path: '/',
      roles: READERS,
      answer: (c, { viewer, lang }) => {
        const { by, from } = c.req.query()
        return overviewOf({ principal: (viewer as Viewer).principal, lang, by, from })
      },
    }),
    pageRoute({
      method: 'GET',
      path: '/incidents',
      roles: READERS,
      answer: async (c, { viewer, config, say, nowMs }) => {
        const portals = portalsFor((viewer as Viewer).principal, config)
        const filter = incidentFilter(c)
        const listed = await incidents({ days: filter.days, portals }, ports)
        return incidentListPage(
          {
            incidents: listed.incidents,
            catalogue: catalogueFor(config, portals),
            filter,
            nowMs,
            partOf: (chosen) => shownPart(c, chosen, { ...INCIDENT_LIST, limit: ROWS }),
          },
          say,
        )
      },
    }),
    pageRoute({
      method: 'GET',
      path: '/incident',
      roles: READERS,
      answer: async (c, { viewer, config, say, nowMs, origin }) => {
        const portals = portalsFor((viewer as Viewer).principal, config)
        const report = await incidentReport(c.req.query('id') ?? '', { ...ports, config, portals })
        const catalogue = config?.catalogue ?? null
        return incidentPage({ nowMs, catalogue, origin, report, viewer: viewer as Viewer }, say)
      },
    }),
    pageRoute({
      method: 'GET',
      path: '/monitor',
      roles: ['operator', 'evaluator'],
      answer: async (_c, { say, viewer }) => {
        const isOperator = viewer?.principal.role === 'operator'
        const [health, cost] = await Promise.all([ports.currentHealth(), isOperator ? ports.currentCost() : null])
        return healthPage(health, cost === null ? html`` : costCard(cost, { say, isOnAws: ports.isOnAws }), say)
      },
    }),
    pageRoute({
      method: 'GET',
      path: '/changes',
      roles: ['operator', 'evaluator'],
      answer: async (c, { say, nowMs }) => {
        const list = await changes(c.req.query('month') ?? new Date(nowMs).toISOString().slice(0, 7), ports)
        return changesPage(list, shownPart(c, list.changes, { ...CHANGE_LIST, limit: ROWS }), say)
      },
    }),
    pageRoute({
      method: 'POST',
      path: '/incident/acknowledge',
      roles: ['operator'],
      answer: async (c, { viewer }) => {
        const asked = await readForm(c, acknowledgeSchema)
        await acknowledge(asked, { ...ports, by: viewer?.by ?? '' })
        return c.redirect(incidentPath(asked.incident), 303)
      },
    }),
    pageRoute({
      method: 'POST',
      path: '/incident/silence',
      roles: ['operator'],
      answer: async (c, { viewer }) => {
        const { incident, minutes, note } = await readForm(c, silenceFormSchema)
        const [portal, page] = incident.split(':')[1]?.split('/') ?? []
        const asked = newSilenceSchema.safeParse({ portal, page, minutes, note })
        if (!asked.success) throw new InputError('bad_form', `incident: ${incident} is about no page`)
        await silence(asked.data, { ...ports, by: viewer?.by ?? '' })
        return c.redirect('/maintenance', 303)
      },
    }),
  ]
}

function incidentFilter(c: Context): IncidentFilter {
  const { days, state, portal } = c.req.query()
  return {
    days: INCIDENT_DAYS.find((known) => String(known) === days) ?? 7,
    state: state === 'open' ? 'open' : 'all',
    portal: portal === undefined || portal === '' ? null : portal,
  }
}
