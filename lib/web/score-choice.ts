import { html } from 'hono/html'
import type { ReadPack } from '../flow/criteria.ts'
import type { VantageGroup } from '../model/catalogue.ts'
import type { Evaluation, EvaluationState } from '../model/evaluation.ts'
import { EVALUATION_STATE_WORDS } from '../model/score-words.ts'
import { GROUP_WORDS } from '../model/words.ts'
import type { Markup, Say } from './overview-say.ts'
import { scorePath } from './score-href.ts'
import { SCORES_WORDS as W } from './scores-words.ts'

export type Chosen = {
  readonly period: string
  /** `id@version`; null: none yet. */
  readonly criteria: string | null
  readonly group: VantageGroup | null
}

/** Which badge says how an evaluation stands. */
export const STATE_BADGES: Readonly<Record<EvaluationState, string>> = {
  open: 'unknown',
  window: 'slow',
  review: 'slow',
  closed: 'ok',
}

/** The ways to other scores: periods that were opened, and any other by a form. */
export function scoreChoice(
  of: {
    readonly packs: readonly ReadPack[]
    readonly evaluations: readonly Evaluation[]
    readonly chosen: Chosen
    readonly isOpen: boolean
  },
  say: Say,
): Markup {
  const { t } = say
  const { chosen, packs } = of
  const latest = of.evaluations.toSorted((a, b) => (a.opening.statement.to < b.opening.statement.to ? 1 : -1))
  return html`<details class="ways"${of.isOpen ? html` open` : ''}><summary>${t(W.choose)}</summary><form class="line" method="get" action="/scores">
${periodField(chosen.period, say)}
${criteriaField({ packs, chosen: chosen.criteria }, say)}
${groupField(chosen.group, say)}
<button class="second">${t(W.show)}</button>
</form>
${packs.length === 0 ? html`<p class="quiet">${t(W.noCriteria)}</p>` : ''}
${latest.length === 0 ? '' : html`<p class="quiet">${t(W.opened)}</p><ul class="plain">${latest.map((one) => html`<li><a href="${scorePath({ ...one, criteria: `${one.criteria}@${one.version}` })}">${one.period}</a> · ${one.criteria}@${one.version} · ${t(GROUP_WORDS[one.group])} <span class="badge ${STATE_BADGES[one.state]}">${t(EVALUATION_STATE_WORDS[one.state])}</span></li>`)}</ul>`}</details>`
}

export function periodField(value: string, { t }: Say): Markup {
  return html`<label>${t(W.period)}<input name="period" required value="${value}" maxlength="40" size="24" autocomplete="off" spellcheck="false" title="${t(W.periodHint)}"></label>`
}

/** `all`: what an empty choice is called; absent: one is to be chosen. */
export function criteriaField(
  of: { readonly packs: readonly ReadPack[]; readonly chosen: string | null; readonly all?: string },
  { t, lang }: Say,
): Markup {
  return html`<label>${t(W.criteria)}<select name="criteria">${of.all === undefined ? '' : html`<option value="">${of.all}</option>`}${of.packs.map(
    ({ criteria }) => {
      const value = `${criteria.criteria}@${criteria.version}`
      return html`<option value="${value}"${value === of.chosen ? html` selected` : ''}>${criteria.name[lang]} (${value})</option>`
    },
  )}</select></label>`
}

export function groupField(chosen: VantageGroup | null, { t }: Say): Markup {
  const groups = ['domestic', 'abroad'] as const
  return html`<label>${t(W.group)}<select name="group"><option value="">${t(W.anyGroup)}</option>${groups.map((group) => html`<option value="${group}"${group === chosen ? html` selected` : ''}>${t(GROUP_WORDS[group])}</option>`)}</select></label>`
}
