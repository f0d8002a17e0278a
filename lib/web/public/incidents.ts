import { html } from 'hono/html'
import type { PublicIncident, PublicPage, PublicPortal } from '../../model/public-status.ts'
import { lastedText } from '../lasted.ts'
import type { Markup } from '../overview-say.ts'
import { moment, type PublicView, portalHref, publicPageName, STATE_STYLES } from './shell.ts'
import { PUBLIC_INCIDENT_WORDS, PUBLIC_WORDS as W } from './words.ts'

export type ShownIncident = PublicIncident & { readonly page: PublicPage; readonly portal: PublicPortal }

const SHOWN = 60

/** Of a portal's pages, newest first. */
export function incidentsOfPortal(portal: PublicPortal): readonly ShownIncident[] {
  return portal.pages
    .flatMap((page) => page.incidents.map((incident) => ({ ...incident, page, portal })))
    .toSorted((a, b) => b.fromMs - a.fromMs)
}

/** What happened where, from when to when; on a small screen each as a card. `ofNow`: of several portals, all lasting. */
export function incidentTable(
  incidents: readonly ShownIncident[],
  of: { readonly labelledBy: string; readonly ofNow?: true; readonly view: PublicView },
): Markup {
  const { view, ofNow } = of
  const { lang } = view
  const heads = [W.what, ...(ofNow ? [W.portal, W.page, W.from] : [W.page, W.from, W.to, W.lasted])].map(
    (words) => words[lang],
  )
  const rows = incidents.slice(0, SHOWN).map(({ kind, portal, page, fromMs, toMs }) => {
    const where = { label: W.page, shown: html`${publicPageName(page, lang)}` }
    const since = { label: W.from, shown: moment(fromMs, view) }
    const cells = ofNow
      ? [{ label: W.portal, shown: html`<a href="${portalHref(portal, view)}">${portal.name[lang]}</a>` }, where, since]
      : [
          where,
          since,
          { label: W.to, shown: toMs === null ? html`<strong>${W.lasts[lang]}</strong>` : moment(toMs, view) },
          { label: W.lasted, shown: html`${toMs === null ? '–' : lastedText(toMs - fromMs, view)}` },
        ]
    return html`<tr role="row" class="first"><th role="rowheader" scope="row"><span class="badge ${STATE_STYLES[kind]}">${PUBLIC_INCIDENT_WORDS[kind][lang]}</span></th>${cells.map(({ label, shown }) => html`<td role="cell" data-label="${label[lang]}"><span>${shown}</span></td>`)}</tr>`
  })
  return html`<div class="scroll" role="group" aria-labelledby="${of.labelledBy}" tabindex="0"><table role="table" class="cards">
<thead role="rowgroup"><tr role="row">${heads.map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows}</tbody></table></div>
${incidents.length > SHOWN ? html`<p class="quiet">${W.older[lang]} ${incidents.length - SHOWN}</p>` : ''}`
}
