import { showJob } from '../flow/show-job.ts'
import { ownerOf } from './ask-page.ts'
import { jobPage } from './job-page.ts'
import { type PageRoute, pageRoute } from './page-route.ts'
import type { EvaluationPorts } from './score-pages.ts'

/** Jobs of whoever looks. */
export function jobPages(ports: EvaluationPorts): readonly PageRoute[] {
  return [
    pageRoute({
      method: 'GET',
      path: '/jobs/:job',
      roles: ['operator', 'evaluator', 'vendor'],
      answer: async (c, view) =>
        jobPage(await showJob({ owner: ownerOf(view), id: c.req.param('job') ?? '' }, ports), view.say),
    }),
  ]
}
