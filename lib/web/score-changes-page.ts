import { html } from 'hono/html'
import { nameOf } from '../flow/lost-points.ts'
import type { ComparedScores, ScoreChange, ScoreChanges } from '../flow/score-changes.ts'
import { PORTAL_KIND_WORDS } from '../model/catalogue-words.ts'
import type { PublishedPortal } from '../model/score.ts'
import { PORTAL_KIND_ORDER } from '../model/score-export.ts'
import { NO_POINTS_WORDS } from '../model/score-words.ts'
import { type Slope, type SlopeEnd, slopeChart } from './charts/slope-chart.ts'
import { evaluationName } from './evaluation-name.ts'
import { evaluationWays } from './evaluation-ways.ts'
import type { Markup, Say } from './overview-say.ts'
import type { Page } from './page-route.ts'
import { CHANGES_OF_SCORES as W } from './score-changes-words.ts'
import { figures } from './score-figures.ts'
import { intervalText } from './scores-page.ts'
import { shortNames } from './short-names.ts'

/** The scores of two periods: who came to what, kind by kind, as lines and as a table. */
export function scoreChangesPage(
  { all, found }: ComparedScores,
  asked: { readonly before: string | null; readonly after: string | null },
  say: Say,
): Page {
  const { t } = say
  const isAsked = asked.before !== null || asked.after !== null
  const names = {
    before: found ? nameOf(found.before.evaluation) : asked.before,
    after: found ? nameOf(found.after.evaluation) : asked.after,
  }
  const choice = (name: 'before' | 'after'): Markup =>
    html`<label>${t(W[name])}<select name="${name}">${all.map((one) => html`<option value="${nameOf(one)}"${nameOf(one) === names[name] ? html` selected` : ''}>${evaluationName(one, say)}</option>`)}</select></label>`
  const form =
    all.length < 2
      ? ''
      : html`<form class="line" method="get" action="/score-changes">${choice('before')}${choice('after')}<button class="second">${t(W.show)}</button></form>`
  const shown =
    found !== null
      ? comparison(found, say)
      : isAsked
        ? html`<p class="notice bad" role="alert">${t(W.notTwo)}</p>`
        : html`<p>${t(W.none)}</p>`
  const main = html`${evaluationWays('/score-changes', say)}<h1>${t(W.title)}</h1>
<p class="quiet">${t(W.text)}</p>
${form}
${shown}`
  return { title: t(W.title), main, status: found === null && isAsked ? 400 : 200 }
}

function comparison(found: ScoreChanges, say: Say): Markup {
  const { t } = say
  const kinds = PORTAL_KIND_ORDER.filter((kind) => found.changes.some(({ portal }) => portal.kind === kind))
  return html`${found.isOtherInstrument ? html`<p class="notice">${t(W.instrument)}</p>` : ''}
<p class="quiet">${t(W.legend)}</p>
${kinds.map((kind) => {
  const own = found.changes.filter(({ portal }) => portal.kind === kind)
  return html`<section aria-labelledby="kind-${kind}"><h2 class="name" id="kind-${kind}">${t(PORTAL_KIND_WORDS[kind])} (${own.length})</h2>
${drawing(own, { kind, found, say })}
${table(own, { kind, found, say })}</section>`
})}`
}

function drawing(
  own: readonly ScoreChange[],
  { kind, found, say }: { readonly kind: string; readonly found: ScoreChanges; readonly say: Say },
): Markup {
  const { t, lang } = say
  const f = figures(lang)
  const short = shortestNames(found.changes.map(({ portal }) => portal.name[lang]))
  const slopes = own.flatMap(({ portal, before, after }): readonly Slope[] => {
    const [was, is] = [endOf(before), endOf(after)]
    if (was === null || is === null) return []
    const name = short.get(portal.name[lang]) ?? portal.name[lang]
    const title = `${portal.name[lang]}: ${f.points(was.value)} → ${f.points(is.value)} (${signed(is.value - was.value, lang)})`
    return [{ name, title, before: was, after: is }]
  })
  const aside = own.filter(({ before, after }) => endOf(before) === null || endOf(after) === null)
  return html`${
    slopes.length === 0
      ? ''
      : html`<div class="card slopecard">${slopeChart(slopes, {
          id: `slopes-${kind}`,
          title: t(W.title),
          description: t(W.legend),
          heads: [found.before.evaluation.period, found.after.evaluation.period],
          tick: (value) => f.number(value),
        })}</div>`
  }
${aside.length === 0 ? '' : html`<p id="aside-${kind}">${t(W.aside)}</p><ul class="plain card" aria-labelledby="aside-${kind}">${aside.map((one) => html`<li><b>${one.portal.name[lang]}</b>: ${reasons(one, found, say)}</li>`)}</ul>`}`
}

function table(
  own: readonly ScoreChange[],
  { kind, found, say }: { readonly kind: string; readonly found: ScoreChanges; readonly say: Say },
): Markup {
  const { t, lang } = say
  const f = figures(lang)
  const [was, is] = [found.before.evaluation.period, found.after.evaluation.period]
  const cell = (of: PublishedPortal | null): Markup =>
    html`<span>${f.points(of?.points?.points ?? null)}${of?.interval ? html` <small>${intervalText(of.interval, f)}</small>` : ''}</span>`
  return html`<details><summary>${t(W.table)}</summary>
<div class="scroll" role="group" aria-label="${t(W.table)}: ${kind}" tabindex="0"><table role="table" class="cards">
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">${t(W.portal)}</th>${[was, is].map((period) => html`<th role="columnheader" scope="col" class="n">${period} <small>${t(W.interval)}</small></th>`)}<th role="columnheader" scope="col" class="n">${t(W.change)}</th><th role="columnheader" scope="col">${t(W.reason)}</th></tr></thead>
<tbody role="rowgroup">${own.map((one) => {
    const { portal, before, after } = one
    const change = before?.points && after?.points ? signed(after.points.points - before.points.points, lang) : '–'
    return html`<tr role="row" class="first"><th role="rowheader" scope="row">${portal.name[lang]}</th><td role="cell" class="n" data-label="${was}">${cell(before)}</td><td role="cell" class="n" data-label="${is}">${cell(after)}</td><td role="cell" class="n" data-label="${t(W.change)}">${change}</td><td role="cell" data-label="${t(W.reason)}">${reasons(one, found, say)}</td></tr>`
  })}</tbody></table></div></details>`
}

/** Why there are no points, period by period; a dash where there are. */
function reasons({ before, after }: ScoreChange, found: ScoreChanges, { t }: Say): string {
  const why = [
    [found.before.evaluation.period, before],
    [found.after.evaluation.period, after],
  ] as const
  const said = why.flatMap(([period, of]) => {
    if (of === null) return [`${period}: ${t(W.notIn)}`]
    return of.points !== null || of.reason === null ? [] : [`${period}: ${t(NO_POINTS_WORDS[of.reason])}`]
  })
  return said.length === 0 ? '–' : said.join('; ')
}

/** Without the words that most of them begin or end with, by whole name. */
function shortestNames(names: readonly string[]): ReadonlyMap<string, string> {
  const turned = (text: string): string => text.split(' ').reverse().join(' ')
  const begun = shortNames(names)
  const ended = shortNames([...begun.values()].map(turned))
  return new Map([...begun].map(([name, short]) => [name, turned(ended.get(turned(short)) ?? turned(short))]))
}

/** Null: without a total there is nothing to draw. */
function endOf(portal: PublishedPortal | null): SlopeEnd | null {
  return portal?.points ? { value: portal.points.points, interval: portal.interval } : null
}

function signed(change: number, lang: Say['lang']): string {
  const rounded = Math.round(change * 100) / 100
  return rounded.toLocaleString(lang, { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: 'exceptZero' })
}
