import { html } from 'hono/html'
import type { Holidays } from '../flow/declare-holidays.ts'
import type { Windows } from '../flow/declare-window.ts'
import type { BilingualText, Catalogue } from '../model/catalogue.ts'
import { RECURRENCES } from '../model/recurrence.ts'
import type { FormProblem } from './ask-page.ts'
import { holidaySections } from './holiday-sections.ts'
import type { Markup, Say } from './overview-say.ts'
import { OVERVIEW_WORDS as W } from './overview-words.ts'
import type { Page } from './page-route.ts'
import type { ShownPart } from './part-links.ts'
import { problemNotice } from './problem-words.ts'
import type { Viewer } from './viewer.ts'
import { WINDOW_WORDS as D, RECURRENCE_WORDS } from './windows-words.ts'

export type WindowsView = {
  readonly viewer: Viewer
  readonly catalogue: Catalogue | null
  readonly maintenance: KeptWindows
  readonly silences: KeptWindows
  readonly holidays: { readonly count: number; readonly part: ShownPart<Holidays['holidays'][number]> }
  /** What was wrong with the form that was just sent, and what it held. */
  readonly refused: { readonly problem: FormProblem; readonly form: Readonly<Record<string, string>> } | null
}

type Kept = Windows['windows'][number]

type KeptWindows = { readonly count: number; readonly part: ShownPart<Kept> }

/** Maintenance, silences and holidays: those to come first, and for operators the way to declare them. */
export function windowsPage(view: WindowsView, say: Say): Page {
  const { t } = say
  const mayAct = view.viewer.principal.role === 'operator' && view.viewer.by !== null
  const main = html`<h1>${t(D.title)}</h1>
<p class="quiet">${t(D.text)}</p>
${problemNotice(view.refused?.problem ?? null, say)}
${mayAct ? planForm(view, say) : ''}
${list({ id: 'maintenance', words: D.maintenance, kept: view.maintenance, mayAct }, say)}
${list({ id: 'silence', words: D.silences, kept: view.silences, mayAct }, say)}
${holidaySections(view, { mayAct, say })}`
  return { title: t(D.title), main, status: view.refused === null ? 200 : 400 }
}

function planForm({ catalogue, refused }: WindowsView, { t, lang }: Say): Markup {
  const was = (name: string): string => refused?.form[name] ?? ''
  const pages = (catalogue?.portals ?? []).map(
    ({ id, name, pages: own }) =>
      html`<optgroup label="${name[lang]}"><option value="${id}"${was('about') === id ? html` selected` : ''}>${name[lang]} · ${t(D.allPages)}</option>${own.map((page) => html`<option value="${page.key}"${was('about') === page.key ? html` selected` : ''}>${page.key}</option>`)}</optgroup>`,
  )
  return html`<section aria-labelledby="plan"><h2 id="plan">${t(D.plan)}</h2>
<form class="stack card" method="post" action="/maintenance">
<label>${t(D.about)}<select name="about" required>${pages}</select></label>
<label>${t(D.from)}<input type="datetime-local" name="from" required value="${was('from')}"></label>
<label>${t(D.to)}<input type="datetime-local" name="to" required value="${was('to')}"></label>
<label>${t(D.every)}<select name="every"><option value="">${t(D.once)}</option>${RECURRENCES.map((every) => html`<option value="${every}"${was('every') === every ? html` selected` : ''}>${t(RECURRENCE_WORDS[every])}</option>`)}</select></label>
<label>${t(D.until)}<input type="datetime-local" name="until" value="${was('until')}"><small class="quiet">${t(D.untilHint)}</small></label>
<label>${t(D.note)}<input name="note" maxlength="500" value="${was('note')}"></label>
<p class="quiet">${t(D.scoreHint)}</p>
<button>${t(D.declare)}</button>
</form></section>`
}

function list(
  of: {
    readonly id: 'maintenance' | 'silence'
    readonly words: BilingualText
    readonly kept: KeptWindows
    readonly mayAct: boolean
  },
  say: Say,
): Markup {
  const { t } = say
  const heads = [D.about, D.from, D.to, D.every, D.note, D.declared, D.state].map(t)
  const table = html`<div class="scroll" role="group" aria-labelledby="${of.id}" tabindex="0"><table role="table" class="cards">
<thead role="rowgroup"><tr role="row">${heads.map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead>
<tbody role="rowgroup">${of.kept.part.entries.map((window) => row(window, of, say))}</tbody></table></div>`
  return html`<section aria-labelledby="${of.id}"><h2 id="${of.id}">${t(of.words)} (${of.kept.count})</h2>
${of.kept.count === 0 ? html`<p class="quiet">${t(D.none)}</p>` : table}
${of.kept.part.links(say)}
</section>`
}

function row(
  window: Kept,
  { id, mayAct }: { readonly id: 'maintenance' | 'silence'; readonly mayAct: boolean },
  say: Say,
): Markup {
  const { t } = say
  const { portal, page, fromMs, toMs, every, note, declaredAtMs, by, isOver, endedAtMs } = window
  const end = html`<form method="post" action="/maintenance/end"><input type="hidden" name="kind" value="${id}"><input type="hidden" name="id" value="${window.id}"><button class="link">${t(D.end)}</button></form>`
  const state = isOver
    ? html`<span class="quiet">${t(endedAtMs === null ? D.over : D.ended)}</span>`
    : mayAct
      ? end
      : html`${t(D.toCome)}`
  const cells = [
    { label: t(D.from), shown: say.at(fromMs) },
    { label: t(D.to), shown: say.at(toMs) },
    { label: t(D.every), shown: t(every === null ? D.once : RECURRENCE_WORDS[every]) },
    { label: t(D.note), shown: note ?? '–' },
    { label: t(D.declared), shown: html`<span>${say.at(declaredAtMs)} <small>${by}</small></span>` },
    { label: t(D.state), shown: state },
  ]
  return html`<tr role="row" class="first"><th role="rowheader" scope="row">${portal}${page === null ? html` · ${t(W.page)}: ${t(D.all)}` : `/${page}`}</th>${cells.map(({ label, shown }) => html`<td role="cell" data-label="${label}">${shown}</td>`)}</tr>`
}
