import type { Context } from 'hono'
import { html } from 'hono/html'
import { publishedCriteria, type ReadPack } from '../flow/criteria.ts'
import { listJobs, type ShownJob } from '../flow/show-job.ts'
import { dayOf } from '../model/day.ts'
import { askByForm, type FormProblem, ownerOf } from './ask-page.ts'
import { evaluationWays } from './evaluation-ways.ts'
import { EXPORTS_WORDS as W } from './exports-words.ts'
import { formFields } from './form-fields.ts'
import { jobBadge, jobName, paramsOf } from './job-page.ts'
import { JOB_LIST } from './list-kinds.ts'
import type { Markup, Say } from './overview-say.ts'
import { type Page, type PageRoute, type PageView, pageRoute } from './page-route.ts'
import { shownPart } from './part-links.ts'
import { problemNotice } from './problem-words.ts'
import { criteriaField, groupField, periodField } from './score-choice.ts'
import { type EvaluationPorts, lastMonth } from './score-pages.ts'

const READERS = ['operator', 'evaluator', 'vendor'] as const
const ROWS = 50
const FILE_KINDS = ['export', 'bundle', 'history']

/** What a choice of the form means to the job. */
const FORMATS = {
  xlsx: { format: 'xlsx' },
  'csv-vi': { format: 'csv', lang: 'vi' },
  'csv-en': { format: 'csv', lang: 'en' },
  json: { format: 'json' },
} as const

/** Files of scores, which jobs make; bundles for who may read all. */
export function exportPages(ports: EvaluationPorts): readonly PageRoute[] {
  return [
    pageRoute({
      method: 'GET',
      path: '/exports',
      roles: READERS,
      answer: (c, view) =>
        exportsPage(c, {
          view,
          ports,
          problem: null,
          chosen: { period: c.req.query('period') ?? null, criteria: c.req.query('criteria') ?? null },
        }),
    }),
    pageRoute({
      method: 'POST',
      path: '/exports',
      roles: READERS,
      answer: async (c, view) => {
        const { as = '', ...rest } = (await formFields(c)) ?? {}
        const format = Object.hasOwn(FORMATS, as) ? FORMATS[as as keyof typeof FORMATS] : { format: as }
        const asked = await askByForm(
          c,
          { kind: 'export', params: { ...rest, ...format }, owner: ownerOf(view) },
          ports,
        )
        return asked instanceof Response
          ? asked
          : exportsPage(c, { view, ports, problem: asked, chosen: chosenOf(rest) })
      },
    }),
    pageRoute({
      method: 'POST',
      path: '/bundles',
      roles: ['operator', 'evaluator'],
      answer: async (c, view) => {
        const params = (await formFields(c)) ?? {}
        const asked = await askByForm(c, { kind: 'bundle', params, owner: ownerOf(view) }, ports)
        return asked instanceof Response
          ? asked
          : exportsPage(c, { view, ports, problem: asked, chosen: chosenOf(params) })
      },
    }),
  ]
}

type Chosen = { readonly period: string | null; readonly criteria: string | null }

function chosenOf({ period, criteria }: Readonly<Record<string, string>>): Chosen {
  return { period: period ?? null, criteria: criteria ?? null }
}

async function exportsPage(
  c: Context,
  of: {
    readonly view: PageView
    readonly ports: EvaluationPorts
    readonly problem: FormProblem | null
    readonly chosen: Chosen
  },
): Promise<Page> {
  const { view, ports, problem } = of
  const { say, viewer } = view
  const { t } = say
  const owner = ownerOf(view)
  const [packs, { jobs }] = await Promise.all([publishedCriteria(ports.table), listJobs(owner, ports)])
  const chosen = { ...of.chosen, period: of.chosen.period ?? lastMonth(dayOf(view.nowMs, say.timezone)) }
  const asked = jobs.filter(({ kind }) => FILE_KINDS.includes(kind))
  const files = shownPart(c, asked, { ...JOB_LIST, limit: ROWS })
  const forms =
    viewer?.by == null
      ? html`<p class="quiet">${t(W.signInFirst)}</p>`
      : html`<div class="grid">${exportForm({ packs, chosen, isVendor: owner.role === 'vendor' }, say)}${owner.role === 'vendor' ? '' : bundleForm({ packs, chosen }, say)}</div>`
  const main = html`${evaluationWays('/exports', say)}<h1>${t(W.title)}</h1><p>${t(W.lead)}</p>
${problemNotice(problem, say)}
${forms}
<h2 id="files">${t(W.recent)}</h2>
${fileTable(files.entries, say)}
${files.links(say)}`
  return { title: t(W.title), main, status: problem === null ? 200 : 400 }
}

type FormOf = { readonly packs: readonly ReadPack[]; readonly chosen: Chosen & { readonly period: string } }

function exportForm({ packs, chosen, isVendor }: FormOf & { readonly isVendor: boolean }, say: Say): Markup {
  const { t } = say
  const only = (['portal', 'owner', 'vendor'] as const).filter((name) => name !== 'vendor' || !isVendor)
  return html`<section class="card" aria-labelledby="scores"><h2 id="scores">${t(W.scores)}</h2>
<form class="stack" method="post" action="/exports">
${periodField(chosen.period, say)}
${criteriaField({ packs, chosen: chosen.criteria, all: t(W.allCriteria) }, say)}
<label>${t(W.format)}<select name="as"><option value="xlsx">${t(W.xlsx)}</option><option value="csv-vi">${t(W.csvVi)}</option><option value="csv-en">${t(W.csvEn)}</option><option value="json">${t(W.json)}</option></select></label>
${groupField(null, say)}
<details><summary>${t(W.only)}…</summary><p class="quiet">${t(W.onlyHint)}</p>${only.map((name) => html`<label>${t(W[name])}<input name="${name}" maxlength="63" autocomplete="off" spellcheck="false"></label>`)}</details>
<button>${t(W.make)}</button></form></section>`
}

function bundleForm({ packs, chosen }: FormOf, say: Say): Markup {
  const { t } = say
  return html`<section class="card" aria-labelledby="bundle"><h2 id="bundle">${t(W.bundle)}</h2><p>${t(W.bundleHint)}</p>
<form class="stack" method="post" action="/bundles">
${periodField(chosen.period, say)}
${criteriaField({ packs, chosen: chosen.criteria }, say)}
${groupField(null, say)}
<button>${t(W.make)}</button></form></section>`
}

function fileTable(jobs: readonly ShownJob[], say: Say): Markup {
  const { t } = say
  if (jobs.length === 0) return html`<p class="quiet">${t(W.none)}</p>`
  return html`<div class="scroll" role="group" aria-labelledby="files" tabindex="0"><table role="table" class="cards"><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">${t(W.what)}</th><th role="columnheader" scope="col">${t(W.details)}</th><th role="columnheader" scope="col">${t(W.asked)}</th><th role="columnheader" scope="col">${t(W.status)}</th></tr></thead>
<tbody role="rowgroup">${jobs.map(
    (job) =>
      html`<tr role="row" class="first"><th role="rowheader" scope="row"><a href="/jobs/${job.id}">${job.file?.name ?? jobName(job, say)}</a></th><td role="cell" data-label="${t(W.details)}">${paramsOf(
        job,
        say,
      )
        .map(([name, value]) => `${name}: ${value}`)
        .join(
          ', ',
        )}</td><td role="cell" data-label="${t(W.asked)}">${say.at(job.createdAtMs)}</td><td role="cell" data-label="${t(W.status)}">${jobBadge(job, say)}</td></tr>`,
  )}</tbody></table></div>`
}
