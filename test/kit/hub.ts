import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { type RunJobPorts, runJob } from '../../lib/flow/run-job.ts'
import { startPump } from '../../lib/local/pump.ts'
import { ensureBucket } from '../../lib/local/resources.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { ACCESS } from '../../lib/model/access.ts'
import type { Clock } from '../../lib/model/clock.ts'
import { jobMessageSchema } from '../../lib/model/job.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { permitArchive } from '../../lib/record/archive.ts'
import { permit } from '../../lib/record/table.ts'
import { createApp } from '../../lib/web/app.ts'
import { type Served, serve } from './serve.ts'
import { makeQueue, SILENT } from './stores.ts'

export type TestHub = Served & {
  /** Runs what is queued, as one machine does, until `work` is done. */
  readonly pumping: <T>(work: () => Promise<T>) => Promise<T>
}

/** The API of a platform over embedded stores, at any time, and what runs its jobs, with the rights that it has. */
export async function serveHub(
  stores: Stores,
  of: { readonly clock: Clock } & Pick<RunJobPorts, 'store' | 'openSigner' | 'reports'>,
): Promise<TestHub> {
  await ensureBucket(stores.messagesEndpoint)
  const jobs = await makeQueue(stores)
  const app = createApp({
    table: stores.table,
    clock: of.clock,
    policy: DEFAULT_POLICY,
    observations: await makeQueue(stores),
    deadLetters: await makeQueue(stores),
    jobs,
    archive: stores.archive,
    hostnames: ['127.0.0.1'],
  })
  const ports: RunJobPorts = {
    ...of,
    table: permit(stores.table, ACCESS.export.table),
    archive: permitArchive(stores.archive, ACCESS.export.files),
  }
  const handler = async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    for (const { body } of Records) await runJob(jobMessageSchema.parse(JSON.parse(body)), ports)
    return { batchItemFailures: [] }
  }
  const how = { sqs: stores.clients.sqs, queueUrl: jobs.url, name: 'jobs', batchSize: 1, concurrency: 1, log: SILENT }
  return {
    ...(await serve(app)),
    pumping: async (work) => {
      const pump = startPump({ ...how, handler })
      try {
        return await work()
      } finally {
        await pump.drain()
      }
    },
  }
}
