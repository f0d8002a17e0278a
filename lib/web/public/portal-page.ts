import { html } from 'hono/html'
import { publicUptime } from '../../judge/public-state.ts'
import type { PublicPage, PublicPortal, PublicStatus } from '../../model/public-status.ts'
import { bandChart, bandSample } from '../charts/band-chart.ts'
import { dayBars } from '../charts/day-bars.ts'
import { dayLong, dayShort, figure } from '../figures.ts'
import type { Markup } from '../overview-say.ts'
import { PORTAL_WORDS } from '../portal-words.ts'
import { dayKind } from './bars.ts'
import { incidentsOfPortal, incidentTable } from './incidents.ts'
import {
  homeOf,
  moment,
  type PublicView,
  publicLegend,
  publicPageName,
  publicShell,
  shareOrNone,
  stateBadge,
} from './shell.ts'
import { incidentsIn, noIncidentIn, PUBLIC_STATE_WORDS, uptimeOf, PUBLIC_WORDS as W } from './words.ts'

/** One portal: each of its pages now and day by day, and what befell it. */
export function publicPortalPage(portal: PublicPortal, status: PublicStatus, view: PublicView): Markup {
  const { lang } = view
  const name = portal.name[lang]
  const main = html`<p class="crumbs"><a href="${homeOf(view)}">${W.all[lang]}</a></p>
<h1>${name}</h1>
<p>${stateBadge(portal.state, view)} <span class="quiet">${W.written[lang]} ${moment(view.writtenAtMs, view)}</span></p>
${publicLegend(view)}
<div class="grid wide">${portal.pages.map((page, index) => pageCard(page, { index, status, view }))}</div>
${status.chosen.incidents ? incidents(portal, { status, view }) : ''}`
  return publicShell(
    {
      heading: `${name} · ${view.title[lang]}`,
      description: `${name}: ${PUBLIC_STATE_WORDS[portal.state][lang]}`,
      main,
      path: `portals/${portal.id}/`,
      everyText: W.eachTenMinutes,
    },
    view,
  )
}

type PageOf = { readonly index: number; readonly status: PublicStatus; readonly view: PublicView }

function pageCard(page: PublicPage, of: PageOf): Markup {
  const { index, status, view } = of
  const { lang } = view
  const { historyDays } = status.chosen
  const id = `page-${index}`
  const uptime = `${uptimeOf(historyDays)[lang]}: ${shareOrNone(publicUptime(page.days), lang)}`
  return html`<section class="card" aria-labelledby="${id}"><h2 id="${id}">${publicPageName(page, lang)}</h2>
<p>${stateBadge(page.state, view)}${page.sinceMs === null ? '' : html` <span class="quiet">${W.since[lang]} ${moment(page.sinceMs, view)}</span>`}</p>
<p><b>${uptime}</b></p>
${dayBars(
  page.days.map((day, at) => ({
    kind: dayKind([day]),
    title: `${dayLong(status.days[at] ?? '')}: ${dayKind([day]) === 'plan' ? PORTAL_WORDS.plan[lang] : shareOrNone(publicUptime([day]), lang)}`,
  })),
  { id: `bars-${index}`, title: uptime, description: PORTAL_WORDS.barsText[lang] },
)}
<p class="ends"><span>${dayShort(status.days[0] ?? '')}</span><span>${PORTAL_WORDS.today[lang]}</span></p>
${status.chosen.latency ? latency(page, of) : ''}
${dayTable(page, of)}
${page.countedMs === null ? '' : html`<p class="quiet"><small>${W.counted[lang]} ${moment(page.countedMs, view)}</small></p>`}
</section>`
}

function latency(page: PublicPage, { index, status, view }: PageOf): Markup {
  const { lang } = view
  const bands = page.days.map((day) => {
    const known = day?.latency ?? null
    return known && { low: known.p50, middle: known.p75, high: known.p95 }
  })
  if (bands.every((band) => band === null))
    return html`<h3>${W.latency[lang]}</h3><p class="quiet">${W.notEnough[lang]}</p>`
  const short = (at: number): string => dayShort(status.days[at] ?? '')
  return html`<h3>${W.latency[lang]} <small>(ms)</small></h3>
<p class="quiet"><small>${PORTAL_WORDS.bandText[lang]}</small></p>
${bandChart(bands, {
  id: `latency-${index}`,
  title: W.latency[lang],
  description: PORTAL_WORDS.bandText[lang],
  ends: [short(0), short(Math.floor(status.days.length / 2)), PORTAL_WORDS.today[lang]],
  tick: (value) => figure(value, { lang }),
  none: W.notEnough[lang],
  spans: [],
})}
<ul class="legend" aria-label="${PORTAL_WORDS.legend[lang]}"><li>${bandSample('band')} ${PORTAL_WORDS.band[lang]}</li><li>${bandSample('midbar')} ${PORTAL_WORDS.line[lang]}</li></ul>`
}

/** Each day on which something was expected, newest first. */
function dayTable(page: PublicPage, { status, view }: PageOf): Markup {
  const { lang } = view
  const name = publicPageName(page, lang)
  const withLatency = status.chosen.latency
  const heads = [
    PORTAL_WORDS.uptime[lang],
    W.passed[lang],
    W.failed[lang],
    ...(withLatency ? ['p50', 'p75', 'p95'].map((q) => `${q} (ms)`) : []),
  ]
  const rows = page.days.filter((day) => day !== null).toReversed()
  if (rows.length === 0) return html`<p class="quiet">${W.notEnough[lang]}</p>`
  const count = (value: number | null): string => figure(value, { lang })
  return html`<details><summary>${PORTAL_WORDS.table[lang]}: ${name}</summary>
<div class="scroll" role="group" aria-label="${PORTAL_WORDS.days[lang]}, ${name}" tabindex="0"><table class="wrapped">
<thead><tr><th scope="col">${PORTAL_WORDS.day[lang]}</th>${heads.map((head) => html`<th scope="col" class="n">${head}</th>`)}</tr></thead>
<tbody>${rows.map((day) => html`<tr><td>${dayLong(day.day)}</td><td class="n">${day.due === 0 ? PORTAL_WORDS.plan[lang] : shareOrNone(publicUptime([day]), lang)}</td><td class="n">${count(day.passed)}</td><td class="n">${count(day.failed)}</td>${withLatency ? ([day.latency?.p50, day.latency?.p75, day.latency?.p95] as const).map((value) => html`<td class="n">${count(value ?? null)}</td>`) : ''}</tr>`)}</tbody>
</table></div></details>`
}

function incidents(
  portal: PublicPortal,
  { status, view }: { readonly status: PublicStatus; readonly view: PublicView },
): Markup {
  const { lang } = view
  const { historyDays } = status.chosen
  const all = incidentsOfPortal(portal)
  return html`<section aria-labelledby="incidents"><h2 id="incidents">${incidentsIn(historyDays)[lang]} (${all.length})</h2>
${all.length === 0 ? html`<p class="quiet">${noIncidentIn(historyDays)[lang]}</p>` : incidentTable(all, { labelledBy: 'incidents', view })}
</section>`
}
