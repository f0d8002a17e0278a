import { html } from 'hono/html'
import type { PageCourse } from '../flow/page-report.ts'
import type { PageStatus, Status } from '../flow/status.ts'
import type { Page as MeasuredPage, Portal } from '../model/catalogue.ts'
import { PORTAL_KIND_WORDS, STATE_WORDS } from '../model/catalogue-words.ts'
import { GROUP_WORDS, VERDICT_WORDS } from '../model/words.ts'
import { BADGE_WORDS } from './badge-words.ts'
import { COMPARE_WORDS } from './compare-words.ts'
import { courseIncidents } from './course-incidents.ts'
import { uptimeChart, uptimeLegend } from './course-uptime.ts'
import { LOST_WORDS } from './lost-words.ts'
import { type Markup, pageName, type Say } from './overview-say.ts'
import { OVERVIEW_WORDS } from './overview-words.ts'
import type { Page } from './page-route.ts'
import { PORTAL_WORDS as W } from './portal-words.ts'
import { RELEASES_WORDS } from './releases-words.ts'

export type PortalView = {
  readonly portal: Portal
  readonly status: Status
  /** Of its measured pages. */
  readonly courses: readonly PageCourse[]
  readonly nowMs: number
}

/** One portal: each of its pages now and over 90 days, and its incidents. */
export function portalPage({ portal, status, courses, nowMs }: PortalView, say: Say): Page {
  const { t, lang } = say
  const facts = [
    [W.owner, portal.owner],
    [W.vendor, portal.vendor],
    [W.hosting, portal.hosting],
    [W.kind, t(PORTAL_KIND_WORDS[portal.kind])],
    [W.state, t(STATE_WORDS[portal.state])],
  ] as const
  const main = html`<p class="crumbs"><a href="/portals">${t(W.portals)}</a></p>
<h1>${portal.name[lang]}</h1>
<dl class="facts">${facts.map(([term, value]) => (value === null ? '' : html`<div><dt>${t(term)}</dt><dd>${value}</dd></div>`))}</dl>
<ul class="ways"><li><a href="/portals/${portal.id}/score">${t(LOST_WORDS.score)}</a></li>${courses.length === 0 ? '' : html`<li><a href="/portals/${portal.id}/compare">${t(COMPARE_WORDS.compare)}</a></li>`}<li><a href="/portals/${portal.id}/releases">${t(RELEASES_WORDS.title)}</a></li><li><a href="/portals/${portal.id}/badge">${t(BADGE_WORDS.badge)}</a></li></ul>
${courses.length === 0 ? '' : uptimeLegend(say)}
<div class="grid wide">${portal.pages.map((page, index) => pageCard(page, { index, courses, status, say }))}</div>
${courseIncidents(courses, { portal, nowMs, say })}`
  return { title: portal.name[lang], main, hasCourses: courses.length > 0 }
}

/** A page's verdict, and since when it stands. */
export function pageNow(page: PageStatus, say: Say): Markup {
  const { t } = say
  const since =
    page.sinceMs === null
      ? ''
      : html` <span class="quiet">${t(page.isOlder ? W.sinceBefore : W.since)} ${say.at(page.sinceMs)}</span>`
  const behind =
    page.isBehind && page.judgedToMs !== null
      ? html`<p class="notice">${t(OVERVIEW_WORDS.behindAsOf)} ${say.at(page.judgedToMs)}: ${t(OVERVIEW_WORDS.catchingUp)}.</p>`
      : ''
  return html`<p><span class="badge ${page.verdict}">${t(VERDICT_WORDS[page.verdict])}</span>${since} <span class="quiet">· ${t(W.seenFrom)} ${t(GROUP_WORDS[page.group])}</span></p>${behind}`
}

function pageCard(
  page: MeasuredPage,
  of: {
    readonly index: number
    readonly courses: readonly PageCourse[]
    readonly status: Status
    readonly say: Say
  },
): Markup {
  const { index, say } = of
  const { t } = say
  const course = of.courses.find((one) => one.page === page.key)
  const now = of.status.pages.find((one) => one.page === page.key)
  const seen =
    course && now
      ? html`${pageNow(now, say)}${uptimeChart(course, { id: `up-${index}`, say })}
<p><a href="/portals/${page.portal}/pages/${page.id}">${t(W.details)}<span class="hidden">: ${pageName(page, say)}</span></a></p>`
      : html`<p class="quiet">${t(W.listedText)}</p>`
  return html`<section class="card" aria-labelledby="page-${index}"><h2 id="page-${index}">${pageName(page, say)}</h2>
${seen}
</section>`
}
