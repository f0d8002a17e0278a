import { html } from 'hono/html'
import type { LinkedReview } from '../flow/review.ts'
import type { Catalogue } from '../model/catalogue.ts'
import { dayOf } from '../model/day.ts'
import type { Review } from '../model/review.ts'
import { dayLong } from './figures.ts'
import { type Markup, pageText, type Say } from './overview-say.ts'
import { REVIEWS_WORDS as W } from './reviews-words.ts'
import { ROLE_WORDS } from './sign-in-words.ts'

type Of = { readonly say: Say; readonly catalogue: Catalogue | null }

/** Reviews in a list, as they come. */
export function reviewTable(reviews: readonly Review[], of: Of): Markup {
  const { say } = of
  const { t } = say
  if (reviews.length === 0) return html`<p class="quiet">${t(W.none)}</p>`
  return html`<div class="scroll" role="group" aria-label="${t(W.title)}" tabindex="0"><table role="table" class="cards"><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">${t(W.portal)}</th><th role="columnheader" scope="col">${t(W.period)}</th><th role="columnheader" scope="col">${t(W.window)}</th><th role="columnheader" scope="col">${t(W.cause)}</th><th role="columnheader" scope="col">${t(W.openedAt)}</th><th role="columnheader" scope="col">${t(W.state)}</th></tr></thead>
<tbody role="rowgroup">${reviews.map((review) => html`<tr role="row" class="first"><th role="rowheader" scope="row"><a href="/reviews/${review.id}">${portalOf(review, of)}</a></th><td role="cell" data-label="${t(W.period)}">${review.period}</td><td role="cell" data-label="${t(W.window)}"><span>${say.at(review.fromMs)} – ${say.at(review.toMs)}</span></td><td role="cell" data-label="${t(W.cause)}">${review.cause}</td><td role="cell" data-label="${t(W.openedAt)}">${say.at(review.openedAtMs)}</td><td role="cell" data-label="${t(W.state)}">${stateOf(review, say)}</td></tr>`)}</tbody></table></div>`
}

/** All that is known of one, with its files. */
export function reviewFacts(review: LinkedReview, of: Of): Markup {
  const { say } = of
  const { t } = say
  const { portal, page, locations, decision, files, links } = review
  const day = dayOf(review.fromMs, say.timezone)
  const facts = [
    [t(W.portal), portalOf(review, of)],
    [t(W.page), page === null ? t(W.everyPage) : nameOf(page, portal, of)],
    [t(W.locations), locations?.join(', ') ?? t(W.everyLocation)],
    [t(W.window), html`${say.at(review.fromMs)} – ${say.at(review.toMs)}`],
    [t(W.period), review.period],
    [t(W.openedAt), say.at(review.openedAtMs)],
    [
      t(W.by),
      `${review.by} (${t(ROLE_WORDS[review.role])})${review.behalf === null ? '' : `, ${t(W.behalf)} ${review.behalf}`}`,
    ],
  ] as const
  return html`<ul class="chips"><li>${stateOf(review, say)}</li></ul>
<dl class="facts">${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
<h2>${t(W.cause)}</h2><p>${review.cause}</p>
<h2>${t(W.note)}</h2><p class="said">${review.note}</p>
${portal === null ? '' : html`<p>${(page === null ? ownPages(portal, of) : [page]).map((one, index) => html`${index === 0 ? '' : ' · '}<a href="/results/${portal}/${one}?day=${day}">${t(W.results)} ${dayLong(day)}: ${nameOf(one, portal, of)}</a>`)}</p>`}
<h2>${t(W.files)}</h2>
${files.length === 0 ? html`<p class="quiet">${t(W.noFiles)}</p>` : html`<ul class="plain">${files.map(({ name, sizeBytes, sha256 }, index) => html`<li><a href="${links[index]?.url ?? ''}" download>${name}</a> · ${sizeBytes.toLocaleString(say.lang)} B<br><small>SHA-256 <code>${sha256}</code></small></li>`)}</ul>`}
${decision === null ? '' : html`<h2>${t(W.decision)}</h2><dl class="facts"><div><dt>${t(W.state)}</dt><dd>${stateOf(review, say)}</dd></div><div><dt>${t(W.finding)}</dt><dd>${t(decision.finding === 'method' ? W.findingMethod : W.findingPortal)}</dd></div><div><dt>${t(W.decidedAt)}</dt><dd>${say.at(decision.atMs)}</dd></div><div><dt>${t(W.decidedBy)}</dt><dd>${decision.by}</dd></div></dl><p class="said">${decision.reason}</p>${onWord(decision.onWordOf ?? [], say)}`}`
}

/** Decides one; somebody who is concerned is told so instead. */
export function decisionForm(
  review: Review,
  of: { readonly say: Say; readonly isConcerned: boolean; readonly onWordOf: readonly string[] },
): Markup {
  const { say, isConcerned, onWordOf } = of
  const { t } = say
  if (isConcerned) return html`<h2>${t(W.decision)}</h2><p class="notice">${t(W.concerned)}</p>`
  return html`<h2>${t(W.decision)}</h2><p class="quiet">${t(W.decideHint)}</p>
${onWord(onWordOf, say)}
<form class="stack" method="post" action="/reviews/${review.id}">
<label>${t(W.decision)}<select name="verdict" required><option value=""></option><option value="accept">${t(W.accept)}</option><option value="reject">${t(W.reject)}</option></select></label>
${review.portal === null ? '' : html`<label>${t(W.finding)}<select name="finding"><option value="portal">${t(W.findingPortal)}</option><option value="method">${t(W.findingMethod)}</option></select></label>`}
<label>${t(W.reason)}<textarea name="reason" required maxlength="4000"></textarea></label>
<button>${t(W.decide)}</button></form>`
}

/** On whose word who decides is another than those concerned; nothing where a provider tells them apart. */
function onWord(makers: readonly string[], { t }: Say): Markup {
  if (makers.length === 0) return html``
  const nameOf = (by: string): Markup =>
    by === 'platform' || by.startsWith('cli:')
      ? html`${t(W.thisMachine)} (<code>${by}</code>)`
      : html`<code>${by}</code>`
  return html`<p class="notice">${t(W.onWord)} ${makers.map((by, index) => html`${index === 0 ? '' : ', '}${nameOf(by)}`)}.</p>`
}

function stateOf({ decision }: Review, { t }: Say): Markup {
  if (decision === null) return html`<span class="badge slow">${t(W.open)}</span>`
  return decision.isAccepted
    ? html`<span class="badge ok">${t(W.accepted)}</span>`
    : html`<span class="badge unknown">${t(W.rejected)}</span>`
}

function portalOf({ portal }: Review, { say, catalogue }: Of): string {
  if (portal === null) return say.t(W.everyPortal)
  return catalogue?.portals.find(({ id }) => id === portal)?.name[say.lang] ?? portal
}

/** Of a page of a portal; its id where the catalogue has it no more. */
function nameOf(page: string, portal: string | null, { say, catalogue }: Of): string {
  const known = catalogue?.portals.find(({ id }) => id === portal)?.pages.find(({ id }) => id === page)
  return known === undefined ? page : pageText(known, say)
}

function ownPages(portal: string, { catalogue }: Of): readonly string[] {
  return catalogue?.portals.find(({ id }) => id === portal)?.pages.map(({ id }) => id) ?? []
}
