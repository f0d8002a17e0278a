import { html } from 'hono/html'
import { publicUptime } from '../../judge/public-state.ts'
import { PUBLIC_STATES, type PublicPortal, type PublicStatus } from '../../model/public-status.ts'
import type { Markup } from '../overview-say.ts'
import { smallBars } from './bars.ts'
import { incidentsOfPortal, incidentTable } from './incidents.ts'
import {
  moment,
  type PublicView,
  portalHref,
  publicLegend,
  publicShell,
  STATE_STYLES,
  shareOrNone,
  stateBadge,
} from './shell.ts'
import { PUBLIC_STATE_WORDS, uptimeOf, PUBLIC_WORDS as W } from './words.ts'

/** All portals on one page: how many are how, what lasts, and each with its state, uptime and days. */
export function publicIndexPage(status: PublicStatus, view: PublicView): Markup {
  const { lang } = view
  const { portals, chosen } = status
  const main = html`${summary(portals, view)}
<p class="quiet">${W.written[lang]} <strong>${moment(view.writtenAtMs, view)}</strong></p>
${chosen.note === null ? '' : html`<p class="notice">${chosen.note[lang]}</p>`}
${chosen.incidents ? ongoing(portals, view) : ''}
<section aria-labelledby="portals"><h2 id="portals">${W.portals[lang]} (${portals.length})</h2>
${portals.length === 0 ? html`<p>${W.none[lang]}</p>` : html`${publicLegend(view)}${table(status, view)}`}
</section>
<section aria-labelledby="about"><h2 id="about">${W.about[lang]}</h2>
<p>${W.aboutUptime[lang]}</p><p>${W.aboutUnknown[lang]}</p></section>`
  return publicShell(
    {
      heading: chosen.title[lang],
      description: chosen.title[lang],
      main,
      path: '',
      isFirst: true,
      everyText: W.eachMinute,
    },
    view,
  )
}

function summary(portals: readonly PublicPortal[], { lang }: PublicView): Markup {
  if (portals.length === 0) return html``
  if (portals.every(({ state }) => state === 'ok'))
    return html`<p class="chips"><span class="badge ok">${W.allWell[lang]}</span></p>`
  const counts = PUBLIC_STATES.map((state) => ({ state, count: portals.filter((one) => one.state === state).length }))
  return html`<ul class="chips">${counts.filter(({ count }) => count > 0).map(({ state, count }) => html`<li class="badge ${STATE_STYLES[state]}">${PUBLIC_STATE_WORDS[state][lang]}: ${count}</li>`)}</ul>`
}

function ongoing(portals: readonly PublicPortal[], view: PublicView): Markup {
  const { lang } = view
  const open = portals.flatMap(incidentsOfPortal).filter(({ toMs }) => toMs === null)
  return html`<section aria-labelledby="ongoing"><h2 id="ongoing">${W.ongoing[lang]} (${open.length})</h2>
${
  open.length === 0
    ? html`<p class="quiet">${W.noneOngoing[lang]}</p>`
    : incidentTable(
        open.toSorted((a, b) => b.fromMs - a.fromMs),
        { labelledBy: 'ongoing', ofNow: true, view },
      )
}</section>`
}

function table({ portals, chosen }: PublicStatus, view: PublicView): Markup {
  const { lang } = view
  const uptime = uptimeOf(chosen.historyDays)
  const heads = [W.portal, W.now, uptime, W.byDay].map((words) => words[lang])
  const rows = portals.map(
    (
      portal,
    ) => html`<tr role="row" class="first"><th role="rowheader" scope="row"><a href="${portalHref(portal, view)}">${portal.name[lang]}</a></th>
<td role="cell" data-label="${W.now[lang]}">${stateBadge(portal.state, view)}</td><td role="cell" data-label="${uptime[lang]}"><span>${shareOrNone(publicUptime(portal.pages.flatMap(({ days }) => days)), lang)}</span></td><td role="cell" class="bars" data-label="${W.byDay[lang]}">${smallBars(portal.pages)}</td></tr>`,
  )
  return html`<div class="scroll" role="group" aria-labelledby="portals" tabindex="0"><table role="table" class="cards public">
<thead role="rowgroup"><tr role="row">${heads.map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead>
<tbody role="rowgroup">
${rows}
</tbody></table></div>`
}
