import { html } from 'hono/html'
import { evaluations } from '../flow/kept-score.ts'
import { decideReview, decidesOnWordOf, isConcerned, type LinkedReview, reviews, showReview } from '../flow/review.ts'
import { newDecisionSchema } from '../model/review.ts'
import { actorOf, type FormProblem, formProblem, ownerOf, tried } from './ask-page.ts'
import { evaluationWays } from './evaluation-ways.ts'
import { formFields } from './form-fields.ts'
import { REVIEW_LIST } from './list-kinds.ts'
import type { Markup } from './overview-say.ts'
import { type Page, type PageRoute, type PageView, pageRoute } from './page-route.ts'
import { shownPart } from './part-links.ts'
import { problemNotice } from './problem-words.ts'
import { decisionForm, reviewFacts, reviewTable } from './review-parts.ts'
import { REVIEWS_WORDS as W } from './reviews-words.ts'
import type { EvaluationPorts } from './score-pages.ts'

const ROWS = 50

const READERS = ['operator', 'evaluator', 'vendor'] as const

/** Reviews for all who read, of a vendor's portals for itself; decided by evaluators who aren't concerned. */
export function reviewPages(ports: EvaluationPorts): readonly PageRoute[] {
  return [
    pageRoute({
      method: 'GET',
      path: '/reviews',
      roles: READERS,
      answer: async (c, view) => {
        const { say } = view
        const period = c.req.query('period') ?? null
        const all = await reviews({ ...ports, principal: ownerOf(view) })
        const shown = all.reviews.filter((one) => period === null || one.period === period)
        const part = shownPart(c, shown, { ...REVIEW_LIST, limit: ROWS })
        const main = html`${evaluationWays('/reviews', say)}<h1>${say.t(W.title)}${period === null ? '' : ` ${period}`}</h1><p>${say.t(W.lead)}</p>
${period === null ? '' : html`<p><a href="/reviews">${say.t(W.all)}</a></p>`}
${reviewTable(part.entries, { say, catalogue: view.config?.catalogue ?? null })}
${part.links(say)}`
        return { title: say.t(W.title), main }
      },
    }),
    pageRoute({
      method: 'GET',
      path: '/reviews/:review',
      roles: READERS,
      answer: (c, view) => reviewPage(c.req.param('review') ?? '', { view, ports, problem: null }),
    }),
    pageRoute({
      method: 'POST',
      path: '/reviews/:review',
      roles: ['evaluator'],
      answer: async (c, view) => {
        const id = c.req.param('review') ?? ''
        const { verdict, ...rest } = (await formFields(c)) ?? {}
        const asked = newDecisionSchema.safeParse({ ...rest, isAccepted: isAccepted(verdict) })
        const refused = (problem: FormProblem): Promise<Page> => reviewPage(id, { view, ports, problem })
        if (!asked.success) return refused(formProblem(asked.error))
        const decided = await tried(() => decideReview({ ...asked.data, id }, { ...ports, by: actorOf(view) }))
        return 'problem' in decided ? refused(decided.problem) : c.redirect(`/reviews/${decided.value.id}`, 303)
      },
    }),
  ]
}

async function reviewPage(
  id: string,
  of: { readonly view: PageView; readonly ports: EvaluationPorts; readonly problem: FormProblem | null },
): Promise<Page> {
  const { view, ports, problem } = of
  const { say, viewer } = view
  const { t } = say
  const review = await showReview(id, { ...ports, principal: ownerOf(view) })
  const isTheirs = viewer?.by != null && viewer.principal.role === 'evaluator' && review.decision === null
  const main = html`${evaluationWays('/reviews', say)}<h1>${t(W.one)} <small>${review.id}</small></h1>
${problemNotice(problem, say)}
${reviewFacts(review, { say, catalogue: view.config?.catalogue ?? null })}
${isTheirs ? await formFor(review, view, ports) : ''}`
  return { title: `${t(W.one)} ${review.id}`, main, status: problem === null ? 200 : 409 }
}

async function formFor(review: LinkedReview, view: PageView, { table }: EvaluationPorts): Promise<Markup> {
  const by = actorOf(view)
  const { evaluations: all } = await evaluations({ table, nowMs: view.nowMs })
  return decisionForm(review, {
    say: view.say,
    isConcerned: isConcerned(review, { by, evaluations: all }),
    onWordOf: await decidesOnWordOf(review, { by, evaluations: all, table }),
  })
}

function isAccepted(verdict: string | undefined): boolean | undefined {
  return verdict === 'accept' ? true : verdict === 'reject' ? false : undefined
}
