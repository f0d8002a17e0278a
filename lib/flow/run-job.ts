import type { Clock } from '../model/clock.ts'
import { InputError } from '../model/input-error.ts'
import {
  EXPORTS,
  isOver,
  type Job,
  type JobFailure,
  type JobMessage,
  type JobProgress,
  jobAt,
  MAX_ATTEMPTS,
  MAX_RUN_MS,
  ownerKey,
} from '../model/job.ts'
import type { Archive } from '../record/archive.ts'
import type { CellFiles } from '../record/cell-files.ts'
import type { EvidenceStore } from '../record/evidence-store.ts'
import { changeJob, getJob } from '../record/jobs.ts'
import type { Reports } from '../record/reports.ts'
import type { Signer } from '../record/signer.ts'
import type { Table } from '../record/table.ts'
import { JOB_KINDS } from './job-kinds.ts'

export type RunJobPorts = {
  readonly table: Table
  readonly archive: Pick<Archive, 'putStream'>
  /** Where sealed results are; absent: nothing is archived. */
  readonly store?: Pick<EvidenceStore, 'get'>
  /** Where is kept what sealed days come to; absent: nowhere. */
  readonly cells?: CellFiles
  /** Where reports of audits are; absent: there are none. */
  readonly reports?: Pick<Reports, 'get'>
  /** Who signs for what is made; absent: nobody. */
  readonly openSigner?: () => Promise<Signer>
  readonly clock: Clock
  /** Once it is aborted the job is put down, to be begun again as if it hadn't been. */
  readonly stop?: AbortSignal
  /** How long one try may take; default `MAX_RUN_MS`. */
  readonly maxRunMs?: number
  /** Told of a fault of ours that ends a job; who asked for it is only told that it did. */
  readonly onBroken?: (error: unknown) => void
}

/** What became of a job: `none`, there is nothing to do, since it is over or gone. */
export type RanJob = { readonly kind: 'done' | 'failed'; readonly job: Job } | { readonly kind: 'none' }

const PROGRESS_EVERY_MS = 2_000

/**
 * Runs a job to its end. Rejects for faults of infrastructure, and when it is stopped: it is to be tried again, and
 * fails with the third fault. What its owner can't have, a try that takes too long and bugs of ours end it at once.
 */
export async function runJob(of: JobMessage, ports: RunJobPorts): Promise<RanJob> {
  const { table, clock } = ports
  const stored = await getJob(table, of)
  const job = stored === null ? null : jobAt(stored, clock.now())
  if (stored === null || job === null || isOver(stored)) return { kind: 'none' }
  const end = async (ended: Job): Promise<RanJob> => {
    const kept = { ...ended, updatedAtMs: clock.now() }
    // Where it was over before, somebody else has run it at the same time, and it stays as they left it.
    if (!(await changeJob(table, kept))) return { kind: 'none' }
    return { kind: kept.status === 'done' ? 'done' : 'failed', job: kept }
  }
  const fail = (failed: Job, failure: JobFailure): Promise<RanJob> => end({ ...failed, status: 'failed', failure })
  if (job.failure !== null) return fail(job, job.failure)
  if (job.attempts >= MAX_ATTEMPTS)
    return fail(job, {
      code: 'gave_up',
      message: `it was begun ${job.attempts} times and never came to an end; ask for less at once`,
    })
  const begun: Job = { ...job, status: 'running', attempts: job.attempts + 1, progress: null, updatedAtMs: clock.now() }
  if (!(await changeJob(table, begun))) return { kind: 'none' }
  const late = AbortSignal.timeout(ports.maxRunMs ?? MAX_RUN_MS)
  try {
    const file = await makeFile(begun, { ...ports, signal: ports.stop ? AbortSignal.any([ports.stop, late]) : late })
    return await end({ ...begun, status: 'done', file })
  } catch (error) {
    const again = async (attempts: number): Promise<never> => {
      // For those who look meanwhile; where even that can't be written, the fault itself is what to tell.
      await changeJob(table, { ...begun, status: 'queued', attempts, updatedAtMs: clock.now() }).catch(() => undefined)
      throw error
    }
    if (ports.stop?.aborted) return again(job.attempts)
    if (error instanceof InputError) return fail(begun, { code: error.code, message: error.message })
    if (late.aborted)
      return fail(begun, { code: 'too_long', message: 'it takes too long: ask for fewer days, or for one portal' })
    if (!isBug(error) && begun.attempts < MAX_ATTEMPTS) return again(begun.attempts)
    ports.onBroken?.(error)
    return fail(begun, { code: 'broken', message: 'this is our fault; the log says more' })
  }
}

async function makeFile(
  job: Job,
  ports: RunJobPorts & { readonly signal: AbortSignal },
): Promise<NonNullable<Job['file']>> {
  const { table, clock, signal, store, cells, reports, openSigner } = ports
  const kind = JOB_KINDS[job.kind]
  // A version of ours from before an upgrade may have queued it.
  const params = kind?.schema.safeParse(job.params)
  if (!kind || !params?.success) throw new InputError('unknown_job', 'this version does not know such a job: ask anew')
  const progress = progressOf(job, ports)
  const output = await kind.run(params.data, {
    owner: job.owner,
    table,
    clock,
    signal,
    progress: progress.tell,
    ...(store === undefined ? {} : { store }),
    ...(cells === undefined ? {} : { cells }),
    ...(reports === undefined ? {} : { reports }),
    ...(openSigner === undefined ? {} : { openSigner }),
  })
  const key = `${EXPORTS}${ownerKey(job.owner)}/${job.id}/${output.name}`
  const { name, contentType } = output
  try {
    const stored = await ports.archive.putStream(key, output.chunks, { contentType, fileName: name })
    return { key, name, contentType, ...stored }
  } finally {
    await progress.idle()
  }
}

/** Writes how far a job is, now and then, one at a time; it is no matter whether that works. */
function progressOf(job: Job, { table, clock }: RunJobPorts) {
  let writing: Promise<unknown> = Promise.resolve()
  let toldAtMs = clock.now()
  return {
    tell: (progress: JobProgress): void => {
      const nowMs = clock.now()
      if (nowMs < toldAtMs + PROGRESS_EVERY_MS) return
      toldAtMs = nowMs
      writing = writing.then(() => changeJob(table, { ...job, progress, updatedAtMs: nowMs })).catch(() => undefined)
    },
    idle: () => writing,
  }
}

/** What running it again would not mend. */
function isBug(error: unknown): boolean {
  return [TypeError, RangeError, ReferenceError, SyntaxError].some((type) => error instanceof type)
}
