import { html } from 'hono/html'
import { factsParamsSchema } from '../flow/facts-job.ts'
import { scoreParamsSchema } from '../flow/score-job.ts'
import type { LinkedJob, ShownJob } from '../flow/show-job.ts'
import { isOver } from '../model/job.ts'
import { JOB_KIND_WORDS, JOB_STATUS_WORDS, PARAM_VALUE_WORDS, PARAM_WORDS, JOBS_WORDS as W } from './jobs-words.ts'
import type { Markup, Say } from './overview-say.ts'
import type { Page } from './page-route.ts'
import { problemText } from './problem-words.ts'
import { scorePath } from './score-href.ts'

const BADGES: Readonly<Record<ShownJob['status'], string>> = {
  queued: 'unknown',
  running: 'slow',
  done: 'ok',
  failed: 'down',
}

/** A job: how far it is, and then the way to what it has made. */
export function jobPage(job: LinkedJob, say: Say): Page {
  const { t } = say
  const kind = jobName(job, say)
  const way = resultPath(job)
  const facts = [
    [t(W.asked), say.at(job.createdAtMs)],
    [t(W.lastSign), say.at(job.updatedAtMs)],
    [t(W.kept), say.at(job.expiresAtMs)],
  ] as const
  const main = html`<h1>${kind}</h1>
<ul class="chips"><li>${jobBadge(job, say)}</li></ul>
${progressOf(job, say)}
${job.failure === null ? '' : html`<p class="notice bad">${problemText(job.failure, say)}</p>`}
${job.status === 'done' && way !== null ? html`<p><a class="button" href="${way}">${t(W.see)}</a></p>` : ''}
${job.link === null || job.file === null ? '' : html`<p><a class="button${way === null ? '' : ' second'}" href="${job.link.url}" download>${t(W.download)} ${job.file.name}</a></p><p class="quiet">${t(W.linkNote)}<br>${t(W.size)}: ${job.file.sizeBytes.toLocaleString(say.lang)} B · SHA-256 <code>${job.file.sha256}</code></p>`}
<h2>${t(W.params)}</h2>
<dl class="facts">${paramsOf(job, say).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
<p class="quiet"><code>${job.id}</code></p>`
  return { title: kind, main, isLive: !isOver(job) }
}

export function jobName({ kind }: Pick<ShownJob, 'kind'>, { t }: Say): string {
  const words = JOB_KIND_WORDS[kind]
  return words === undefined ? kind : t(words)
}

export function jobBadge({ status }: Pick<ShownJob, 'status'>, { t }: Say): Markup {
  return html`<span class="badge ${BADGES[status]}">${t(JOB_STATUS_WORDS[status])}</span>`
}

/** What was asked for, as names and values; who did is left out. */
export function paramsOf(
  { params }: Pick<ShownJob, 'params'>,
  { t }: Pick<Say, 't'>,
): readonly (readonly [string, string])[] {
  return Object.entries((params ?? {}) as Readonly<Record<string, unknown>>)
    .filter(([name, value]) => name !== 'by' && value !== null)
    .map(([name, value]) => {
      const [words, told] = [PARAM_WORDS[name], PARAM_VALUE_WORDS[name]?.[String(value)]]
      return [words === undefined ? name : t(words), told === undefined ? String(value) : t(told)]
    })
}

function progressOf(job: ShownJob, { t }: Say): Markup {
  if (isOver(job)) return html``
  const { progress } = job
  if (progress === null) return html`<p>${t(job.status === 'queued' ? W.waiting : W.begun)}</p>`
  return html`<p><label>${t(W.progress)}: ${progress.done}/${progress.total}<progress value="${progress.done}" max="${Math.max(1, progress.total)}"></progress></label></p>`
}

/** Where pages show what a job has made; null: it is a file for the person alone. */
function resultPath({ kind, params }: ShownJob): string | null {
  if (kind === 'period') return '/periods'
  const facts = factsParamsSchema.safeParse(params)
  if (kind === 'facts' && facts.success) {
    const { portal, revision } = facts.data
    return scorePath(facts.data, { portal, ...(revision === undefined ? { isLive: true } : { revision }) })
  }
  const read = scoreParamsSchema.safeParse(params)
  return kind === 'score' && read.success ? scorePath(read.data, { isLive: true }) : null
}
