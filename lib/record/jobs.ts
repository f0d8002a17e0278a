import type { Job } from '../model/job.ts'
import { ownerKey } from '../model/job.ts'
import { jobKey } from './keys.ts'
import { type Item, SCHEMA, type Table } from './table.ts'

/** Keeps a new job; false where its id is taken. */
export function addJob(table: Table, job: Job): Promise<boolean> {
  return table.putIf(itemOf(job), { expression: 'attribute_not_exists(pk)' })
}

/** Keeps how a job stands now; false where it was over before, which stays so. */
export function changeJob(table: Table, job: Job): Promise<boolean> {
  return table.putIf(itemOf(job), {
    expression: '#status <> :done AND #status <> :failed',
    names: { '#status': 'status' },
    values: { ':done': 'done', ':failed': 'failed' },
  })
}

/** As it is kept, also where it has expired. `owner`: by `ownerKey`. */
export async function getJob(table: Table, of: { readonly owner: string; readonly id: string }): Promise<Job | null> {
  const item = await table.get(jobKey(of))
  return item ? read(item) : null
}

/** All of an owner's jobs as they are kept, those too that have expired; with `request`, those of one request alone. */
export async function listStoredJobs(
  table: Table,
  of: { readonly owner: string; readonly request?: string },
): Promise<readonly Job[]> {
  const { pk, sk } = jobKey({ owner: of.owner, id: of.request ?? '' })
  return (await table.query({ pk, ...(of.request === undefined ? {} : { from: sk, to: `${sk}\uffff` }) })).map(read)
}

/** Deletes a job as it was read; false where it has changed since, or is gone. */
export function deleteJob(table: Table, job: Job): Promise<boolean> {
  return table.deleteIf(jobKey({ owner: ownerKey(job.owner), id: job.id }), {
    expression: 'updatedAtMs = :updatedAtMs',
    values: { ':updatedAtMs': job.updatedAtMs },
  })
}

function itemOf(job: Job): Item {
  return { ...jobKey({ owner: ownerKey(job.owner), id: job.id }), schema: SCHEMA, ...job }
}

function read(item: Item): Job {
  const { pk: _pk, sk: _sk, schema: _schema, ...job } = item
  return job as unknown as Job
}
