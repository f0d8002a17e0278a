import { html } from 'hono/html'
import type { IncidentStatus } from '../flow/open-incidents.ts'
import type { AlertEvent } from '../model/alert.ts'
import { type Catalogue, pagesOf } from '../model/catalogue.ts'
import { incidentPath } from '../model/incident-path.ts'
import { EVENT_WORDS, KIND_WORDS, SEVERITY_WORDS } from '../model/words.ts'
import { longPageName, type Markup, type Say } from './overview-say.ts'
import { OVERVIEW_WORDS as W } from './overview-words.ts'

/** Incidents that are open or recovering, oldest first. */
export function incidentsSection(
  of: { readonly incidents: readonly IncidentStatus[]; readonly catalogue: Catalogue | null },
  say: Say,
): Markup {
  const { t } = say
  const heads = [W.page, W.kind, W.severity, W.state, W.since, W.seenFrom].map(t)
  const rows = of.incidents.map((incident) => incidentRow(incident, of.catalogue, say))
  const table = html`<div class="scroll" role="group" aria-labelledby="incidents" tabindex="0"><table role="table" class="cards">
<thead role="rowgroup"><tr role="row">${heads.map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows}</tbody></table></div>`
  return html`<section aria-labelledby="incidents"><h2 id="incidents">${t(W.openIncidents)} (${of.incidents.length})</h2>
${of.incidents.length === 0 ? html`<p class="quiet">${t(W.noIncident)}</p>` : table}
</section>`
}

/** What was told, newest first. */
export function alertsSection(events: readonly AlertEvent[], { t, at, lang }: Say): Markup {
  const list = html`<ol class="alerts">
${events.map(
  ({
    atMs,
    severity,
    event,
    reason,
  }) => html`<li>${at(atMs)} <span><span class="badge ${severity}">${t(SEVERITY_WORDS[severity])}</span></span> <span><b>${t(EVENT_WORDS[event])}</b> · ${reason[lang]}</span></li>
`,
)}</ol>`
  return html`<section aria-labelledby="alerts"><h2 id="alerts">${t(W.alerts)}</h2>
${events.length === 0 ? html`<p class="quiet">${t(W.noAlert)}</p>` : list}
</section>`
}

function incidentRow(incident: IncidentStatus, catalogue: Catalogue | null, say: Say): Markup {
  const { t } = say
  const { kind, severity, state, sinceMs, locations } = incident
  const page = catalogue && pagesOf(catalogue).find(({ key }) => key === incident.page)
  const portal = catalogue?.portals.find(({ id }) => id === page?.portal)
  const name = page && portal ? longPageName(page, portal, say) : incident.title ? t(incident.title) : incident.page
  const cells = [
    { label: t(W.kind), shown: t(KIND_WORDS[kind]) },
    { label: t(W.severity), shown: html`<span class="badge ${severity}">${t(SEVERITY_WORDS[severity])}</span>` },
    { label: t(W.state), shown: t(W[state]) },
    { label: t(W.since), shown: say.at(sinceMs) },
    { label: t(W.seenFrom), shown: locations.join(', ') },
  ]
  return html`<tr role="row" class="first"><th role="rowheader" scope="row"><a href="${incidentPath(incident.id)}">${name}</a></th>${cells.map(({ label, shown }) => html`<td role="cell" data-label="${label}">${shown}</td>`)}</tr>`
}
