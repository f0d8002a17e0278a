import type { Context } from 'hono'
import { html } from 'hono/html'
import { askForJob, MAX_WAITING } from '../flow/ask-for-job.ts'
import { publishedCriteria } from '../flow/criteria.ts'
import { evaluations } from '../flow/kept-score.ts'
import { chosenScore } from '../flow/score-job.ts'
import { periodActSchema } from '../model/evaluation.ts'
import { actorOf, type FormProblem, formProblem, ownerOf, tried } from './ask-page.ts'
import { evaluationWays } from './evaluation-ways.ts'
import { formFields } from './form-fields.ts'
import { EVALUATION_LIST } from './list-kinds.ts'
import { type Page, type PageRoute, type PageView, pageRoute } from './page-route.ts'
import { shownPart } from './part-links.ts'
import { evaluationCard, openingForm } from './period-card.ts'
import { PERIODS_WORDS as W } from './periods-words.ts'
import { problemNotice } from './problem-words.ts'
import type { EvaluationPorts } from './score-pages.ts'
import { SCORES_WORDS } from './scores-words.ts'

const CARDS = 20

/** Periods for all who read; evaluators open, preview, close and correct them, as jobs. */
export function periodPages(ports: EvaluationPorts): readonly PageRoute[] {
  return [
    pageRoute({
      method: 'GET',
      path: '/periods',
      roles: ['operator', 'evaluator', 'vendor'],
      answer: (c, view) => periodsPage(c, { view, ports, problem: null }),
    }),
    pageRoute({
      method: 'POST',
      path: '/periods',
      roles: ['evaluator'],
      answer: async (c, view) => {
        const refused = (problem: FormProblem): Promise<Page> => periodsPage(c, { view, ports, problem })
        const asked = periodActSchema.safeParse(await formFields(c))
        if (!asked.success) return refused(formProblem(asked.error))
        const known = await tried(() => chosenScore(asked.data, ports.table))
        if ('problem' in known) return refused(known.problem)
        const params = { ...asked.data, by: actorOf(view) }
        const job = await askForJob({ kind: 'period', params, owner: ownerOf(view) }, ports)
        if (job !== null) return c.redirect(`/jobs/${job.id}`, 303)
        const message = `${MAX_WAITING} jobs of yours are not over yet: wait for one of them`
        return refused({ code: 'too_many_jobs', message })
      },
    }),
  ]
}

async function periodsPage(
  c: Context,
  of: { readonly view: PageView; readonly ports: EvaluationPorts; readonly problem: FormProblem | null },
): Promise<Page> {
  const { view, ports, problem } = of
  const { say, viewer } = view
  const { t } = say
  const [known, packs] = await Promise.all([
    evaluations({ table: ports.table, nowMs: view.nowMs }),
    publishedCriteria(ports.table),
  ])
  const mayAct = viewer?.by != null && viewer.principal.role === 'evaluator'
  const latest = shownPart(c, known.evaluations, { ...EVALUATION_LIST, limit: CARDS })
  const main = html`${evaluationWays('/periods', say)}<h1>${t(W.title)}</h1>
<p>${t(W.lead)}${mayAct ? '' : html` ${t(W.onlyEvaluators)}`}</p>
${problemNotice(problem, say)}
${mayAct ? openingForm(packs, say) : ''}
${known.evaluations.length === 0 ? html`<p class="quiet">${t(SCORES_WORDS.noneOpened)}</p>` : latest.entries.map((one) => evaluationCard(one, { say, mayAct, packs }))}
${latest.links(say)}`
  return { title: t(W.title), main, status: problem === null ? 200 : 400 }
}
