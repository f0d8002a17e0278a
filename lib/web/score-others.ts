import { html } from 'hono/html'
import type { ReadPack } from '../flow/criteria.ts'
import type { SeenScore } from '../flow/seen-score.ts'
import type { Evaluation } from '../model/evaluation.ts'
import { GROUP_WORDS } from '../model/words.ts'
import type { Markup, Say } from './overview-say.ts'
import { scorePath } from './score-href.ts'
import { SCORES_WORDS as W } from './scores-words.ts'

/** What an address leaves open, and the page has chosen by itself. */
export type LeftOpen = 'criteria' | 'period' | 'both'

type Other = Pick<SeenScore['params'], 'criteria' | 'period' | 'group'>

/** How many other periods are named. */
const PERIODS_SHOWN = 6

/** Which scores these are where the address does not say, and the ways to the others: by other criteria, and of other periods. */
export function scoreOthers(
  params: Other,
  of: {
    readonly leftOpen: LeftOpen | null
    readonly packs: readonly ReadPack[]
    readonly evaluations: readonly Evaluation[]
  },
  say: Say,
): Markup {
  const { t } = say
  const { leftOpen } = of
  const { criteria, period, group } = params
  const known = of.evaluations.map((one) => ({ ...one, criteria: `${one.criteria}@${one.version}` }))
  const published = of.packs.map((pack) => `${pack.criteria.criteria}@${pack.criteria.version}`)
  const byCriteria = [
    ...known.filter((one) => one.period === period),
    ...published
      .filter((name) => !known.some((one) => one.period === period && one.criteria === name))
      .map((name): Other => ({ criteria: name, period })),
  ].filter((one) => one.criteria !== criteria || (one.group !== undefined && one.group !== group))
  const byPeriod = known
    .filter((one) => one.period !== period && one.criteria === criteria && one.group === group)
    .toSorted((a, b) => (a.opening.statement.to < b.opening.statement.to ? 1 : -1))
    .slice(0, PERIODS_SHOWN)
  const which = leftOpen === null ? null : { criteria: W.noneNamed, period: W.noPeriodNamed, both: W.latest }[leftOpen]
  return html`${which === null ? '' : html`<p class="${leftOpen === 'both' ? 'quiet' : 'notice'}">${t(which)}: ${t(W.period)} <b>${period}</b>, ${t(W.criteria)} <b>${criteria}</b>.</p>`}
${links(t(W.otherCriteria), byCriteria, (one) => `${one.criteria}${one.group === undefined || one.group === group ? '' : `, ${t(GROUP_WORDS[one.group])}`}`)}
${links(t(W.otherPeriods), byPeriod, (one) => one.period)}`
}

function links(title: string, others: readonly Other[], nameOf: (one: Other) => string): Markup {
  if (others.length === 0) return html``
  return html`<p class="quiet">${title}: ${others.map((one, index) => html`${index === 0 ? '' : ' · '}<a href="${scorePath(one)}">${nameOf(one)}</a>`)}</p>`
}
