import { afterAll, beforeAll, expect, test } from 'vitest'
import { DAY_MS } from '../../lib/model/duration.ts'
import { ownerKey } from '../../lib/model/job.ts'
import { changeJob, getJob } from '../../lib/record/jobs.ts'
import { JOBS_WORDS } from '../../lib/web/jobs-words.ts'
import { HOSTILE, openScoredPages, SCORED_END, SCORED_PERIOD } from '../kit/scored-pages.ts'

/** Files of scores, asked for by a form. */
const OF = { criteria: 'test@1', period: SCORED_PERIOD }
let pages: Awaited<ReturnType<typeof openScoredPages>>
const who = { evaluator: '', vendor: '' }
beforeAll(async () => {
  pages = await openScoredPages(SCORED_END + DAY_MS)
  who.evaluator = await pages.signIn({ role: 'evaluator' })
  who.vendor = await pages.signIn({ role: 'vendor', vendor: 'fpt' })
}, 180_000)
afterAll(() => pages.close())

async function file(form: Readonly<Record<string, string>>, cookie: string): Promise<Response> {
  const asked = await pages.post('/exports', form, { cookie })
  expect(asked.status).toBe(303)
  const job = asked.headers.get('location') ?? ''
  await pages.work()
  const [, url = ''] = /href="([^"]+)" download>/.exec(await pages.text(job, cookie)) ?? []
  return fetch(url.replaceAll('&amp;', '&'))
}

test.each([
  ['xlsx', 'nhip-export-2026-05-04..2026-05-05-test-preview.xlsx'],
  ['csv-vi', 'nhip-export-2026-05-04..2026-05-05-test-preview.csv'],
])('%s is made by a job and downloaded from its page', async (as, name) => {
  const made = await file({ ...OF, as, owner: '' }, who.evaluator)
  expect(made.status).toBe(200)
  expect(made.headers.get('content-disposition')).toBe(`attachment; filename="${name}"`)
  const list = await pages.text('/exports', who.evaluator)
  expect(list).toContain(name)
  expect(list).toContain('đã xong')
  expect(list).toContain(`Kỳ: ${SCORED_PERIOD}, Định dạng: ${as.slice(0, 4).replace('-', '')}`)
})

test('a job that has begun is not said to wait for its turn', async () => {
  const asked = await pages.post('/exports', { ...OF, as: 'csv-en' }, { cookie: who.evaluator })
  const path = asked.headers.get('location') ?? ''
  expect(await pages.text(path, who.evaluator)).toContain(JOBS_WORDS.waiting.vi)
  const { table } = pages.stores
  const owner = ownerKey({ role: 'evaluator' })
  const job = await getJob(table, { owner, id: path.slice('/jobs/'.length) })
  if (job === null) throw new Error('what was asked for is kept')
  await changeJob(table, { ...job, status: 'running', attempts: 1 })
  const begun = await pages.text(path, who.evaluator)
  expect(begun).toContain(JOBS_WORDS.begun.vi)
  expect(begun).not.toContain(JOBS_WORDS.waiting.vi)
  await pages.work()
  expect(await pages.text(path, who.evaluator)).not.toContain(JOBS_WORDS.begun.vi)
})

test('a vendor’s holds its own portals alone, and nobody else sees its file', async () => {
  const text = await (await file({ ...OF, as: 'json' }, who.vendor)).text()
  const { portals } = JSON.parse(text) as { readonly portals: readonly { readonly portal: string }[] }
  expect(portals.map(({ portal }) => portal)).toEqual(['hue'])
  expect(await pages.text('/exports', who.evaluator)).not.toContain('preview.json')
})

test('bundles are for who may read all', async () => {
  expect(await pages.text('/exports', who.vendor)).not.toContain('action="/bundles"')
  expect((await pages.post('/bundles', OF, { cookie: who.vendor })).status).toBe(403)
  const asked = await pages.post('/bundles', OF, { cookie: who.evaluator })
  expect(asked.headers.get('location')).toMatch(/^\/jobs\/bundle-/)
  await pages.work()
  // Nothing is archived in these stores.
  const page = await pages.text(asked.headers.get('location') ?? '', who.evaluator)
  expect(page).toContain('không lưu trữ và không ký tài liệu kiểm chứng')
})

test.each([
  [{ ...OF, as: 'pdf' }, 'format'],
  [{ ...OF, as: 'xlsx', portal: 'nowhere' }, 'Không có cổng nào phù hợp'],
  [{ ...OF, as: 'xlsx', portal: HOSTILE }, 'portal'],
  [{ ...OF, as: 'xlsx', period: '2026-5' }, 'Không đọc được kỳ này'],
])('%j is refused in words', async (form, words) => {
  const answer = await pages.post('/exports', form, { cookie: who.evaluator })
  expect(answer.status).toBe(400)
  const page = await answer.text()
  expect(page).toContain('role="alert"')
  expect(page).toContain(words)
  expect(page).not.toContain(HOSTILE)
})
