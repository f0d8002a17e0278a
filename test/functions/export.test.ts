import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import * as exporting from '../../functions/export.ts'
import type { Env } from '../../functions/shell.ts'
import { askForJob } from '../../lib/flow/ask-for-job.ts'
import { historyExportSchema } from '../../lib/flow/history-job.ts'
import { showJob } from '../../lib/flow/show-job.ts'
import { systemClock } from '../../lib/flow/system-clock.ts'
import { ARCHIVE, ensureBucket } from '../../lib/local/resources.ts'
import { type Stores, TABLE_NAME } from '../../lib/local/stores.ts'
import type { JobOwner } from '../../lib/model/job.ts'
import { keepFleet } from '../kit/jobs.ts'
import { CONTEXT, sqsEvent } from '../kit/lambda.ts'
import { makeQueue, openStores, SILENT, type TestQueue } from '../kit/stores.ts'

const owner: JobOwner = { role: 'vendor', vendor: 'vnpt' }

let stores: Stores
let queues: Record<'jobs' | 'deadLetters', TestQueue>
let env: Env
beforeAll(async () => {
  stores = await openStores()
  await keepFleet(stores, Date.now())
  await ensureBucket(stores.messagesEndpoint)
  queues = { jobs: await makeQueue(stores), deadLetters: await makeQueue(stores) }
  env = {
    ...stores.env,
    NHIP_TABLE: TABLE_NAME,
    NHIP_DEAD_LETTERS_QUEUE: queues.deadLetters.url,
    NHIP_ARCHIVE: ARCHIVE,
    NHIP_SIGNING_KEY: 'local',
  }
})
beforeEach(async () => void (await queues.jobs.received()))
afterAll(() => stores.close())

const options = { log: SILENT }

/** A job that was asked for, and its message. */
async function queued(days: number): Promise<{ readonly id: string; readonly body: string }> {
  const asked = { kind: 'history', params: historyExportSchema.parse({ days }), owner }
  const job = await askForJob(asked, { table: stores.table, clock: systemClock, jobs: queues.jobs })
  const [message] = await queues.jobs.received()
  return { id: job?.id ?? '', body: message?.Body ?? '' }
}
const shown = (id: string) =>
  showJob({ owner, id }, { table: stores.table, clock: systemClock, archive: stores.archive })

test('a job leaves a file, with no more than its rights', async () => {
  const { id, body } = await queued(1)
  expect(await exporting.create(env, options)(sqsEvent(body), CONTEXT)).toEqual({ batchItemFailures: [] })
  const { status, link } = await shown(id)
  expect(status).toBe('done')
  expect(await (await fetch(link?.url ?? '')).text()).toMatch(/\r\nda-nang,/)
})

test('what is no job goes to the dead letters and is done', async () => {
  const handler = exporting.create(env, options)
  expect(await handler(sqsEvent('no JSON', '{"owner":"operator"}'), CONTEXT)).toEqual({ batchItemFailures: [] })
  const dead = await queues.deadLetters.received()
  expect(dead.map(({ Body }) => Body)).toEqual(['no JSON', '{"owner":"operator"}'])
})

test.each<[string, Env]>([
  ['a table', { NHIP_TABLE: 'none' }],
  ['a store of files', { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' }],
])('%s that is away fails the message, and it comes again', async (_what, away) => {
  const { id, body } = await queued(2)
  expect(await exporting.create({ ...env, ...away }, options)(sqsEvent(body), CONTEXT)).toEqual({
    batchItemFailures: [{ itemIdentifier: 'm0' }],
  })
  expect((await shown(id)).status).toBe('queued')
  expect(await exporting.create(env, options)(sqsEvent(body), CONTEXT)).toEqual({ batchItemFailures: [] })
  expect((await shown(id)).status).toBe('done')
})
