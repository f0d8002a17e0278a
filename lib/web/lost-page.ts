import { html } from 'hono/html'
import { type LostPoints, nameOf, type PortalInScores } from '../flow/lost-points.ts'
import type { Catalogue, Portal } from '../model/catalogue.ts'
import { type CriteriaMetric } from '../model/criteria-metric.ts'
import type { Day } from '../model/day.ts'
import { BASIS_WORDS, METRIC_WORDS } from '../model/metric-words.ts'
import type { Release } from '../model/release.ts'
import type { Review } from '../model/review.ts'
import type { PublishedPoints, PublishedRule } from '../model/score.ts'
import { NO_POINTS_WORDS, RESERVATION_WORDS, remarksOf } from '../model/score-words.ts'
import { courseReleases } from './course-releases.ts'
import { evaluationName } from './evaluation-name.ts'
import { figure, percent } from './figures.ts'
import { type LossesView, lossSection } from './loss-section.ts'
import { LOSS_WORDS } from './loss-words.ts'
import { EVALUATION_STATE_WORDS, LOST_WORDS as W } from './lost-words.ts'
import { type Markup, pageText, type Say } from './overview-say.ts'
import type { Page } from './page-route.ts'
import { PORTAL_WORDS } from './portal-words.ts'
import { problemNotice } from './problem-words.ts'
import { type RefusedReview, reviewForm } from './review-form.ts'
import { reviewTable } from './review-parts.ts'
import { scorePath } from './score-href.ts'
import type { Viewer } from './viewer.ts'

export type LostView = {
  readonly portal: Portal
  /** Null: nothing is kept. */
  readonly found: PortalInScores | null
  /** Of each page that is in them. */
  readonly losses: readonly Pick<LossesView, 'page' | 'losses'>[]
  /** Of that period, oldest first. */
  readonly releases: readonly Release[]
  /** Of this portal, and of all. */
  readonly reviews: readonly Review[]
  readonly viewer: Viewer
  readonly catalogue: Catalogue | null
  readonly nowMs: number
  readonly refused: RefusedReview | null
}

/** A portal's points in a period, every one that it lost, and its reviews. */
export function lostPage(view: LostView, say: Say): Page {
  const { portal, found, reviews, refused } = view
  const { t, lang } = say
  const main = html`<p class="crumbs"><a href="/portals">${t(PORTAL_WORDS.portals)}</a> › <a href="/portals/${portal.id}">${portal.name[lang]}</a></p>
<h1>${t(W.score)}</h1>
${problemNotice(refused?.problem ?? null, say)}
${found === null ? html`<p>${t(W.none)}</p>` : scores(view, found, say)}
<section aria-labelledby="reviews"><h2 id="reviews">${t(W.reviews)} (${reviews.length})</h2>
${reviewTable(reviews, { say, catalogue: view.catalogue })}
</section>
${
  found?.evaluation.state === 'window'
    ? reviewForm(
        { ...view, evaluation: found.evaluation, locations: view.catalogue?.locations.map(({ id }) => id) ?? [] },
        say,
      )
    : ''
}`
  return {
    title: `${t(W.score)} · ${portal.name[lang]}`,
    main,
    hasCourses: true,
    ...(refused === null ? {} : { status: 400 }),
  }
}

function scores(view: LostView, found: PortalInScores, say: Say): Markup {
  const { portal, releases, losses } = view
  const { all, evaluation, score } = found
  const { t } = say
  const deadlineMs = evaluation.state === 'window' ? evaluation.revisions[0]?.statement.deadlineMs : null
  const chosen = html`<form class="line" method="get" action="/portals/${portal.id}/score">
<label>${t(W.evaluation)}<select name="evaluation">${all.map((one) => html`<option value="${nameOf(one)}"${one === evaluation ? html` selected` : ''}>${evaluationName(one, say)}</option>`)}</select></label>
<button>${t(W.show)}</button></form>`
  return html`${all.length > 1 ? chosen : ''}
<dl class="facts">
<div><dt>${t(W.evaluation)}</dt><dd>${evaluationName(evaluation, say)}</dd></div>
<div><dt>${t(W.state)}</dt><dd>${t(EVALUATION_STATE_WORDS[evaluation.state])}</dd></div>
${deadlineMs ? html`<div><dt>${t(W.until)}</dt><dd>${say.at(deadlineMs)}</dd></div>` : ''}
</dl>
${score.reservation === null ? '' : html`<p class="notice">${t(RESERVATION_WORDS[score.reservation])}</p>`}
${found.portal === null ? html`<p>${t(W.notIn)}</p>` : points(found.portal, found, say)}
${found.portal === null ? '' : html`<p><a href="${scorePath({ ...evaluation, criteria: `${evaluation.criteria}@${evaluation.version}` }, { portal: portal.id })}">${t(LOSS_WORDS.rules)}</a></p>`}
${found.lost.some(({ peers }) => peers !== null) ? html`<p class="quiet">${t(LOSS_WORDS.peersText)}</p>` : ''}
${losses.map((one) => lossSection({ ...one, releases, catalogue: view.catalogue }, say))}
${courseReleases(releases, { portal, nowMs: view.nowMs, say })}
${score.reading === 'ours' ? html`<p class="quiet">${t(W.method)}</p>` : ''}`
}

function points(scored: NonNullable<PortalInScores['portal']>, { lost, score }: PortalInScores, say: Say): Markup {
  const { t, lang } = say
  const shown = (of: PublishedPoints | null): string =>
    of === null
      ? '–'
      : of.low === of.high
        ? hundredths(of.points, lang)
        : `${hundredths(of.low, lang)}–${hundredths(of.high, lang)}`
  const { interval } = scored
  const remarks = remarksOf(scored).map(t).join('; ')
  const withheld = scored.pages.filter((page) => page.reason !== null)
  return html`<dl class="facts">
<div><dt>${t(W.total)}</dt><dd><b>${shown(scored.points)}</b>${remarks === '' ? '' : ` (${remarks})`}</dd></div>
<div><dt>${t(W.homepage)}</dt><dd>${shown(scored.homepage)}</dd></div>
<div><dt>${t(W.eform)}</dt><dd>${shown(scored.eform)}</dd></div>
${interval === null ? '' : html`<div><dt>${t(W.interval)}</dt><dd>${hundredths(interval.low, lang)}–${hundredths(interval.high, lang)}</dd></div>`}
</dl>
${withheld.map(({ page, kind, reason: why }) => html`<p><b>${pageText({ kind, id: idOf(page) }, say)}</b>: ${why === null ? '' : t(NO_POINTS_WORDS[why])}</p>`)}
<section aria-labelledby="lost"><h2 id="lost">${t(W.lost)}</h2>
${lost.length === 0 ? html`<p>${t(scored.homepage === null && scored.eform === null ? W.noPoints : W.nothingLost)}</p>` : html`<ol class="plain card">${lost.map((one) => lostItem(one, score, say))}</ol>`}
</section>`
}

/** “mất 1,25 điểm: LCP, 62% lượt đạt, cần 90%”, with what stands behind it. */
function lostItem(
  { page, rule, full, lost, peers }: LostPoints,
  days: { readonly from: Day; readonly to: Day },
  say: Say,
): Markup {
  const { t, lang } = say
  const name = METRIC_WORDS[rule.metric as CriteriaMetric].name
  const isShare = rule.statistic === 'within'
  const value = (of: number | null): string => (isShare ? percent(of, lang) : withUnit(rule, of, lang))
  const reached = isShare ? `${value(rule.value)} ${t(W.within)}` : `${rule.statistic} ${value(rule.value)}`
  const beside = [
    ...(rule.limit === null ? [] : [`${t(W.limit)} ${withUnit(rule, rule.limit, lang)}`]),
    t(BASIS_WORDS[rule.basis]),
    ...(['p50', 'p75', 'p95'] as const).map((q) => `${q} ${withUnit(rule, rule[q], lang)}`),
    `${t(W.failedShare)} ${percent(rule.failedShare, lang)}`,
    `${t(W.count)} ${figure(rule.n, { lang })}`,
    ...(peers === null
      ? []
      : [`${t(LOSS_WORDS.peers)} ${peers.portals} ${t(LOSS_WORDS.peersOf)} ${peers.engine}: ${value(peers.value)}`]),
  ]
  const id = idOf(page.page)
  const at = `/portals/${page.page.split('/')[0]}/pages/${id}`
  const sentence =
    lang === 'vi'
      ? `${t(W.losing)} ${hundredths(lost, lang)} ${t(W.points)}`
      : `${hundredths(lost, lang)} ${t(W.points)} ${t(W.losing)}`
  return html`<li><b class="failed">${sentence}</b>: ${t(name)}, ${reached}, ${t(W.needs)} ${value(full)} · <b>${pageText({ kind: page.kind, id }, say)}</b><br><small>${beside.join(' · ')}</small><br><a href="${at}">${t(W.figures)}</a> · <a href="${at}/checks?from=${days.from}&amp;to=${days.to}">${t(W.evidence)}</a></li>`
}

/** Of a page within its portal. */
function idOf(key: string): string {
  return key.split('/')[1] ?? ''
}

function withUnit({ metric }: PublishedRule, value: number | null, lang: Say['lang']): string {
  return metric === 'cls' ? figure(value, { lang, digits: 3 }) : `${figure(value, { lang })} ms`
}

function hundredths(value: number, lang: Say['lang']): string {
  return value.toLocaleString(lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
}
