import { setTimeout as delay } from 'node:timers/promises'
import type { LinkedJob } from '../flow/show-job.ts'
import { askHub, type HubAccess } from './data-source.ts'

const FIRST_MS = 250
const LATER_MS = 5_000

/** Asks for a job until it is over, more and more seldom, and tells how it stands each time. Rejects when stopped. */
export async function awaitJob(
  id: string,
  of: { readonly hub: HubAccess; readonly signal: AbortSignal; readonly onLook: (job: LinkedJob) => void },
): Promise<LinkedJob> {
  for (let waitMs = FIRST_MS; ; waitMs = Math.min(LATER_MS, waitMs * 2)) {
    const job = await askHub<LinkedJob>(of.hub, { path: `/api/jobs/${encodeURIComponent(id)}`, signal: of.signal })
    of.onLook(job)
    if (job.status === 'done' || job.status === 'failed') return job
    await delay(waitMs, undefined, { signal: of.signal })
  }
}
