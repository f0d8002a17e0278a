import { decideReview, openReview, reviews, showReview } from '../flow/review.ts'
import type { Clock } from '../model/clock.ts'
import { MAX_REVIEW_BODY_BYTES, newDecisionSchema, newReviewSchema } from '../model/review.ts'
import type { Archive } from '../record/archive.ts'
import type { Table } from '../record/table.ts'
import { linkedReviewAnswer, reviewAnswer, reviewsAnswer } from './answers/reviews.ts'
import { REVIEW_LIST } from './list-kinds.ts'
import { answerPart, PART_QUERY } from './list-part.ts'
import { problem } from './problem.ts'
import { readBody } from './read-json.ts'
import { type Route, route } from './route.ts'

const READERS = ['operator', 'evaluator', 'vendor'] as const

/** Reviews are asked for and read by all who read, of a vendor's portals by itself, and decided by evaluators. */
export function reviewRoutes(ports: {
  readonly table: Table
  readonly clock: Clock
  readonly archive: Archive
}): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/reviews',
      summary: 'Requests for review, open ones first.',
      query: PART_QUERY,
      gives: { form: reviewsAnswer },
      roles: READERS,
      answer: async (c, principal, query) =>
        answerPart(c, await reviews({ ...ports, principal }), { ...REVIEW_LIST, ...query }),
    }),
    route({
      method: 'GET',
      path: '/api/reviews/:review',
      summary: 'One request for review.',
      gives: { form: linkedReviewAnswer },
      roles: READERS,
      answer: async (c, principal) => c.json(await showReview(c.req.param('review') ?? '', { ...ports, principal })),
    }),
    route({
      method: 'POST',
      path: '/api/reviews',
      summary: 'Asks for review of a window of a portal, with a note and files.',
      body: newReviewSchema,
      gives: { status: 201, form: reviewAnswer },
      roles: READERS,
      answer: async (c, principal) => {
        const how = { schema: newReviewSchema, code: 'bad_review', maxBytes: MAX_REVIEW_BODY_BYTES }
        const asked = await readBody(c, how)
        if ('problem' in asked) return problem(c, asked.problem)
        return c.json(await openReview(asked.value, { ...ports, principal, by: c.get('by') }), 201)
      },
    }),
    route({
      method: 'POST',
      path: '/api/reviews/:review/decision',
      summary: 'Decides a request for review.',
      body: newDecisionSchema,
      gives: { form: reviewAnswer },
      roles: ['evaluator'],
      answer: async (c) => {
        const asked = await readBody(c, { schema: newDecisionSchema, code: 'bad_decision' })
        if ('problem' in asked) return problem(c, asked.problem)
        const id = c.req.param('review') ?? ''
        return c.json(await decideReview({ ...asked.value, id }, { ...ports, by: c.get('by') }))
      },
    }),
  ]
}
