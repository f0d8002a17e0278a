import type { Context } from 'hono'
import { COMPARED_DAYS, comparePage, isComparable } from '../flow/compare-page.ts'
import { auditCourse, pageCourse } from '../flow/page-report.ts'
import { markedReleases } from '../flow/releases.ts'
import { portalsFor } from '../flow/scope.ts'
import type { Status } from '../flow/status.ts'
import type { Clock } from '../model/clock.ts'
import { addDays, dayOf, startOfDay } from '../model/day.ts'
import { DAY_MS } from '../model/duration.ts'
import { isCalendarDay } from '../model/time-zone.ts'
import type { Archive } from '../record/archive.ts'
import type { Table } from '../record/table.ts'
import { badgeRoute } from './badge-page.ts'
import { comparePageView } from './compare-page.ts'
import { measuredPage } from './measured-page.ts'
import { messagePage } from './message-page.ts'
import { type PageRoute, pageRoute } from './page-route.ts'
import type { BadgePorts } from './portal-badge.ts'
import { portalListPage } from './portal-list-page.ts'
import { portalPage } from './portal-page.ts'
import { portalRoute, READERS } from './portal-route.ts'
import { portalScores } from './portal-scores.ts'
import { releasePages } from './release-pages.ts'

type Ports = BadgePorts & {
  readonly table: Table
  readonly clock: Clock
  readonly archive: Archive
  readonly currentStatus: () => Promise<Status>
}

const MOST_YEARS = 10

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
      const releases = await markedReleases({ portal: portal.id, fromMs: course.fromMs, toMs: view.nowMs }, ports)
      return measuredPage({ portal, page, now, course, audits, releases, nowMs: view.nowMs }, view.say)
    }),
    portalRoute('/portals/:portal/compare', async ({ c, portal, view }) => {
      const id = asked(c, 'page') || portal.pages[0]?.id
      const page = portal.pages.find((one) => one.id === id)
      const now = (await ports.currentStatus()).pages.find((one) => one.page === page?.key)
      if (!page || !now) return messagePage({ kind: 'not_found' }, view.say)
      const timezone = view.config?.catalogue.timezone ?? view.say.timezone
      const today = dayOf(view.nowMs, timezone)
      const days = COMPARED_DAYS.find((one) => String(one) === asked(c, 'days')) ?? COMPARED_DAYS[0]
      const date = asked(c, 'date') || addDays(today, -days - 1)
      const of = { page: page.key, group: now.group, timezone, date, days }
      const { nowMs } = view
      const span = { fromMs: nowMs - MOST_YEARS * 366 * DAY_MS, toMs: startOfDay(today, timezone) }
      const [comparison, releases] = await Promise.all([
        isCalendarDay(date) && isComparable(date, today) ? comparePage(of, { ...ports, nowMs }) : null,
        markedReleases({ portal: portal.id, ...span }, ports),
      ])
      return comparePageView({ portal, page: page.id, date, days, today, comparison, releases, nowMs }, view.say)
    }),
    badgeRoute(ports),
    ...portalScores(ports),
    ...releasePages(ports),
  ]
}

function asked(c: Context, name: string): string {
  return (c.req.query(name) ?? '').trim().slice(0, 100)
}
