import { type Stores, TABLE_NAME } from '../../lib/local/stores.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { createBulk } from '../../lib/record/bulk.ts'
import { createDeadLetters } from '../../lib/record/dead-letters.ts'
import { createQueue } from '../../lib/record/queue.ts'
import { createApp, type WebPorts } from '../../lib/web/app.ts'
import { makeQueue } from '../kit/stores.ts'

/** The web over these stores, as one machine has it. */
export async function overviewApp(
  stores: Stores,
  of: { readonly now: () => number } & Pick<WebPorts, 'token' | 'requestsPerMinute'>,
): Promise<ReturnType<typeof createApp>> {
  const { now, ...more } = of
  const queue = createQueue(stores.clients.sqs, (await makeQueue(stores)).url)
  return createApp({
    table: stores.table,
    getAll: createBulk(stores.clients.dynamodb, TABLE_NAME).getAll,
    clock: { now, sleepUntil: () => Promise.resolve() },
    policy: DEFAULT_POLICY,
    observations: queue,
    jobs: queue,
    deadLetters: createDeadLetters(stores.clients.sqs, (await makeQueue(stores)).url),
    archive: stores.archive,
    hostnames: ['127.0.0.1'],
    ...more,
  })
}
