import { html } from 'hono/html'
import type { AuditCourse, PageCourse } from '../flow/page-report.ts'
import type { PageStatus } from '../flow/status.ts'
import type { Page as CataloguePage, Portal } from '../model/catalogue.ts'
import type { Release } from '../model/release.ts'
import { COMPARE_WORDS } from './compare-words.ts'
import { auditsSection } from './course-audits.ts'
import { courseIncidents } from './course-incidents.ts'
import { latencySection } from './course-latency.ts'
import { courseReleases, releaseMarksOf } from './course-releases.ts'
import { daysTable, uptimeChart, uptimeLegend } from './course-uptime.ts'
import { LOST_WORDS } from './lost-words.ts'
import { longPageName, pageText, type Say } from './overview-say.ts'
import type { Page } from './page-route.ts'
import { pageNow } from './portal-page.ts'
import { PORTAL_WORDS as W } from './portal-words.ts'

export type MeasuredView = {
  readonly portal: Portal
  readonly page: CataloguePage
  readonly now: PageStatus
  readonly course: PageCourse
  readonly audits: AuditCourse
  /** Of these days, oldest first. */
  readonly releases: readonly Release[]
  readonly nowMs: number
}

/** One page of a portal over 90 days: uptime, response times, audits, incidents, each with its table. */
export function measuredPage(view: MeasuredView, say: Say): Page {
  const { portal, page, now, course, audits, releases, nowMs } = view
  const { t, lang } = say
  const url = page.url
  const main = html`<p class="crumbs"><a href="/portals">${t(W.portals)}</a> › <a href="/portals/${portal.id}">${portal.name[lang]}</a></p>
<h1>${longPageName(page, portal, say)}</h1>
${url === null ? '' : html`<p>${t(W.address)}: <a href="${url}" target="_blank" rel="noopener noreferrer">${url}</a></p>`}
${pageNow(now, say)}
<ul class="ways"><li><a href="/portals/${portal.id}/pages/${page.id}/checks">${t(LOST_WORDS.checks)}</a></li><li><a href="/portals/${portal.id}/compare?page=${page.id}">${t(COMPARE_WORDS.compare)}</a></li></ul>
<section aria-labelledby="uptime"><h2 id="uptime">${t(W.uptime)}</h2>
<div class="card">${uptimeChart(course, { id: 'up', say })}
${uptimeLegend(say)}</div>
${daysTable(course, say)}</section>
${latencySection(course, { nowMs, releases, say })}
${courseReleases(releases, { portal, page: page.id, nowMs, say })}
${auditsSection({ page: page.key, ...audits, fromMs: course.fromMs, releases: releaseMarksOf(releases, { fromMs: course.fromMs, say }) }, { isForm: page.kind === 'eform', say })}
${courseIncidents([course], { portal, nowMs, say })}`
  return { title: `${portal.name[lang]} · ${pageText(page, say)}`, main, hasCourses: true }
}
