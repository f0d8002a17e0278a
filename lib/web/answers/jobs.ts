import { z } from 'zod'
import type { Jobs, LinkedJob, ShownJob } from '../../flow/show-job.ts'
import { epochMs } from './common.ts'
import { named } from './named.ts'

const job = {
  type: z.literal('job'),
  id: z.string(),
  kind: z.string(),
  params: z.unknown(),
  status: z.enum(['queued', 'running', 'done', 'failed']),
  createdAtMs: epochMs,
  updatedAtMs: epochMs,
  expiresAtMs: epochMs,
  progress: z.object({ done: z.number(), total: z.number() }).nullable(),
  file: z
    .object({ name: z.string(), contentType: z.string(), sizeBytes: z.int().nonnegative(), sha256: z.string() })
    .nullable(),
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
}

export const jobAnswer = named<ShownJob>('Job', z.object(job))

export const linkedJobAnswer = named<LinkedJob>(
  'JobWithLink',
  z.object({ ...job, link: z.object({ url: z.string(), expiresAtMs: epochMs }).nullable() }),
  'link needs no token, until it expires; null until the job is done.',
)

export const jobsAnswer = named<Jobs>('Jobs', z.object({ type: z.literal('jobs'), jobs: z.array(jobAnswer) }))
