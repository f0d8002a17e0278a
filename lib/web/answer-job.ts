import type { Context } from 'hono'
import { MAX_WAITING } from '../flow/ask-for-job.ts'
import { shown } from '../flow/show-job.ts'
import type { Job } from '../model/job.ts'
import { problem } from './problem.ts'

/** Most jobs are over within seconds; whoever has so many waiting need not look more often. */
const RETRY_AFTER_SECONDS = 10

/** The answer to who has asked for a job: where it is; null: too many of theirs wait already. */
export function answerJob(c: Context, job: Job | null): Response {
  if (job !== null) {
    c.header('location', `/api/jobs/${job.id}`)
    return c.json(shown(job), 202)
  }
  c.header('retry-after', String(RETRY_AFTER_SECONDS))
  return problem(c, {
    status: 429,
    code: 'too_many_jobs',
    detail: `${MAX_WAITING} jobs of yours are not over yet: wait for one of them`,
  })
}
