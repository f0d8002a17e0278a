import { html } from 'hono/html'
import type { PortalFacts } from '../flow/facts-job.ts'
import type { SeenScore } from '../flow/seen-score.ts'
import type { ShownJob } from '../flow/show-job.ts'
import type { Portal } from '../model/catalogue.ts'
import { HOUR_MS } from '../model/duration.ts'
import { isOver } from '../model/job.ts'
import type { PublishedPage, PublishedPortal, Score } from '../model/score.ts'
import { NO_POINTS_WORDS, PORTAL_RESERVATION_WORDS } from '../model/score-words.ts'
import { evaluationWays } from './evaluation-ways.ts'
import { jobLine } from './job-line.ts'
import { type Markup, pageText } from './overview-say.ts'
import type { Page, PageView } from './page-route.ts'
import { PORTAL_SCORE_WORDS as W } from './portal-score-words.ts'
import { ruleFacts } from './rule-facts.ts'
import { ruleName } from './rule-name.ts'
import { scoreDots } from './score-dots.ts'
import { figures } from './score-figures.ts'
import { scoreHead } from './score-head.ts'
import { scoreHref } from './score-href.ts'
import { intervalText, ranksText } from './scores-page.ts'
import { SCORES_WORDS } from './scores-words.ts'

export type PortalScore = {
  readonly seen: SeenScore & { readonly score: Score }
  readonly portal: Portal
  readonly published: PublishedPortal
  /** Null: to be asked for, or `job` is at it. */
  readonly facts: PortalFacts | null
  readonly job: ShownJob | null
}

/** How one portal comes to its points: page by page and rule by rule, and on to single results. */
export function portalScorePage(of: PortalScore, view: PageView): Page {
  const { say } = view
  const { t, lang } = say
  const { seen, portal, published } = of
  const f = figures(lang)
  const { points, interval, before, reason } = published
  const title = `${portal.name[lang]} · ${seen.period.name}`
  const main = html`${evaluationWays('/scores', say)}<p><a href="${scoreHref(seen)}">← ${t(W.all)}</a></p>
<h1>${portal.name[lang]}</h1>
${scoreHead(seen, say)}
<dl class="facts figures"><div><dt>${t(W.after)}</dt><dd><b class="big">${f.bounded(points)}</b> / ${f.number(seen.pack.criteria.points)}</dd></div>
${before === null ? '' : html`<div><dt>${t(W.before)}</dt><dd><b class="big">${f.bounded(before.points)}</b>${before.reason === null ? '' : html` <small>${t(NO_POINTS_WORDS[before.reason])}</small>`}</dd></div>`}
<div><dt>${t(SCORES_WORDS.homepage)}</dt><dd>${f.bounded(published.homepage)}</dd></div>
<div><dt>${t(SCORES_WORDS.eform)}</dt><dd>${f.bounded(published.eform)}</dd></div>
<div><dt>${t(SCORES_WORDS.interval)}</dt><dd>${interval === null ? t(SCORES_WORDS.none) : intervalText(interval, f)}</dd></div>
<div><dt>${t(SCORES_WORDS.ranks)}</dt><dd>${ranksText(published, say)}</dd></div></dl>
${scoreDots(published, seen.pack.criteria.points)}
${reason === null ? '' : html`<p class="notice">${t(SCORES_WORDS.reason)}: ${t(NO_POINTS_WORDS[reason])}</p>`}
${published.reservation === null ? '' : html`<p class="notice">${t(PORTAL_RESERVATION_WORDS[published.reservation])}</p>`}
${published.pages.map((page) => pageSection(page, { of, view }))}
${of.facts === null ? askForFacts(of, view) : ''}
${sheetForm(of, view)}`
  return { title, main }
}

function pageSection(page: PublishedPage, { of, view }: { readonly of: PortalScore; readonly view: PageView }): Markup {
  const { say } = view
  const { t, lang } = say
  const f = figures(lang)
  const { due, passed, failed, coverage, workCoverage, obstructed, excluded, excludedShare, maintenance, before } = page
  const id = page.page.replace('/', '-')
  const facts = of.facts?.pages.find((one) => one.page === page.page)
  const shown = [
    [
      t(W.after),
      html`<b>${f.bounded(page.points)}</b>${page.reason === null ? '' : html` <small>${t(NO_POINTS_WORDS[page.reason])}</small>`}`,
    ],
    ...(before === null ? [] : [[t(W.before), html`<b>${f.bounded(before.points)}</b>`] as const]),
    [
      t(W.due),
      html`${f.number(due)} <small>${f.number(passed)} ${t(W.passed)}, ${f.number(failed)} ${t(W.failed)}</small>`,
    ],
    [t(W.coverage), html`${f.share(coverage)} <small>${t(W.workCoverage)} ${f.share(workCoverage)}</small>`],
    [t(W.obstructed), f.share(obstructed)],
    ...(excluded === 0
      ? []
      : [[t(W.excluded), html`${f.number(excluded)} <small>${f.share(excludedShare)}</small>`] as const]),
    ...(maintenance.plannedMs === 0
      ? []
      : [
          [
            t(W.maintenance),
            html`${f.number(maintenance.acceptedMs / HOUR_MS)} ${t(W.hours)} <small>${t(W.planned)} ${f.number(maintenance.plannedMs / HOUR_MS)} ${t(W.hours)}</small>`,
          ] as const,
        ]),
  ] as const
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${pageText({ kind: page.kind, id: page.page.split('/')[1] ?? '' }, say)} <small>${page.page}</small></h2>
<dl class="facts">${shown.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
<p><a href="/results/${page.page}?day=${of.seen.score.to}">${t(W.results)}</a></p>
${page.rules.length === 0 ? '' : ruleTable(page, view)}
${facts === undefined ? '' : facts.rules.map((one) => ruleFacts(one, { page: page.page, say }))}
</section>`
}

function ruleTable({ page, rules }: PublishedPage, { say }: PageView): Markup {
  const { t, lang } = say
  const f = figures(lang)
  const heads = [W.rule, W.limit, W.value, W.met].map(t)
  return html`<div class="scroll" role="group" aria-label="${t(W.rule)}: ${page}" tabindex="0"><table role="table" class="cards rules"><thead role="rowgroup"><tr role="row">${[...heads, 'n', 'p50', 'p75', 'p95', t(W.failedShare), t(W.after)].map((head, index) => html`<th role="columnheader" scope="col"${index === 0 ? '' : html` class="n"`}>${head}</th>`)}</tr></thead>
<tbody role="rowgroup">${rules.map((rule) => {
    const cells = [
      [W.limit, rule.limit === null ? rule.statistic : `< ${f.number(rule.limit)}`],
      [
        W.value,
        rule.statistic === 'within' && rule.value !== null
          ? `${f.share(rule.value)} ${t(W.within)}`
          : f.number(rule.value),
      ],
      [W.met, rule.met === null ? '–' : t(rule.met ? W.yes : W.no)],
      ['n', f.number(rule.n)],
      ['p50', f.number(rule.p50)],
      ['p75', f.number(rule.p75)],
      ['p95', f.number(rule.p95)],
      [W.failedShare, f.share(rule.failedShare)],
      [W.after, rule.most === 0 ? t(W.aside) : `${f.points(rule.points)} / ${f.number(rule.most)}`],
    ] as const
    return html`<tr role="row" class="first"><th role="rowheader" scope="row">${ruleName(rule, say)}</th>${cells.map(([head, value]) => html`<td role="cell" class="n" data-label="${typeof head === 'string' ? head : t(head)}">${value}</td>`)}</tr>`
  })}</tbody></table></div>`
}

function askForFacts({ seen, portal, job }: PortalScore, { say, viewer }: PageView): Markup {
  const { t } = say
  const isUnderWay = job !== null && !isOver(job)
  return html`<h2>${t(W.from)}</h2><p>${t(W.fromHint)}</p>${job === null ? '' : jobLine(job, say)}
${viewer?.by == null || isUnderWay ? '' : html`<form class="line" method="post" action="/scores/${portal.id}"><input type="hidden" name="kind" value="facts">${hidden(seen)}<button>${t(W.make)}</button></form>`}`
}

function sheetForm({ seen, portal }: PortalScore, { say, viewer }: PageView): Markup {
  if (viewer?.by == null) return html``
  return html`<form class="line" method="post" action="/scores/${portal.id}"><input type="hidden" name="kind" value="report"><input type="hidden" name="lang" value="${say.lang}">${hidden(seen)}<button class="second">${say.t(W.sheet)}</button></form>`
}

/** What names a score in a form. */
function hidden({ params, score, computed }: PortalScore['seen']): Markup {
  const { criteria, period, group } = params
  const revision = computed === null ? score.closing?.statement.revision : undefined
  const fields = [
    ['criteria', criteria],
    ['period', period],
    ...(group === undefined ? [] : [['group', group] as const]),
    ...(revision === undefined ? [] : [['revision', String(revision)] as const]),
  ] as const
  return html`${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`
}
