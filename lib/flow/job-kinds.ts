import { historyJob } from './history-job.ts'
import type { JobKind } from './job-kind.ts'

/** Every kind of job there is, by the name that people ask for it. */
export const JOB_KINDS: Readonly<Partial<Record<string, JobKind>>> = {
  history: historyJob,
}
