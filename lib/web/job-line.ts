import { html } from 'hono/html'
import type { ShownJob } from '../flow/show-job.ts'
import { isOver } from '../model/job.ts'
import type { Markup, Say } from './overview-say.ts'
import { problemText } from './problem-words.ts'
import { SCORES_WORDS as W } from './scores-words.ts'

/** A job for what isn't shown yet, and the way to it. */
export function jobLine(job: ShownJob, say: Say): Markup {
  const { t } = say
  const isBad = job.failure !== null
  return html`<p class="notice${isBad ? ' bad' : ''}">${t(isBad ? W.failed : W.underWay)}${job.failure === null ? '' : html`: ${problemText(job.failure, say)}`}${isOver(job) ? '' : html` – <a href="/jobs/${job.id}">${t(W.follow)}</a>`}</p>`
}
