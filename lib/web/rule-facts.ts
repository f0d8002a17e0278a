import { html } from 'hono/html'
import type { RuleFacts } from '../flow/facts-job.ts'
import type { SheetPart } from '../judge/sheet-facts.ts'
import type { Markup, Say } from './overview-say.ts'
import { STRATUM_WORDS, PORTAL_SCORE_WORDS as W } from './portal-score-words.ts'
import { ruleName } from './rule-name.ts'
import { figures } from './score-figures.ts'

const WIDTH = 480
const HEIGHT = 120
const LEFT = 48
const BOTTOM = 18

/** One rule's results by part of the week and location, and by hour of the day. */
export function ruleFacts(
  { rule, places, hours }: RuleFacts,
  { page, say }: { readonly page: string; readonly say: Say },
): Markup {
  const { t, lang } = say
  const f = figures(lang)
  const id = `${page}-${rule.metric}-${rule.basis}-${rule.from}`.replace('/', '-')
  if (places.length === 0) return html``
  const heads = [t(W.place), t(W.location), t(W.valid), t(W.failed), t(W.within), 'p50', 'p75', 'p95']
  return html`<details class="ways" id="${id}"><summary>${ruleName(rule, say)}: ${t(W.from).toLocaleLowerCase(lang)}</summary>
<div class="scroll" role="group" aria-label="${t(W.place)}: ${page} ${rule.metric} ${rule.basis}" tabindex="0"><table role="table" class="cards"><thead role="rowgroup"><tr role="row">${heads.map((head, index) => html`<th role="columnheader" scope="col"${index < 2 ? '' : html` class="n"`}>${head}</th>`)}</tr></thead>
<tbody role="rowgroup">${places.map((one) => {
    const cells = [
      [t(W.valid), f.number(one.passed + one.failed)],
      [t(W.failed), f.number(one.failed)],
      [t(W.within), f.share(one.within)],
      ['p50', f.number(one.p50)],
      ['p75', f.number(one.p75)],
      ['p95', f.number(one.p95)],
    ]
    return html`<tr role="row" class="first"><th role="rowheader" scope="row">${t(STRATUM_WORDS[one.stratum])}</th><td role="cell" data-label="${t(W.location)}">${one.location}</td>${cells.map(([head, value]) => html`<td role="cell" class="n" data-label="${head}">${value}</td>`)}</tr>`
  })}</tbody></table></div>
<figure><figcaption>${ruleName(rule, say)} ${t(W.byHour)}. <small>${t(W.hourLegend)}</small></figcaption>${hourChart(hours, { limit: rule.limit, say })}</figure>
<details id="${id}-hours"><summary>${t(W.table)}</summary><table><thead><tr>${[t(W.hour), t(W.valid), t(W.failed), 'p50', 'p95'].map((head, index) => html`<th scope="col"${index === 0 ? '' : html` class="n"`}>${head}</th>`)}</tr></thead><tbody>${hours.map(({ p50, p95, valid, failed }, hour) => html`<tr><th scope="row">${hour}</th>${[valid + failed, failed, p50, p95].map((value) => html`<td class="n">${f.number(value)}</td>`)}</tr>`)}</tbody></table></details>
</details>`
}

/** It stands beside its table, and so is hidden from who listens. */
function hourChart(
  hours: readonly SheetPart[],
  { limit, say }: { readonly limit: number | null; readonly say: Say },
): Markup {
  const f = figures(say.lang)
  const top = Math.max(1, (limit ?? 0) * 1.1, ...hours.map(({ p95 }) => p95 ?? 0))
  const step = (WIDTH - LEFT) / hours.length
  const foot = HEIGHT - BOTTOM
  const y = (value: number): number => foot - (value / top) * (foot - 8)
  const bar = (of: { readonly kind: string; readonly index: number; readonly from: number; readonly to: number }) =>
    html`<rect class="${of.kind}" x="${(LEFT + of.index * step + 1).toFixed(1)}" y="${of.to.toFixed(1)}" width="${(step - 2).toFixed(1)}" height="${Math.max(0, of.from - of.to).toFixed(1)}"/>`
  return html`<svg class="hours" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true" focusable="false"><path class="axis" d="M${LEFT} ${foot}H${WIDTH}"/><text x="${LEFT - 4}" y="12" text-anchor="end">${f.number(Math.round(top))}</text><text x="${LEFT - 4}" y="${foot}" text-anchor="end">0</text>${hours.map(
    ({ p50, p95, valid, failed }, index) =>
      html`${p50 === null || p95 === null ? '' : html`${bar({ kind: 'range', index, from: y(p50), to: y(p95) })}${bar({ kind: 'middle', index, from: y(p50) + 1, to: y(p50) - 1 })}`}${failed === 0 ? '' : bar({ kind: 'badbar', index, from: foot, to: foot - (failed / (valid + failed)) * (foot - 8) })}${index % 6 === 0 ? html`<text x="${(LEFT + (index + 0.5) * step).toFixed(1)}" y="${HEIGHT - 4}" text-anchor="middle">${index}</text>` : ''}`,
  )}${limit === null ? '' : html`<path class="limit" d="M${LEFT} ${y(limit).toFixed(1)}H${WIDTH}"/>`}</svg>`
}
