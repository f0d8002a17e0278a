import type { LinkedJob, ShownJob } from '../flow/show-job.ts'
import { InputError } from '../model/input-error.ts'
import { awaitJob } from './await-job.ts'
import { askHub, type HubAccess } from './data-source.ts'

/** Asks a platform for a job, waits until it is done, and gives the link to its file. Rejects for one that failed. */
export async function jobAtHub(
  body: { readonly kind: string; readonly params: object },
  of: { readonly hub: HubAccess; readonly onLook: (job: LinkedJob) => void },
): Promise<string> {
  const { id } = await askHub<ShownJob>(of.hub, { path: '/api/jobs', method: 'POST', body })
  return awaitLink(id, of)
}

/** The same of a job that was asked for already. */
export async function awaitLink(
  id: string,
  { hub, onLook }: { readonly hub: HubAccess; readonly onLook: (job: LinkedJob) => void },
): Promise<string> {
  const job = await awaitJob(id, { hub, signal: new AbortController().signal, onLook })
  if (job.link !== null) return job.link.url
  const { code = 'broken', message = 'the job has no file' } = job.failure ?? {}
  throw code === 'broken' ? new Error(message) : new InputError(code, message)
}
