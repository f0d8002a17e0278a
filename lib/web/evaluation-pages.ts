import { exportPages } from './export-pages.ts'
import { jobPages } from './job-pages.ts'
import { methodPages } from './methods-page.ts'
import type { PageRoute } from './page-route.ts'
import { periodPages } from './period-pages.ts'
import { resultPages } from './result-pages.ts'
import { reviewPages } from './review-pages.ts'
import { type EvaluationPorts, scorePages } from './score-pages.ts'

/** What evaluation is done by: scores, what they come from, and the jobs that make them. */
export function evaluationPages(ports: EvaluationPorts): readonly PageRoute[] {
  return [
    ...scorePages(ports),
    ...jobPages(ports),
    ...periodPages(ports),
    ...reviewPages(ports),
    ...exportPages(ports),
    ...resultPages(ports),
    ...methodPages(ports),
  ]
}
