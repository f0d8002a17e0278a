import { html } from 'hono/html'
import type { IncidentReport } from '../flow/incident-report.ts'
import { MINUTE_MS } from '../model/duration.ts'
import { INCIDENT_WORDS as I } from './incident-words.ts'
import { lastedText } from './lasted.ts'
import type { Markup, Say } from './overview-say.ts'
import type { Viewer } from './viewer.ts'

const SILENCES = [60, 240, 720, 1_440, 10_080] as const

/** What an operator does about an incident: takes it on, and silences its page for a while. */
export function incidentActs(
  { report, viewer, origin }: { readonly report: IncidentReport; readonly viewer: Viewer; readonly origin: string },
  say: Say,
): Markup {
  const { t } = say
  if (viewer.principal.role !== 'operator' || report.resolvedAtMs !== null) return html``
  const { id, acknowledged, page } = report
  if (viewer.by === null && acknowledged) return html``
  if (viewer.by === null)
    return html`<h3>${t(I.howTo)}</h3>
<p class="quiet">${t(I.howToText)} <a href="/sign-in?next=${encodeURIComponent(`/incident?id=${id}`)}">${t(I.signInTo)}</a></p>
<pre tabindex="0">nhip incident ack ${id} --name '…' --note '…' --hub ${origin} --token-file token</pre>`
  const isTaken = acknowledged !== undefined
  const take = html`<form class="stack card" method="post" action="/incident/acknowledge">
<h3>${t(isTaken ? I.addNote : I.howTo)}</h3>
<p class="quiet">${t(isTaken ? I.addNoteText : I.howToText)}</p>
<input type="hidden" name="incident" value="${id}">
<label>${t(isTaken ? I.writer : I.yourName)}<input name="name" maxlength="100" required autocomplete="name" value="${viewer.name ?? ''}"></label>
<label>${t(I.note)}<textarea name="note" maxlength="500"${isTaken ? html` required` : ''}></textarea></label>
<button${isTaken ? html` class="second"` : ''}>${t(isTaken ? I.addNote : I.take)}</button>
</form>`
  const silence = html`<form class="stack card" method="post" action="/incident/silence">
<h3>${t(I.silence)}</h3>
<p class="quiet">${t(I.silenceText)}</p>
<input type="hidden" name="incident" value="${id}">
<label>${t(I.howLong)}<select name="minutes">${SILENCES.map((minutes) => html`<option value="${minutes}">${lastedText(minutes * MINUTE_MS, say)}</option>`)}</select></label>
<label>${t(I.why)}<input name="note" maxlength="500" required></label>
<button class="second">${t(I.silence)}</button>
</form>`
  return html`<div class="grid">${take}${page === null ? '' : silence}</div>`
}
