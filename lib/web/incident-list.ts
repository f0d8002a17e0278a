import { html } from 'hono/html'
import type { ListedIncident } from '../flow/incidents.ts'
import type { Catalogue } from '../model/catalogue.ts'
import { pagesOf } from '../model/catalogue.ts'
import { incidentPath } from '../model/incident-path.ts'
import { GROUP_WORDS, KIND_WORDS, SEVERITY_WORDS } from '../model/words.ts'
import { INCIDENT_WORDS as I } from './incident-words.ts'
import { lastedText } from './lasted.ts'
import { longPageName, type Markup, type Say } from './overview-say.ts'
import { OVERVIEW_WORDS as W } from './overview-words.ts'
import type { Page } from './page-route.ts'
import type { ShownPart } from './part-links.ts'

export const INCIDENT_DAYS = [1, 7, 28, 90] as const

export type IncidentFilter = {
  readonly days: (typeof INCIDENT_DAYS)[number]
  readonly state: 'all' | 'open'
  /** Null: all. */
  readonly portal: string | null
}

/** Incidents that were open at some time within the last days, those that began last first. */
export function incidentListPage(
  of: {
    readonly incidents: readonly ListedIncident[]
    readonly catalogue: Catalogue | null
    readonly filter: IncidentFilter
    readonly nowMs: number
    readonly partOf: (chosen: readonly ListedIncident[]) => ShownPart<ListedIncident>
  },
  say: Say,
): Page {
  const { t } = say
  const { filter } = of
  const chosen = of.incidents.filter(
    ({ state, page, portal }) =>
      (filter.state === 'all' || state !== 'resolved') &&
      (filter.portal === null || (page?.split('/')[0] ?? portal) === filter.portal),
  )
  const part = of.partOf(chosen)
  const heads = [I.incident, W.kind, W.severity, W.state, I.began, I.lasted, I.takenOnBy].map(t)
  const table = html`<div class="scroll" role="group" aria-labelledby="list" tabindex="0"><table role="table" class="cards">
<thead role="rowgroup"><tr role="row">${heads.map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead>
<tbody role="rowgroup">${part.entries.map((incident) => row(incident, of, say))}</tbody></table></div>`
  return {
    title: t(I.list),
    main: html`<h1 id="list">${t(I.list)} (${chosen.length})</h1>
${filterForm(of, say)}
${chosen.length === 0 ? html`<p class="quiet">${t(I.noneSuch)}</p>` : table}
${part.links(say)}`,
  }
}

function row(
  incident: ListedIncident,
  of: { readonly catalogue: Catalogue | null; readonly nowMs: number },
  say: Say,
): Markup {
  const { t } = say
  const { id, page, kind, severity, state, sinceMs, resolvedAtMs, acknowledged, group } = incident
  const measured = of.catalogue && page !== null ? pagesOf(of.catalogue).find(({ key }) => key === page) : null
  const portal = of.catalogue?.portals.find((one) => one.id === (measured?.portal ?? incident.portal))
  const name = measured && portal ? longPageName(measured, portal, say) : (portal?.name[say.lang] ?? page ?? id)
  const cells = [
    {
      label: t(W.kind),
      shown: html`<span>${t(KIND_WORDS[kind])}${group === null ? '' : html` <small>${t(GROUP_WORDS[group])}</small>`}</span>`,
    },
    { label: t(W.severity), shown: html`<span class="badge ${severity}">${t(SEVERITY_WORDS[severity])}</span>` },
    { label: t(W.state), shown: t(state === 'resolved' ? I.resolved : W[state]) },
    { label: t(I.began), shown: say.at(sinceMs) },
    { label: t(I.lasted), shown: lastedText((resolvedAtMs ?? of.nowMs) - sinceMs, say) },
    { label: t(I.takenOnBy), shown: acknowledged ? (acknowledged.name ?? acknowledged.by) : '–' },
  ]
  return html`<tr role="row" class="first"><th role="rowheader" scope="row"><a href="${incidentPath(id)}">${name}</a></th>${cells.map(({ label, shown }) => html`<td role="cell" data-label="${label}">${shown}</td>`)}</tr>`
}

function filterForm(
  { filter, catalogue }: { readonly filter: IncidentFilter; readonly catalogue: Catalogue | null },
  { t, lang }: Say,
): Markup {
  const option = (value: string, words: string, chosen: boolean): Markup =>
    html`<option value="${value}"${chosen ? html` selected` : ''}>${words}</option>`
  return html`<form class="line" method="get" action="/incidents">
<label>${t(I.wasOpen)}<select name="days">${INCIDENT_DAYS.map((days) => option(String(days), days === 1 ? t(I.lastDay) : `${t(I.lastDays)} ${days} ${t(I.days)}`, days === filter.days))}</select></label>
<label>${t(W.state)}<select name="state">${option('all', t(I.all), filter.state === 'all')}${option('open', t(I.notOver), filter.state === 'open')}</select></label>
<label>${t(W.portal)}<select name="portal">${option('', t(I.all), filter.portal === null)}${(catalogue?.portals ?? []).map(({ id, name }) => option(id, name[lang], id === filter.portal))}</select></label>
<button class="second">${t(I.show)}</button>
</form>`
}
