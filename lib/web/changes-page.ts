import { html } from 'hono/html'
import type { Changes } from '../flow/changes.ts'
import { incidentPath } from '../model/incident-path.ts'
import type { Change, ListedChange } from '../record/change-log.ts'
import { ACT_WORDS, CHANGES_WORDS as C } from './changes-words.ts'
import type { Markup, Say } from './overview-say.ts'
import type { Page } from './page-route.ts'
import type { ShownPart } from './part-links.ts'

/** Who has changed what in a month, newest first. */
export function changesPage({ month, changes }: Changes, part: ShownPart<ListedChange>, say: Say): Page {
  const { t } = say
  const heads = [C.at, C.by, C.act, C.about, C.details].map(t)
  const table = html`<div class="scroll" role="group" aria-labelledby="changes" tabindex="0"><table role="table" class="cards">
<thead role="rowgroup"><tr role="row">${heads.map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead>
<tbody role="rowgroup">${part.entries.map((change) => row(change, say))}</tbody></table></div>`
  const main = html`<h1 id="changes">${t(C.title)} ${month} (${changes.length})</h1>
<p class="quiet">${t(C.text)}</p>
<form class="line" method="get" action="/changes">
<label>${t(C.month)}<input type="month" name="month" required value="${month}"></label>
<button class="second">${t(C.show)}</button>
</form>
${changes.length === 0 ? html`<p class="quiet">${t(C.none)}</p>` : table}
${part.links(say)}`
  return { title: t(C.title), main }
}

function row({ atMs, by, act, about, details }: Change, say: Say): Markup {
  const { t } = say
  const what = act === 'acknowledge' ? html`<a href="${incidentPath(about)}">${about}</a>` : about
  const more = html`<details><summary>${t(C.show)}</summary><pre tabindex="0">${JSON.stringify(details, null, 2)}</pre></details>`
  const cells = [
    { label: t(C.by), shown: by },
    { label: t(C.act), shown: t(ACT_WORDS[act]) },
    { label: t(C.about), shown: html`<code>${what}</code>` },
    { label: t(C.details), shown: Object.keys(details).length === 0 ? '–' : more },
  ]
  return html`<tr role="row" class="first"><th role="rowheader" scope="row">${say.at(atMs)}</th>${cells.map(({ label, shown }) => html`<td role="cell" data-label="${label}">${shown}</td>`)}</tr>`
}
