import { html } from 'hono/html'
import type { Portal } from '../model/catalogue.ts'
import { dayOf } from '../model/day.ts'
import type { Release } from '../model/release.ts'
import { localTime } from '../model/time-zone.ts'
import type { Markup, Say } from './overview-say.ts'
import type { Page } from './page-route.ts'
import type { ShownPart } from './part-links.ts'
import { PORTAL_WORDS } from './portal-words.ts'
import { problemNotice } from './problem-words.ts'
import { RELEASES_WORDS as W } from './releases-words.ts'
import type { Viewer } from './viewer.ts'

export type ReleasesView = {
  readonly portal: Portal
  /** Newest first. */
  readonly releases: readonly Release[]
  /** Those that are shown. */
  readonly part: ShownPart<Release>
  readonly viewer: Viewer | null
  readonly nowMs: number
  /** Which one the form is to correct; null: it declares one. */
  readonly corrects: Release | null
  /** What was wrong with the form that was just sent, and what it held. */
  readonly refused: {
    readonly problem: { readonly code: string; readonly message: string }
    readonly form: Readonly<Record<string, string>>
  } | null
}

/** What went live on a portal, and for its vendor and operators the way to declare it. */
export function releasesPage(view: ReleasesView, say: Say): Page {
  const { portal, releases, viewer, refused } = view
  const { t, lang } = say
  const mayAct = viewer !== null && viewer.by !== null && viewer.principal.role !== 'evaluator'
  const replaced = new Set(releases.flatMap(({ replaces }) => replaces ?? []))
  const heads = [W.label, W.at, W.note, W.declared, W.state].map(t)
  const rows = view.part.entries.map((one) => row(one, { view, mayAct, isCorrected: replaced.has(one.id), say }))
  const main = html`<p class="crumbs"><a href="/portals">${t(PORTAL_WORDS.portals)}</a> › <a href="/portals/${portal.id}">${portal.name[lang]}</a></p>
<h1 id="releases">${t(W.title)} (${releases.length})</h1>
<p class="quiet">${t(W.text)}</p>
${problemNotice(refused?.problem ?? null, say)}
${
  releases.length === 0
    ? html`<p>${t(W.none)}</p>`
    : html`<div class="scroll" role="group" aria-labelledby="releases" tabindex="0"><table role="table" class="cards">
<thead role="rowgroup"><tr role="row">${heads.map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows}</tbody></table></div>${view.part.links(say)}`
}
${mayAct ? form(view, say) : ''}`
  return { title: `${t(W.title)} · ${portal.name[lang]}`, main, status: refused === null ? 200 : 400 }
}

/** Where a page is compared before and after one; null: its day isn't over, or the portal has no page. */
export function compareHref(
  release: Release,
  of: { readonly portal: Portal; readonly page?: string; readonly nowMs: number; readonly say: Say },
): string | null {
  const { portal, nowMs, say } = of
  const date = dayOf(release.atMs, say.timezone)
  const page = of.page ?? portal.pages[0]?.id
  return page === undefined || date >= dayOf(nowMs, say.timezone)
    ? null
    : `/portals/${portal.id}/compare?page=${page}&date=${date}`
}

function row(
  release: Release,
  of: { readonly view: ReleasesView; readonly mayAct: boolean; readonly isCorrected: boolean; readonly say: Say },
): Markup {
  const { view, say } = of
  const { t } = say
  const { id, atMs, label, note, declaredAtMs, by, withdrawnAtMs } = release
  const href = compareHref(release, { ...view, say })
  const at = `/portals/${view.portal.id}/releases`
  const acts = html`<span class="acts"><a href="${at}?correct=${id}#declare">${t(W.correct)}<span class="hidden"> ${label}</span></a> <form method="post" action="${at}/withdraw"><input type="hidden" name="id" value="${id}"><button class="link">${t(W.withdraw)}<span class="hidden"> ${label}</span></button></form></span>`
  const state =
    withdrawnAtMs !== null
      ? html`<span class="quiet">${t(of.isCorrected ? W.corrected : W.withdrawn)} ${say.at(withdrawnAtMs)}</span>`
      : of.mayAct
        ? acts
        : html`${t(W.marked)}`
  const cells = [
    {
      label: t(W.at),
      shown: html`<span>${say.at(atMs)}${href === null || withdrawnAtMs !== null ? '' : html`<br><a href="${href}">${t(W.compare)}<span class="hidden"> ${label}</span></a>`}</span>`,
    },
    { label: t(W.note), shown: note ?? '–' },
    { label: t(W.declared), shown: html`<span>${say.at(declaredAtMs)} <small>${by}</small></span>` },
    { label: t(W.state), shown: state },
  ]
  return html`<tr role="row" class="first"><th role="rowheader" scope="row">${withdrawnAtMs === null ? label : html`<del>${label}</del>`}</th>${cells.map(({ label: head, shown }) => html`<td role="cell" data-label="${head}">${shown}</td>`)}</tr>`
}

function form({ portal, corrects, refused }: ReleasesView, say: Say): Markup {
  const { t, timezone } = say
  const before: Readonly<Record<string, string>> =
    corrects === null
      ? {}
      : { at: localTime(corrects.atMs, timezone).slice(0, 16), label: corrects.label, note: corrects.note ?? '' }
  const was = (name: string): string => refused?.form[name] ?? before[name] ?? ''
  const replaces = refused?.form.replaces ?? corrects?.id ?? ''
  return html`<section aria-labelledby="declare"><h2 id="declare">${replaces === '' ? t(W.declare) : html`${t(W.correcting)}${corrects === null ? '' : `: ${corrects.label}`}`}</h2>
<form class="stack card" method="post" action="/portals/${portal.id}/releases">
<input type="hidden" name="replaces" value="${replaces}">
<label>${t(W.at)}<input type="datetime-local" name="at" required value="${was('at')}"></label>
<label>${t(W.label)}<input name="label" required maxlength="40" value="${was('label')}"><small class="quiet">${t(W.labelHint)}</small></label>
<label>${t(W.note)}<input name="note" maxlength="300" value="${was('note')}"></label>
<button>${t(replaces === '' ? W.send : W.correct)}</button>
</form></section>`
}
