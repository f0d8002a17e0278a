import type { Context } from 'hono'
import { auditCourse, pageCourse } from '../flow/page-report.ts'
import { portalsFor } from '../flow/scope.ts'
import type { Status } from '../flow/status.ts'
import type { Portal } from '../model/catalogue.ts'
import type { Clock } from '../model/clock.ts'
import type { Table } from '../record/table.ts'
import { measuredPage } from './measured-page.ts'
import { messagePage } from './message-page.ts'
import { type PageAnswer, type PageRoute, type PageView, pageRoute } from './page-route.ts'
import { portalListPage } from './portal-list-page.ts'
import { portalPage } from './portal-page.ts'

type Ports = {
  readonly table: Table
  readonly clock: Clock
  readonly currentStatus: () => Promise<Status>
}

const READERS = ['operator', 'evaluator', 'vendor'] as const

/** Portals, one portal, one of its pages: of a vendor's portals for the vendor itself; of others it isn't told whether there are any. */
export function portalPages(ports: Ports): readonly PageRoute[] {
  return [
    pageRoute({
      method: 'GET',
      path: '/portals',
      roles: READERS,
      answer: async (c, { viewer, config, say }) => {
        const filter = {
          q: asked(c, 'q'),
          owner: asked(c, 'owner'),
          vendor: asked(c, 'vendor'),
          now: asked(c, 'now'),
        }
        const portals = viewer ? portalsFor(viewer.principal, config) : new Set<string>()
        const status = await ports.currentStatus()
        return portalListPage({ catalogue: config?.catalogue ?? null, portals, status, filter }, say)
      },
    }),
    portalRoute('/portals/:portal', async ({ portal, view }) => {
      const status = await ports.currentStatus()
      const courses = await Promise.all(
        portal.pages.flatMap(({ key }) => {
          const now = status.pages.find(({ page }) => page === key)
          return now ? [pageCourse({ page: key, group: now.group }, ports)] : []
        }),
      )
      return portalPage({ portal, status, courses, nowMs: view.nowMs }, view.say)
    }),
    portalRoute('/portals/:portal/pages/:page', async ({ c, portal, view }) => {
      const status = await ports.currentStatus()
      const page = portal.pages.find(({ id }) => id === c.req.param('page'))
      const now = status.pages.find((one) => one.page === page?.key)
      if (!page || !now) return messagePage({ kind: 'not_found' }, view.say)
      const timezone = view.config?.catalogue.timezone ?? view.say.timezone
      const [course, audits] = await Promise.all([
        pageCourse({ page: page.key, group: now.group }, ports),
        auditCourse({ page: page.key, timezone }, ports),
      ])
      return measuredPage({ portal, page, now, course, audits, nowMs: view.nowMs }, view.say)
    }),
  ]
}

/** A page about one portal, for those who may read it; others are told that there is none. */
export function portalRoute(
  path: string,
  answer: (of: {
    readonly c: Context
    readonly portal: Portal
    readonly view: PageView
  }) => PageAnswer | Promise<PageAnswer>,
  method: PageRoute['method'] = 'GET',
): PageRoute {
  return pageRoute({
    method,
    path,
    roles: READERS,
    answer: (c, view) => {
      const { viewer, config } = view
      const portals = viewer ? portalsFor(viewer.principal, config) : new Set<string>()
      const id = c.req.param('portal')
      const portal = config?.catalogue.portals.find((one) => one.id === id && (portals?.has(one.id) ?? true))
      return portal ? answer({ c, portal, view }) : messagePage({ kind: 'not_found' }, view.say)
    },
  })
}

function asked(c: Context, name: string): string {
  return (c.req.query(name) ?? '').trim().slice(0, 100)
}
