import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as audits from '../../functions/audit.ts'
import { dueAudits } from '../../lib/judge/timetable.ts'
import { ARCHIVE, ensureBucket } from '../../lib/local/resources.ts'
import { type Stores, TABLE_NAME } from '../../lib/local/stores.ts'
import { DAY_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { reportKey } from '../../lib/model/report-file.ts'
import type { AuditRequest } from '../../lib/observe/browser/audit-request.ts'
import { audit } from '../kit/audit.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { CONTEXT, sqsEvent } from '../kit/lambda.ts'
import { makeQueue, openStores, SILENT, type TestQueue } from '../kit/stores.ts'

/** What the audit function on AWS does with the files that an audit leaves. */
const FOLDER = join(tmpdir(), 'nhip-reports')
const NOW = Date.now()
const [due] = dueAudits(configOf(catalogueOf()), { location: 'sgn', fromMs: NOW - DAY_MS, toMs: NOW - DAY_MS / 2 })
const at = { page: 'da-nang/home', location: 'sgn' }

let stores: Stores
let observations: TestQueue
let env: Readonly<Record<string, string>>
beforeAll(async () => {
  stores = await openStores()
  await ensureBucket(stores.messagesEndpoint)
  observations = await makeQueue(stores)
  env = {
    ...stores.env,
    NHIP_TABLE: TABLE_NAME,
    NHIP_OBSERVATIONS_QUEUE: observations.url,
    NHIP_DEAD_LETTERS_QUEUE: (await makeQueue(stores)).url,
    NHIP_HUB_REGION: 'local',
    NHIP_ARCHIVE: ARCHIVE,
  }
})
afterAll(async () => {
  await stores.close()
  rmSync(FOLDER, { recursive: true, force: true })
})

const files = [{ name: 'final.jpg' as const, sha256: 'a'.repeat(64), bytes: 7 }]

/** An audit that leaves a picture, as a real one does. */
async function leavesPicture({ slotMs, keep }: AuditRequest) {
  if (!keep) throw new Error('nothing is to be kept')
  const file = join(keep, reportKey({ ...at, slotMs: slotMs ?? 0 }, 'final.jpg'))
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, 'picture')
  return audit({ ...at, slotMs: slotMs ?? 0, files })
}

const run = (over: Partial<typeof env>, slotMs: number) =>
  audits.create({ ...env, ...over }, { log: SILENT, audit: leavesPicture })(
    sqsEvent(JSON.stringify({ ...due, gap: null, slotMs, untilMs: Date.now() + MINUTE_MS })),
    CONTEXT,
  )
const received = async () =>
  (await observations.received()).map(({ Body = '' }) => JSON.parse(Body) as { slotMs: number })

test('a report follows its result into the bucket; what can’t be put there holds no result back, and is tried again', async () => {
  // Nobody listens there: the SDK gives up after its own retries.
  expect(await run({ AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' }, NOW)).toEqual({ batchItemFailures: [] })
  expect(await received()).toMatchObject([{ slotMs: NOW, files }])
  const first = reportKey({ ...at, slotMs: NOW }, 'final.jpg')
  expect(await stores.archive.get(first)).toBeNull()

  expect(await run({}, NOW + 1)).toEqual({ batchItemFailures: [] })
  expect(await received()).toMatchObject([{ slotMs: NOW + 1 }])
  for (const slotMs of [NOW, NOW + 1]) {
    const key = reportKey({ ...at, slotMs }, 'final.jpg')
    expect(Buffer.from((await stores.archive.get(key)) ?? []).toString()).toBe('picture')
  }
  expect(readdirSync(FOLDER)).toEqual([])
})

test('where the environment names no bucket, nothing is kept', async () => {
  const { NHIP_ARCHIVE: _none, ...rest } = env
  const handler = audits.create(rest, {
    log: SILENT,
    audit: async ({ keep, slotMs }) => audit({ slotMs: slotMs ?? 0, detail: `keep: ${keep}` }),
  })
  await handler(sqsEvent(JSON.stringify({ ...due, gap: null, slotMs: 1, untilMs: Date.now() + MINUTE_MS })), CONTEXT)
  expect(await received()).toMatchObject([{ detail: 'keep: null' }])
})
