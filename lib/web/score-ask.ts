import { html } from 'hono/html'
import type { SeenScore } from '../flow/seen-score.ts'
import { isOver } from '../model/job.ts'
import { jobLine } from './job-line.ts'
import type { Markup } from './overview-say.ts'
import type { PageView } from './page-route.ts'
import { SCORES_WORDS as W } from './scores-words.ts'

/** Asks for a score to be computed: the first time, or anew. */
export function askForScore({ params, score, job }: SeenScore, { say, viewer }: PageView): Markup {
  const { t } = say
  if (job !== null && !isOver(job)) return score === null ? jobLine(job, say) : html``
  const { criteria, period, group } = params
  const form =
    viewer?.by == null
      ? html`<p class="quiet">${t(W.signInFirst)}</p>`
      : html`<form class="line" method="post" action="/scores"><input type="hidden" name="criteria" value="${criteria}"><input type="hidden" name="period" value="${period}">${group === undefined ? '' : html`<input type="hidden" name="group" value="${group}">`}<button${score === null ? '' : html` class="second"`}>${t(score === null ? W.compute : W.again)}</button></form>`
  return html`${score === null ? html`<p>${t(W.notComputed)}</p>${job === null ? '' : jobLine(job, say)}` : ''}${form}`
}
