import { incidentReport } from '../flow/incident-report.ts'
import { portalsFor, statusOfPortals } from '../flow/scope.ts'
import type { Status } from '../flow/status.ts'
import type { AlertEvent } from '../model/alert.ts'
import type { Clock } from '../model/clock.ts'
import type { Config } from '../model/config.ts'
import type { Table } from '../record/table.ts'
import { incidentPage } from './incident-page.ts'
import { overviewPage } from './overview-page.ts'
import { type PageRoute, pageRoute } from './page-route.ts'

const READERS = ['operator', 'evaluator', 'vendor'] as const

/** The fleet now, and an incident: of a vendor's portals for the vendor itself. */
export function operatorPages(ports: {
  readonly table: Table
  readonly clock: Clock
  readonly currentStatus: () => Promise<Status>
  readonly currentEvents: () => Promise<readonly AlertEvent[]>
  readonly currentConfig: () => Promise<Config | null>
}): readonly PageRoute[] {
  return [
    pageRoute({
      method: 'GET',
      path: '/',
      roles: READERS,
      answer: async (_c, { viewer, config, say }) => {
        const portals = viewer ? portalsFor(viewer.principal, config) : new Set<string>()
        const [status, events] = await Promise.all([ports.currentStatus(), ports.currentEvents()])
        const isTheirs = (portal: string | null): boolean =>
          portals === null || (portal !== null && portals.has(portal))
        const catalogue = config && {
          ...config.catalogue,
          portals: config.catalogue.portals.filter(({ id }) => isTheirs(id)),
        }
        return overviewPage(
          {
            status: statusOfPortals(status, portals),
            catalogue,
            events: events.filter(({ portal }) => isTheirs(portal)),
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
        const portals = viewer ? portalsFor(viewer.principal, config) : new Set<string>()
        const report = await incidentReport(c.req.query('id') ?? '', { ...ports, config, portals })
        return incidentPage({ nowMs, catalogue: config?.catalogue ?? null, origin, report }, say)
      },
    }),
  ]
}
