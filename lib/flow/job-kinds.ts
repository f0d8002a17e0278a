import { bundleJob } from './bundle-job.ts'
import { exportJob } from './export-job.ts'
import { factsJob } from './facts-job.ts'
import { historyJob } from './history-job.ts'
import type { JobKind } from './job-kind.ts'
import { periodJob } from './period-job.ts'
import { reportJob } from './report-job.ts'
import { scoreJob } from './score-job.ts'

/** Every kind of job there is, by the name that people ask for it. */
export const JOB_KINDS: Readonly<Partial<Record<string, JobKind>>> = {
  bundle: bundleJob,
  export: exportJob,
  facts: factsJob,
  history: historyJob,
  period: periodJob,
  report: reportJob,
  score: scoreJob,
}
