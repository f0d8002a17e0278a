import { html } from 'hono/html'
import type { Portal } from '../model/catalogue.ts'
import type { Evaluation } from '../model/evaluation.ts'
import { LOST_WORDS as W } from './lost-words.ts'
import { type Markup, pageText, type Say } from './overview-say.ts'
import type { Viewer } from './viewer.ts'

/** What was wrong with a form that was just sent, and what it held. */
export type RefusedReview = {
  readonly problem: { readonly code: string; readonly message: string }
  readonly form: Readonly<Record<string, string>>
}

/** The way to ask for a review, for who has signed in. */
export function reviewForm(
  of: {
    readonly portal: Portal
    readonly evaluation: Evaluation
    readonly locations: readonly string[]
    readonly viewer: Viewer
    readonly refused: RefusedReview | null
  },
  say: Say,
): Markup {
  const { t } = say
  const { portal, evaluation, viewer } = of
  const was = (name: string): string => of.refused?.form[name] ?? ''
  /** Each as what it is sent as, and what it is called. */
  const choice = (name: string, options: readonly (readonly [string, string])[]): Markup =>
    html`<select name="${name}"><option value="">${t(W.every)}</option>${options.map(([one, called]) => html`<option value="${one}"${one === was(name) ? html` selected` : ''}>${called}</option>`)}</select>`
  const { from, to } = evaluation.opening.statement
  const form = html`<p class="quiet">${t(W.askText)}</p>
<form class="stack" method="post" action="/portals/${portal.id}/reviews" enctype="multipart/form-data">
<input type="hidden" name="period" value="${evaluation.period}">
<label>${t(W.page)}${choice(
    'page',
    portal.pages.map((page) => [page.id, pageText(page, say)]),
  )}</label>
<label>${t(W.location)}${choice(
    'location',
    of.locations.map((id) => [id, id]),
  )}</label>
<label>${t(W.from)}<input type="datetime-local" name="from" required min="${from}T00:00" max="${to}T23:59" value="${was('from')}"></label>
<label>${t(W.to)}<input type="datetime-local" name="to" required min="${from}T00:00" value="${was('to')}"></label>
<label>${t(W.cause)}<input name="cause" required maxlength="200" value="${was('cause')}"></label>
<label>${t(W.note)}<textarea name="note" required maxlength="4000">${was('note')}</textarea></label>
${viewer.principal.role === 'vendor' ? '' : html`<label>${t(W.behalf)}<input name="behalf" maxlength="200" value="${was('behalf')}"></label>`}
<label>${t(W.files)}<input type="file" name="files" multiple><small class="quiet">${t(W.filesHint)}</small></label>
<button>${t(W.send)}</button>
</form>`
  return html`<section aria-labelledby="ask"><h2 id="ask">${t(W.ask)}</h2>
${viewer.by === null ? html`<p><a href="/sign-in?next=${encodeURIComponent(`/portals/${portal.id}/score`)}">${t(W.signIn)}</a></p>` : form}
</section>`
}
