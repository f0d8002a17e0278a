import { html } from 'hono/html'
import { inReportOrder } from '../flow/score-export.ts'
import type { SeenScore } from '../flow/seen-score.ts'
import type { Portal } from '../model/catalogue.ts'
import { PORTAL_KIND_WORDS } from '../model/catalogue-words.ts'
import type { PublishedPortal, Score } from '../model/score.ts'
import { PORTAL_KIND_ORDER } from '../model/score-export.ts'
import { remarksOf } from '../model/score-words.ts'
import type { Markup, Say } from './overview-say.ts'
import { dotsScale, scoreDots } from './score-dots.ts'
import { type Figures, figures } from './score-figures.ts'
import { scoreHref } from './score-href.ts'
import { SCORES_WORDS as W } from './scores-words.ts'

type Row = { readonly portal: Portal; readonly published: PublishedPortal }

/** The portals of a score with their points, in the order of a report. */
export function scoresTable(seen: SeenScore & { readonly score: Score }, say: Say): Markup {
  const { t } = say
  const { catalogue, score, pack } = seen
  const rows = inReportOrder(catalogue.portals).flatMap((portal): Row[] => {
    const published = score.portals.find((one) => one.portal === portal.id)
    return published ? [{ portal, published }] : []
  })
  if (rows.length === 0) return html`<p>${t(W.noPortals)}</p>`
  const { points, pages } = pack.criteria
  const kinds = PORTAL_KIND_ORDER.filter((kind) => rows.some(({ portal }) => portal.kind === kind))
  const of = { seen, say, f: figures(say.lang) }
  return html`<div class="scroll" role="group" aria-labelledby="scores-caption" tabindex="0"><table role="table" class="cards scores">
<caption id="scores-caption">${t(W.order)} ${t(W.legend)}</caption>
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">${t(W.portal)}</th><th role="columnheader" scope="col" class="n">${t(W.homepage)}${most(pages.homepage, say)}</th><th role="columnheader" scope="col" class="n">${t(W.eform)}${most(pages.eform, say)}</th><th role="columnheader" scope="col" class="n">${t(W.total)}${most(points, say)}</th><th role="columnheader" scope="col">${dotsScale(points)}<span class="aside">${t(W.chart)}</span></th><th role="columnheader" scope="col" class="n">${t(W.interval)}</th><th role="columnheader" scope="col" class="n">${t(W.ranks)}</th><th role="columnheader" scope="col" class="n">${t(W.coverage)}</th><th role="columnheader" scope="col">${t(W.reason)}</th></tr></thead>
${kinds.map((kind) => html`<tbody role="rowgroup"><tr role="row" class="kind"><th role="rowheader" colspan="9" scope="rowgroup">${t(PORTAL_KIND_WORDS[kind])}</th></tr>${rows.filter(({ portal }) => portal.kind === kind).map((row) => rowOf(row, of))}</tbody>`)}
</table></div>`
}

function most(points: number | undefined, { t, lang }: Say): Markup {
  return points === undefined ? html`` : html` <small>${t(W.of)} ${points.toLocaleString(lang)}</small>`
}

function rowOf(
  { portal, published }: Row,
  { seen, say, f }: { readonly seen: SeenScore; readonly say: Say; readonly f: Figures },
): Markup {
  const { t, lang } = say
  const { points, homepage, eform, interval, before, pages } = published
  const href = scoreHref(seen, { portal: portal.id })
  const coverages = pages.flatMap(({ coverage }) => coverage ?? [])
  return html`<tr role="row" class="first" id="${portal.id}"><th role="rowheader" scope="row"><a href="${href}">${portal.name[lang]}</a></th>
<td role="cell" class="n" data-label="${t(W.homepage)}">${boundedPoints(homepage, f)}</td>
<td role="cell" class="n" data-label="${t(W.eform)}">${boundedPoints(eform, f)}</td>
<td role="cell" class="n" data-label="${t(W.total)}"><span><b>${f.points(points?.points ?? null)}</b>${boundsOf(points, f)}${published.grade === null ? '' : html` <small>${published.grade}</small>`}${before === null ? '' : html`<small class="before">${t(W.before)}: ${f.points(before.points?.points ?? null)}</small>`}</span></td>
<td role="cell" data-label="${t(W.chart)}">${scoreDots(published, seen.pack.criteria.points)}</td>
<td role="cell" class="n" data-label="${t(W.interval)}">${intervalText(interval, f)}</td>
<td role="cell" class="n" data-label="${t(W.ranks)}">${ranksText(published, say)}</td>
<td role="cell" class="n" data-label="${t(W.coverage)}">${f.share(coverages.length === 0 ? null : Math.min(...coverages))}</td>
${remarkCell(remarksOf(published).map(t).join('; '), t(W.reason))}</tr>`
}

/** Where there is nothing to remark, a card of a small screen leaves the line out. */
function remarkCell(remarks: string, label: string): Markup {
  return html`<td role="cell"${remarks === '' ? html` class="none"` : ''} data-label="${label}">${remarks || '–'}</td>`
}

export function intervalText(interval: PublishedPortal['interval'], f: Figures): Markup {
  return interval === null ? html`–` : html`${f.points(interval.low)}–${f.points(interval.high)}`
}

/** Without ground for a rank it says so; who has no points has none either. */
export function ranksText({ ranks, points }: PublishedPortal, { t }: Say): Markup {
  if (ranks !== null) return html`<span>${ranks.best}–${ranks.worst} <small>${t(W.among)} ${ranks.of}</small></span>`
  return points === null ? html`–` : html`<small>${t(W.noRanks)}</small>`
}

function boundedPoints(points: PublishedPortal['points'], f: Figures): Markup {
  return html`<span>${f.points(points?.points ?? null)}${boundsOf(points, f)}</span>`
}

/** What obstruction leaves open, where it does. */
function boundsOf(points: PublishedPortal['points'], f: Figures): Markup {
  return points === null || points.low === points.high
    ? html``
    : html`<small class="bounds">${f.points(points.low)}–${f.points(points.high)}</small>`
}
