import { html } from 'hono/html'
import { publishedCriteria, type ReadPack } from '../flow/criteria.ts'
import { PAGE_KIND_WORDS } from '../model/catalogue-words.ts'
import { READING_WORDS } from '../model/metric-words.ts'
import type { Table } from '../record/table.ts'
import { evaluationWays } from './evaluation-ways.ts'
import { METHODS, type MethodGroup, METHODS_WORDS as W } from './methods-words.ts'
import type { Markup, Say } from './overview-say.ts'
import { type PageRoute, pageRoute } from './page-route.ts'
import { PORTAL_SCORE_WORDS } from './portal-score-words.ts'
import { ruleName } from './rule-name.ts'
import { figures } from './score-figures.ts'

/** What every number is and how it is come to, for everybody who signs in. */
export function methodPages({ table }: { readonly table: Table }): readonly PageRoute[] {
  return [
    pageRoute({
      method: 'GET',
      path: '/methods',
      roles: ['operator', 'evaluator', 'vendor'],
      answer: async (_c, { say }) => {
        const packs = await publishedCriteria(table)
        const main = html`${evaluationWays('/methods', say)}<h1>${say.t(W.title)}</h1><p>${say.t(W.lead)}</p>
${METHODS.map((group) => groupOf(group, say))}
${packs.length === 0 ? '' : html`<h2 id="criteria">${say.t(W.packs)}</h2>${packs.map((pack) => packOf(pack, say))}`}`
        return { title: say.t(W.title), main }
      },
    }),
  ]
}

function groupOf({ id, title, methods }: MethodGroup, { t }: Say): Markup {
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${t(title)}</h2><div class="grid">${methods.map(({ name, text, formula }) => html`<div class="card method"><h3>${t(name)}</h3><p>${t(text)}</p>${formula === undefined ? '' : html`<p class="formula"><code>${t(formula)}</code></p>`}</div>`)}</div></section>`
}

function packOf({ criteria }: ReadPack, say: Say): Markup {
  const { t, lang } = say
  const f = figures(lang)
  const id = `criteria-${criteria.criteria}`
  const heads = [W.page, W.rule, W.statistic, PORTAL_SCORE_WORDS.limit, W.full, W.zero, W.weight].map(t)
  return html`<details class="ways" id="${id}"><summary>${criteria.name[lang]} (${criteria.criteria}@${criteria.version})</summary>
<p>${t(W.source)}: ${criteria.source} <span class="badge unknown">${t(READING_WORDS[criteria.reading])}</span></p>
<div class="scroll" role="group" aria-label="${criteria.criteria}" tabindex="0"><table><thead><tr>${heads.map((head, index) => html`<th scope="col"${index < 3 ? '' : html` class="n"`}>${head}</th>`)}</tr></thead>
<tbody>${criteria.rules.map((rule) => {
    const isShare = rule.statistic === 'within'
    const bound = (value: number): string => (isShare ? f.share(value) : f.number(value))
    return html`<tr><td>${t(PAGE_KIND_WORDS[rule.page])}</td><td>${ruleName(rule, say)}</td><td>${rule.statistic}</td>${[rule.limit === null ? '–' : `< ${f.number(rule.limit)}`, bound(rule.full), bound(rule.zero), f.number(rule.weight)].map((value) => html`<td class="n">${value}</td>`)}</tr>`
  })}</tbody></table></div></details>`
}
