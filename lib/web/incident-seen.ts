import { html } from 'hono/html'
import type { IncidentReport } from '../flow/incident-report.ts'
import type { Observation } from '../model/observation.ts'
import { CAUSE_WORDS, OUTCOME_WORDS } from '../model/words.ts'
import { INCIDENT_WORDS as I } from './incident-words.ts'
import type { Markup, Say } from './overview-say.ts'
import { phaseSum } from './phase-sum.ts'

/** What each location saw, slot by slot: outcome, cause, and where the time went. */
export function seenSection({ slots, isCut }: IncidentReport, say: Say): Markup {
  const { t } = say
  const locations = [...new Set(slots.flatMap(({ seen }) => seen.map(({ location }) => location)))].sort()
  const heads = [t(I.slot), ...locations]
  const rows = slots.map(
    ({ slotMs, seen }) => html`<tr role="row" class="first"><th role="rowheader" scope="row">${say.at(slotMs)}</th>
${locations.map((id) => html`<td role="cell" data-label="${id}">${seenCell(seen.find(({ location }) => location === id) ?? null, say)}</td>`)}</tr>`,
  )
  const table = html`<p class="quiet">${t(I.seenText)}${isCut ? ` ${t(I.cut)}` : ''}</p>
<div class="scroll" role="group" aria-labelledby="seen" tabindex="0"><table role="table" class="seen cards">
<thead role="rowgroup"><tr role="row">${heads.map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows}</tbody></table></div>`
  return html`<section aria-labelledby="seen"><h2 id="seen">${t(I.seen)}</h2>
${slots.length === 0 ? html`<p class="quiet">${t(I.noRows)}</p>` : table}
</section>`
}

function seenCell(row: Observation | null, say: Say): Markup {
  const { t } = say
  if (row === null) return html`<span class="quiet">–</span>`
  const { outcome, cause, phases, httpStatus, address, attempts, requestId } = row
  const what = cause === null ? OUTCOME_WORDS[outcome] : CAUSE_WORDS[cause]
  const sum = phaseSum(phases, say)
  const where = [
    httpStatus === null ? null : `HTTP ${httpStatus}`,
    address,
    attempts.length > 1 ? `×${attempts.length}` : null,
  ]
  const named = cause === null || requestId === undefined ? '' : html`<br><code title="X-Nhip-Id">${requestId}</code>`
  return html`<span><span class="${outcome}">${t(what)}</span><br><small>${sum === null ? '' : html`${sum} ms<br>`}${where.filter((one) => one !== null).join(' · ')}${named}</small></span>`
}
