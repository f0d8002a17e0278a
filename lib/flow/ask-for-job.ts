import { createHash } from 'node:crypto'
import type { Clock } from '../model/clock.ts'
import { isOver, type Job, type JobMessage, type JobOwner, jobAt, newJob, ownerKey } from '../model/job.ts'
import { canonicalJson } from '../record/canonical.ts'
import { addJob, changeJob, listStoredJobs } from '../record/jobs.ts'
import type { Queue } from '../record/queue.ts'
import type { Table } from '../record/table.ts'

export type AskPorts = { readonly table: Table; readonly clock: Clock; readonly jobs: Queue }

/** An owner has so many jobs at most that are not over. */
export const MAX_WAITING = 20

/**
 * Queues a job, or gives the one that its owner has asked for with the same parameters and that is not over. Null: its
 * owner has too many. Parameters are those that the kind's schema has read.
 */
export async function askForJob(
  asked: { readonly kind: string; readonly params: unknown; readonly owner: JobOwner },
  ports: AskPorts,
): Promise<Job | null> {
  const { table, clock } = ports
  const owner = ownerKey(asked.owner)
  const nowMs = clock.now()
  const request = requestOf(asked)
  const stored = await listStoredJobs(table, { owner })
  const waiting = stored.filter((job) => !isOver(jobAt(job, nowMs) ?? { status: 'failed' }))
  const same = stored.filter(({ id }) => id.startsWith(request))
  const active = waiting.find((job) => same.includes(job))
  if (active) return active
  if (waiting.length >= MAX_WAITING) return null
  const last = Math.max(0, ...same.map(({ id }) => Number(id.slice(request.length))))
  const job = newJob({ ...asked, id: `${request}${last + 1}`, nowMs })
  // Somebody else asked for the same at the same moment: their job is there now.
  if (!(await addJob(table, job))) return askForJob(asked, ports)
  try {
    await ports.jobs.send({ body: JSON.stringify({ owner, id: job.id } satisfies JobMessage) })
  } catch (error) {
    const failure = { code: 'not_queued', message: 'the queue could not be reached: ask for it again' }
    await changeJob(table, { ...job, status: 'failed', failure })
    throw error
  }
  return job
}

/** An owner's jobs of one kind with the same parameters that have not expired, the first one first. */
export async function sameJobs(
  asked: { readonly kind: string; readonly params: unknown; readonly owner: JobOwner },
  { table, clock }: Pick<AskPorts, 'table' | 'clock'>,
): Promise<readonly Job[]> {
  const stored = await listStoredJobs(table, { owner: ownerKey(asked.owner), request: requestOf(asked) })
  return stored
    .flatMap((job) => jobAt(job, clock.now()) ?? [])
    .sort((a, b) => a.createdAtMs - b.createdAtMs || numberOf(a) - numberOf(b))
}

function numberOf({ id }: Job): number {
  return Number(id.slice(id.lastIndexOf('-') + 1))
}

/** Begins the ids of all jobs of one owner with one kind and the same parameters; a number follows. */
function requestOf(asked: { readonly kind: string; readonly params: unknown; readonly owner: JobOwner }): string {
  const text = canonicalJson([ownerKey(asked.owner), asked.kind, asked.params])
  return `${asked.kind}-${createHash('sha256').update(text).digest('hex').slice(0, 16)}-`
}
