import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type AskPorts, askForJob, MAX_WAITING } from '../../lib/flow/ask-for-job.ts'
import { history } from '../../lib/flow/history.ts'
import { historyExportSchema } from '../../lib/flow/history-job.ts'
import { type RunJobPorts, runJob } from '../../lib/flow/run-job.ts'
import { listJobs, showJob } from '../../lib/flow/show-job.ts'
import { ARCHIVE, ensureBucket } from '../../lib/local/resources.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { DAY_MS, HOUR_MS } from '../../lib/model/duration.ts'
import { InputError } from '../../lib/model/input-error.ts'
import type { JobMessage, JobOwner } from '../../lib/model/job.ts'
import { createArchive } from '../../lib/record/archive.ts'
import { getJob } from '../../lib/record/jobs.ts'
import type { Table } from '../../lib/record/table.ts'
import { heldClock } from '../kit/clock.ts'
import { keepFleet } from '../kit/jobs.ts'
import { makeQueue, openStores, type TestQueue } from '../kit/stores.ts'

const NOW = Date.parse('2026-11-22T03:00:00Z')
const EVALUATOR: JobOwner = { role: 'evaluator' }
const VNPT: JobOwner = { role: 'vendor', vendor: 'vnpt' }

let stores: Stores
let queue: TestQueue
const clock = heldClock(NOW)
let asking: AskPorts
let running: RunJobPorts
beforeAll(async () => {
  stores = await openStores()
  await keepFleet(stores, NOW)
  await ensureBucket(stores.messagesEndpoint)
  queue = await makeQueue(stores)
  asking = { table: stores.table, clock, jobs: queue }
  running = { table: stores.table, clock, archive: stores.archive }
})
afterAll(() => stores.close())
let days = 0
beforeEach(async () => {
  clock.set(NOW)
  await queue.received()
  days += 1
})

/** Parameters that no other test has asked for. */
const fresh = (params: object = {}) => historyExportSchema.parse({ days, ...params })
const ask = async (params: object = {}, owner: JobOwner = EVALUATOR) => {
  const job = await askForJob({ kind: 'history', params: fresh(params), owner }, asking)
  if (job === null) throw new Error('too many')
  return job
}
const messages = async (): Promise<readonly JobMessage[]> =>
  (await queue.received()).map(({ Body = '' }) => JSON.parse(Body) as JobMessage)
const run = async (ports: Partial<RunJobPorts> = {}) => {
  const [message] = await messages()
  if (message === undefined) throw new Error('nothing is queued')
  return { message, ran: await runJob(message, { ...running, ...ports }) }
}
const shown = (id: string, owner: JobOwner = EVALUATOR) =>
  showJob({ owner, id }, { table: stores.table, clock, archive: stores.archive })
const fileOf = async (id: string, owner: JobOwner = EVALUATOR): Promise<string> => {
  const { link } = await shown(id, owner)
  return (await fetch(link?.url ?? '')).text()
}

/** A table that breaks when somebody reads the rows of pages. */
const brokenRows = (error: Error): Table => ({
  ...stores.table,
  query: (range) => (range.pk.startsWith('P#') ? Promise.reject(error) : stores.table.query(range)),
})

describe('asking', () => {
  test('queues one job, however often it is asked for while it is not over', async () => {
    const job = await ask()
    expect(job).toMatchObject({ kind: 'history', status: 'queued', attempts: 0, expiresAtMs: NOW + 7 * DAY_MS })
    const again = await Promise.all([ask(), ask(), ask()])
    expect(again.map(({ id }) => id)).toEqual([job.id, job.id, job.id])
    expect(await messages()).toEqual([{ owner: 'evaluator', id: job.id }])
  })

  test('at the same moment makes one job too', async () => {
    const jobs = await Promise.all([ask(), ask(), ask(), ask()])
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(1)
    expect(await messages()).toHaveLength(1)
  })

  test('for something else, or by somebody else, is another job', async () => {
    const jobs = [await ask(), await ask({ format: 'json' }), await ask({}, { role: 'operator' }), await ask({}, VNPT)]
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(4)
    for (const message of await messages()) await runJob(message, running)
  })

  test('once it is over makes a new one', async () => {
    const first = await ask()
    await run()
    const second = await ask()
    expect([second.id === first.id, second.status]).toEqual([false, 'queued'])
    await run()
  })

  test('has an end, for each by itself', async () => {
    const owner: JobOwner = { role: 'vendor', vendor: 'eager' }
    const asked = (page: number) => askForJob({ kind: 'history', params: fresh({ portal: `p${page}` }), owner }, asking)
    for (let page = 0; page < MAX_WAITING; page++) expect(await asked(page)).not.toBeNull()
    expect(await asked(MAX_WAITING)).toBeNull()
    expect(await asked(0), 'one that is there').not.toBeNull()
    expect(await ask()).not.toBeNull()
    for (const message of await messages()) await runJob(message, running)
    expect(await asked(MAX_WAITING)).not.toBeNull()
  })

  test('a queue that is away is told, and leaves no job behind that nobody works on', async () => {
    const away = { ...queue, send: () => Promise.reject(new Error('away')) }
    const asked = { kind: 'history', params: fresh(), owner: EVALUATOR }
    await expect(askForJob(asked, { ...asking, jobs: away })).rejects.toThrow('away')
    const { jobs } = await listJobs(EVALUATOR, { table: stores.table, clock })
    expect(jobs.find(({ params }) => JSON.stringify(params) === JSON.stringify(asked.params))).toMatchObject({
      status: 'failed',
      failure: { code: 'not_queued' },
    })
    expect((await ask()).status).toBe('queued')
  })
})

describe('a history', () => {
  test('of all, as JSON: what history gives for each page, in the catalogue’s order', async () => {
    const { id } = await ask({ format: 'json' })
    const { ran } = await run()
    expect(ran.kind).toBe('done')
    const made = JSON.parse(await fileOf(id)) as { readonly pages: readonly unknown[] }
    const pages = await Promise.all(
      ['da-nang/home', 'hue/home', 'own/home'].map((page) => history({ page, days }, { table: stores.table, clock })),
    )
    expect(made).toEqual({ type: 'histories', atMs: NOW, days, pages: JSON.parse(JSON.stringify(pages)) as unknown })
  })

  test('of a portal, as CSV', async () => {
    const { id } = await ask({ portal: 'hue' })
    await run()
    const lines = (await fileOf(id)).split('\r\n')
    expect(lines[0]).toBe(
      'portal,portalName,page,day,location,uptime,coverage,obstructed,expected,present,due,passed,failed,inconclusive,causes,totalMs.p50,totalMs.p75,totalMs.p95,totalMs.p99,totalMs.n,waitMs.p50,waitMs.p75,waitMs.p95,waitMs.p99,waitMs.n',
    )
    expect(lines.filter((line) => line.startsWith('hue,'))).toEqual(lines.slice(1, -1))
    const sgn = lines.find((line) => line.includes(',sgn,'))
    expect(sgn).toMatch(/^hue,[^,]+,hue\/home,2026-11-22,sgn,1,0\.08333333333333333,0,12,1,12,1,0,0,,258\.6,/)
  })

  test('of a page, as CSV for Vietnamese spreadsheets', async () => {
    const { id } = await ask({ page: 'da-nang/home', lang: 'vi' })
    await run()
    const { file, link } = await shown(id)
    expect(file).toMatchObject({
      name: `nhip-history-da-nang-home-2026-11-22-${days}d.csv`,
      contentType: 'text/csv; charset=utf-8',
    })
    const bytes = Buffer.from(await (await fetch(link?.url ?? '')).arrayBuffer())
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
    const [head, ...lines] = bytes.toString().slice(1).split('\r\n')
    expect(head).toMatch(/^Mã cổng;Tên cổng dịch vụ công;Trang được đo;Ngày;Điểm đo;Tỷ lệ sẵn sàng;/)
    expect(lines.find((line) => line.includes(';sgn;'))).toContain(';22/11/2026;sgn;1;0,08333333333333333;0;12;1;12;')
  })

  test('of a vendor is of its own portals, whenever they are its own', async () => {
    const { id } = await ask({ format: 'json' }, VNPT)
    await run()
    const made = JSON.parse(await fileOf(id, VNPT)) as { readonly pages: readonly { readonly page: string }[] }
    expect(made.pages.map(({ page }) => page)).toEqual(['da-nang/home'])

    // As if the portal had been of that vendor when it was asked for.
    const foreign = await ask({ portal: 'hue' }, VNPT)
    const { ran } = await run()
    expect(ran).toMatchObject({ kind: 'failed', job: { failure: { code: 'unknown_portal' } } })
    await expect(shown(foreign.id, VNPT)).resolves.toMatchObject({ status: 'failed', link: null })
  })
})

describe('a job', () => {
  test('is its owner’s: others have none of that id', async () => {
    const { id } = await ask()
    for (const owner of [VNPT, { role: 'operator' } as const]) {
      await expect(shown(id, owner)).rejects.toThrow(InputError)
      const { jobs } = await listJobs(owner, { table: stores.table, clock })
      expect(jobs.map((job) => job.id)).not.toContain(id)
    }
    await run()
  })

  test('has a new link each time, which lives for a quarter of an hour', async () => {
    const { id } = await ask()
    await run()
    clock.set(NOW + 1_000)
    const { link, file } = await shown(id)
    expect(link?.expiresAtMs).toBe(NOW + 1_000 + 15 * 60_000)
    expect(new URL(link?.url ?? '').searchParams.get('X-Amz-Expires')).toBe('900')
    const answer = await fetch(link?.url ?? '')
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${file?.name}"`)
    expect((await answer.arrayBuffer()).byteLength).toBe(file?.sizeBytes)
  })

  test('expires with its file', async () => {
    const { id } = await ask()
    await run()
    clock.set(NOW + 7 * DAY_MS - 1)
    expect((await shown(id)).status).toBe('done')
    clock.set(NOW + 7 * DAY_MS)
    await expect(shown(id)).rejects.toThrow('you have no such job, or it has expired')
    const { jobs } = await listJobs(EVALUATOR, { table: stores.table, clock })
    expect(jobs.map((job) => job.id)).not.toContain(id)
    expect((await ask()).id).not.toBe(id)
  })

  test('that is over stays as it is, whatever comes again', async () => {
    const { id } = await ask()
    const { message } = await run()
    const before = await shown(id)
    expect(await runJob(message, running)).toEqual({ kind: 'none' })
    expect({ ...(await shown(id)), link: null }).toEqual({ ...before, link: null })
    expect(await runJob({ owner: 'evaluator', id: 'none' }, running)).toEqual({ kind: 'none' })
  })

  test('comes again after a fault of infrastructure, and fails with the third', async () => {
    const { id } = await ask()
    const [message = { owner: '', id: '' }] = await messages()
    const away = { ...running, table: brokenRows(new Error('away')) }
    for (const attempt of [1, 2]) {
      await expect(runJob(message, away)).rejects.toThrow('away')
      expect(await getJob(stores.table, message)).toMatchObject({ status: 'queued', attempts: attempt })
    }
    const told: unknown[] = []
    const last = await runJob(message, { ...away, onBroken: (error) => told.push(String(error)) })
    expect([last.kind, told]).toEqual(['failed', ['Error: away']])
    expect((await shown(id)).failure).toEqual({ code: 'broken', message: 'this is our fault; the log says more' })
  })

  test('is done after a fault that has passed', async () => {
    const { id } = await ask()
    const [message = { owner: '', id: '' }] = await messages()
    const archive = createArchive({ ...stores.env, AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' }, ARCHIVE)
    await expect(runJob(message, { ...running, archive })).rejects.toThrow('ECONNREFUSED')
    expect((await runJob(message, running)).kind).toBe('done')
    expect((await shown(id)).status).toBe('done')
  })

  test('fails at once by a bug, without telling what it was', async () => {
    const { id } = await ask()
    const { ran } = await run({ table: brokenRows(new TypeError('secret of ours')) })
    expect(ran.kind).toBe('failed')
    expect(JSON.stringify(await shown(id))).not.toContain('secret')
  })

  test('fails where one try takes too long, and says what to do', async () => {
    await ask()
    const slow: Table = {
      ...stores.table,
      query: async (range) => {
        if (range.pk.startsWith('P#')) await new Promise((resolve) => setTimeout(resolve, 20))
        return stores.table.query(range)
      },
    }
    const { ran } = await run({ table: slow, maxRunMs: 1 })
    expect(ran).toMatchObject({
      job: { failure: { code: 'too_long', message: expect.stringContaining('fewer days') } },
    })
  })

  test('that is stopped is put down, as if it had not been begun', async () => {
    await ask()
    const [message = { owner: '', id: '' }] = await messages()
    const stop = AbortSignal.abort(new Error('stopped'))
    await expect(runJob(message, { ...running, stop })).rejects.toThrow('stopped')
    expect(await getJob(stores.table, message)).toMatchObject({ status: 'queued', attempts: 0 })
    expect((await runJob(message, running)).kind).toBe('done')
  })

  test('whose process died three times is given up', async () => {
    const { id } = await ask()
    const [message = { owner: '', id: '' }] = await messages()
    const died = { ...running, archive: { putStream: () => new Promise<never>(() => undefined) } }
    for (const attempt of [1, 2, 3]) {
      void runJob(message, died)
      await expect
        .poll(async () => (await getJob(stores.table, message))?.attempts, { timeout: 5_000, interval: 5 })
        .toBe(attempt)
    }
    expect((await runJob(message, running)).kind).toBe('failed')
    expect((await shown(id)).failure?.code).toBe('gave_up')
  })

  test('of which nothing was heard for an hour has failed, for whoever looks and whoever comes', async () => {
    const { id } = await ask()
    const [message = { owner: '', id: '' }] = await messages()
    clock.set(NOW + HOUR_MS - 1)
    expect((await shown(id)).status).toBe('queued')
    clock.set(NOW + HOUR_MS)
    expect(await shown(id)).toMatchObject({ status: 'failed', failure: { code: 'abandoned' } })
    const next = await ask()
    expect(next.id).not.toBe(id)
    expect((await runJob(message, running)).kind).toBe('failed')
    expect(await getJob(stores.table, message)).toMatchObject({ status: 'failed', failure: { code: 'abandoned' } })
    await run()
    expect((await shown(next.id)).status).toBe('done')
  })

  test('of a kind that is gone fails', async () => {
    const job = await askForJob({ kind: 'old', params: {}, owner: EVALUATOR }, asking)
    const { ran } = await run()
    expect(ran).toMatchObject({ kind: 'failed', job: { id: job?.id, failure: { code: 'unknown_job' } } })
  })

  test('tells how far it is', async () => {
    await ask({ format: 'json' })
    const [message = { owner: '', id: '' }] = await messages()
    const seen: unknown[] = []
    const table: Table = {
      ...stores.table,
      query: (range) => {
        clock.set(clock.now() + 1_000)
        return stores.table.query(range)
      },
      putIf: (item, condition) => {
        seen.push(item.progress)
        return stores.table.putIf(item, condition)
      },
    }
    expect((await runJob(message, { ...running, table })).kind).toBe('done')
    expect(seen).toContainEqual({ done: expect.any(Number) as number, total: 3 })
  })
})

test('old files go, others stay', async () => {
  const TEXT = { contentType: 'text/plain' }
  await stores.archive.put('exports/old', 'x', TEXT)
  await stores.archive.put('evidence/old', 'x', TEXT)
  stores.dropFiles({ bucket: ARCHIVE, prefix: 'exports/', beforeMs: Date.now() - DAY_MS })
  expect(await stores.archive.head('exports/old')).not.toBeNull()
  stores.dropFiles({ bucket: ARCHIVE, prefix: 'exports/', beforeMs: Date.now() + DAY_MS })
  expect(await stores.archive.head('exports/old')).toBeNull()
  expect(await stores.archive.head('evidence/old')).not.toBeNull()
})
