import { z } from 'zod'
import { DAY_MS, HOUR_MS, MINUTE_MS } from './duration.ts'
import type { Principal } from './token.ts'

/** Whose job it is: a role, of vendors each its own. Tokens of the same role, or vendor, share their jobs. */
export type JobOwner = Exclude<Principal, { readonly role: 'agent' }>

export type JobStatus = 'queued' | 'running' | 'done' | 'failed'

/** What a job has made. */
export type JobFile = {
  readonly key: string
  readonly name: string
  readonly contentType: string
  readonly sizeBytes: number
  /** Hexadecimal. */
  readonly sha256: string
}

/** Why a job failed; `message` is for the one who asked. */
export type JobFailure = { readonly code: string; readonly message: string }

/** Parts of the work, of whatever size. */
export type JobProgress = { readonly done: number; readonly total: number }

/** Work that takes longer than an answer may: it leaves a file. */
export type Job = {
  readonly id: string
  readonly kind: string
  /** As the kind's own schema has read them. */
  readonly params: unknown
  readonly owner: JobOwner
  readonly status: JobStatus
  readonly createdAtMs: number
  /** The last sign of it. */
  readonly updatedAtMs: number
  /** From this moment on neither the job nor its file is there. */
  readonly expiresAtMs: number
  /** How often it was begun. */
  readonly attempts: number
  readonly progress: JobProgress | null
  readonly file: JobFile | null
  readonly failure: JobFailure | null
}

/** Where the files of jobs are kept: what is there goes by itself after `JOB_KEPT_DAYS`. */
export const EXPORTS = 'exports/'

/** A file is made after its job, and so never goes before it. */
export const JOB_KEPT_DAYS = 7

/** A job is begun so often at most; a fault that passes has 16 minutes between two tries to do so. */
export const MAX_ATTEMPTS = 3

/** How long one try may take: a function of AWS has 15 minutes. */
export const MAX_RUN_MS = 14 * MINUTE_MS

/** Longer than a try and the wait for the next one: without a sign for so long, nobody works on it any more. */
const ABANDONED_MS = HOUR_MS

/** What is asked for: the body of `POST /api/jobs`. */
export const newJobSchema = z.strictObject({ kind: z.string(), params: z.unknown() })

/** A message of the queue of jobs. */
export const jobMessageSchema = z.strictObject({ owner: z.string(), id: z.string() })

export type JobMessage = Readonly<z.infer<typeof jobMessageSchema>>

/** Names an owner in keys: `operator`, `evaluator`, `vendor-<vendor>`. */
export function ownerKey(owner: JobOwner): string {
  return owner.role === 'vendor' ? `vendor-${owner.vendor}` : owner.role
}

/** A job that is asked for now. */
export function newJob(of: Pick<Job, 'id' | 'kind' | 'params' | 'owner'> & { readonly nowMs: number }): Job {
  const { nowMs, ...job } = of
  return {
    ...job,
    status: 'queued',
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    expiresAtMs: nowMs + JOB_KEPT_DAYS * DAY_MS,
    attempts: 0,
    progress: null,
    file: null,
    failure: null,
  }
}

/** A job as it stands at a moment: one of which nothing was heard for an hour has failed; null: it has expired. */
export function jobAt(job: Job, nowMs: number): Job | null {
  if (nowMs >= job.expiresAtMs) return null
  if (isOver(job) || nowMs < job.updatedAtMs + ABANDONED_MS) return job
  return {
    ...job,
    status: 'failed',
    failure: { code: 'abandoned', message: 'nobody has worked on it for an hour: ask for it again' },
  }
}

/** Whether its status stays as it is. */
export function isOver({ status }: Pick<Job, 'status'>): boolean {
  return status === 'done' || status === 'failed'
}
