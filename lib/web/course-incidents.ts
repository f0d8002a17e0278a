import { html } from 'hono/html'
import type { PageCourse } from '../flow/page-report.ts'
import type { Portal } from '../model/catalogue.ts'
import { incidentPath } from '../model/incident-path.ts'
import { KIND_WORDS, SEVERITY_WORDS } from '../model/words.ts'
import { lastedText } from './lasted.ts'
import { type Markup, pageName, type Say } from './overview-say.ts'
import { PORTAL_WORDS as W } from './portal-words.ts'

const SHOWN = 40

/** Incidents of pages, newest first. */
export function courseIncidents(
  courses: readonly PageCourse[],
  of: { readonly portal: Portal; readonly nowMs: number; readonly say: Say },
): Markup {
  const { say, portal, nowMs } = of
  const { t } = say
  const all = courses.flatMap(({ incidents }) => incidents).toSorted((a, b) => b.sinceMs - a.sinceMs)
  const heads = [W.incident, W.pages, W.severity, W.began, W.lasted]
  const rows = all.slice(0, SHOWN).map((incident) => {
    const page = portal.pages.find(({ key }) => key === incident.page)
    const lasted = lastedText((incident.resolvedAtMs ?? nowMs) - incident.sinceMs, say)
    const cells = [
      { label: W.pages, shown: html`<span>${page ? pageName(page, say) : (incident.page ?? '–')}</span>` },
      {
        label: W.severity,
        shown: html`<span class="badge ${incident.severity}">${t(SEVERITY_WORDS[incident.severity])}</span>`,
      },
      { label: W.began, shown: say.at(incident.sinceMs) },
      {
        label: W.lasted,
        shown: html`${lasted}${incident.resolvedAtMs === null ? ` ${t(W.untilNow)}` : ''}`,
      },
    ]
    return html`<tr role="row" class="first"><th role="rowheader" scope="row"><a href="${incidentPath(incident.id)}">${t(KIND_WORDS[incident.kind])}</a></th>${cells.map(({ label, shown }) => html`<td role="cell" data-label="${t(label)}">${shown}</td>`)}</tr>`
  })
  const table = html`<div class="scroll" role="group" aria-labelledby="incidents" tabindex="0"><table role="table" class="cards">
<thead role="rowgroup"><tr role="row">${heads.map((head) => html`<th role="columnheader" scope="col">${t(head)}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows}</tbody></table></div>
${all.length > SHOWN ? html`<p class="quiet">${t(W.more)} ${all.length - SHOWN}</p>` : ''}`
  return html`<section aria-labelledby="incidents"><h2 id="incidents">${t(W.incidents)} (${all.length})</h2>
${all.length === 0 ? html`<p class="quiet">${t(W.noIncident)}</p>` : table}
</section>`
}
