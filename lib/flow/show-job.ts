import type { Clock } from '../model/clock.ts'
import { InputError } from '../model/input-error.ts'
import { type Job, type JobFile, type JobOwner, jobAt, ownerKey } from '../model/job.ts'
import type { Archive } from '../record/archive.ts'
import { getJob, listStoredJobs } from '../record/jobs.ts'
import type { Table } from '../record/table.ts'

/** A job as its owner sees it. */
export type ShownJob = { readonly type: 'job' } & Omit<Job, 'owner' | 'attempts' | 'file'> & {
    /** Null until it is done. */
    readonly file: Omit<JobFile, 'key'> | null
  }

export type LinkedJob = ShownJob & {
  /** Where its file can be had without a token, until a moment; null until it is done. */
  readonly link: { readonly url: string; readonly expiresAtMs: number } | null
}

export type Jobs = { readonly type: 'jobs'; readonly jobs: readonly ShownJob[] }

/** A link is for those who asked for it just now. */
export const LINK_SECONDS = 900

type Ports = { readonly table: Table; readonly clock: Clock }

/** An owner's jobs, the latest first. */
export async function listJobs(owner: JobOwner, { table, clock }: Ports): Promise<Jobs> {
  const stored = await listStoredJobs(table, { owner: ownerKey(owner) })
  const jobs = stored.flatMap((job) => jobAt(job, clock.now()) ?? [])
  return { type: 'jobs', jobs: jobs.sort((a, b) => b.createdAtMs - a.createdAtMs || (a.id < b.id ? -1 : 1)).map(shown) }
}

/** One of an owner's jobs, with a new link to its file. Rejects with an `InputError` where they have no such job. */
export async function showJob(
  of: { readonly owner: JobOwner; readonly id: string },
  ports: Ports & { readonly archive: Pick<Archive, 'link'> },
): Promise<LinkedJob> {
  const nowMs = ports.clock.now()
  const stored = await getJob(ports.table, { owner: ownerKey(of.owner), id: of.id })
  const job = stored === null ? null : jobAt(stored, nowMs)
  if (job === null)
    throw new InputError('unknown_job', 'you have no such job, or it has expired: list them, or ask anew')
  if (job.file === null) return { ...shown(job), link: null }
  const url = await ports.archive.link(job.file.key, { forSeconds: LINK_SECONDS })
  return { ...shown(job), link: { url, expiresAtMs: nowMs + LINK_SECONDS * 1_000 } }
}

/** Without what is nobody's business. */
export function shown({ owner: _owner, attempts: _attempts, file, ...job }: Job): ShownJob {
  if (file === null) return { type: 'job', ...job, file }
  const { key: _key, ...rest } = file
  return { type: 'job', ...job, file: rest }
}
