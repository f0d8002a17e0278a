import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureBucket } from '../../lib/local/resources.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { DAY_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { type ReportFileName, reportKey } from '../../lib/model/report-file.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { createReportFolder } from '../../lib/record/report-folder.ts'
import { createArchiveReports, createFolderReports } from '../../lib/record/reports.ts'
import { type KeyedResult, keepResult } from '../../lib/record/results.ts'
import { createApp, type WebPorts } from '../../lib/web/app.ts'
import { audit } from '../kit/audit.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { heldClock } from '../kit/clock.ts'
import { makeQueue, openStores } from '../kit/stores.ts'
import { makeToken } from '../kit/tokens.ts'
import { writtenPortal } from '../kit/written-catalogue.ts'

const SLOT = Date.parse('2026-11-22T00:00:00Z')
const NOW = SLOT + 5 * MINUTE_MS
const PAGE = '<!doctype html><title>Báo cáo</title>'
const file = (name: ReportFileName) => ({ name, sha256: 'a'.repeat(64), bytes: 10 })
const at = { page: 'da-nang/home', slotMs: SLOT, location: 'sgn' }

const dataDir = mkdtempSync(join(tmpdir(), 'nhip-test-'))
let stores: Stores
let ports: WebPorts
let onMachine: ReturnType<typeof createApp>
let onAws: ReturnType<typeof createApp>
let vendor: string
const clock = heldClock(NOW)
beforeAll(async () => {
  stores = await openStores()
  const portals = [writtenPortal({ vendor: 'vnpt' }), writtenPortal({ id: 'hue', vendor: 'fpt' })]
  const { untilMs: _until, ...config } = configOf(catalogueOf({ portals }), { effectiveFromMs: NOW - 60 * MINUTE_MS })
  await putConfig(stores.table, config)
  const files = [file('report.html.gz'), file('final.jpg'), file('filmstrip.svg'), file('config.json')]
  const dropped = [{ name: 'trace.json.gz' as const, reason: 'budget' as const }]
  const keep = (over: Parameters<typeof audit>[0]) => keepResult(stores.table, audit(over) as KeyedResult, NOW)
  await keep({ ...at, files, dropped })
  await keep({ ...at, location: 'han', cause: 'browser_crashed', outcome: 'inconclusive' })
  await keep({ ...at, page: 'hue/home', files })
  ports = {
    table: stores.table,
    clock,
    policy: DEFAULT_POLICY,
    observations: await makeQueue(stores),
    deadLetters: await makeQueue(stores),
    jobs: await makeQueue(stores),
    archive: stores.archive,
    token: 'a-token',
    hostnames: ['127.0.0.1'],
  }
  await ensureBucket(stores.messagesEndpoint)
  const [folder, archive] = [createFolderReports(createReportFolder(dataDir)), createArchiveReports(stores.archive)]
  for (const reports of [folder, archive]) {
    await reports.put(reportKey(at, 'report.html.gz'), gzipSync(PAGE))
    await reports.put(reportKey(at, 'final.jpg'), Buffer.from([0xff, 0xd8]))
    await reports.put(reportKey(at, 'config.json'), Buffer.from('{}'))
  }
  onMachine = createApp({ ...ports, reports: folder })
  onAws = createApp({ ...ports, reports: archive, hostnames: null, page: 'token' })
  vendor = await makeToken({ role: 'vendor', vendor: 'vnpt' }, { table: stores.table, nowMs: NOW })
})
afterAll(async () => {
  await stores.close()
  rmSync(dataDir, { recursive: true })
})

type Asked = {
  readonly app?: typeof onMachine
  readonly token?: string | null
  readonly headers?: Record<string, string>
}
const ask = (path: string, { app = onMachine, token = 'a-token', headers = {} }: Asked = {}) =>
  app.request(`http://127.0.0.1:4400${path}`, {
    headers: { ...headers, ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
  })
const api = (name: string, of = 'da-nang/home', location = 'sgn', slot: number | string = SLOT) =>
  `/api/audits/${of}/${slot}/${location}/${name}`

describe('a report', () => {
  test('is a page of nobody’s origin that loads nothing, zipped for who takes it so', async () => {
    const zipped = await ask(api('report.html.gz'), { headers: { 'accept-encoding': 'gzip, br' } })
    expect(zipped.status).toBe(200)
    expect(zipped.headers.get('content-encoding')).toBe('gzip')
    expect(gunzipSync(Buffer.from(await zipped.arrayBuffer())).toString()).toBe(PAGE)
    const plain = await ask(api('report.html.gz'))
    expect(await plain.text()).toBe(PAGE)
    for (const { headers } of [zipped, plain]) {
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(headers.get('content-security-policy')).toMatch(/^sandbox allow-scripts [^;]*; default-src 'none';/)
      expect(headers.get('content-security-policy')).not.toContain('allow-same-origin')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('cache-control')).toBe('private, no-cache')
    }
    const trace = await ask(api('config.json'))
    expect(trace.headers.get('content-disposition')).toBe('attachment; filename="config.json"')
  })

  test('is text on AWS, sent by the hub; its pictures come by a link that needs no token', async () => {
    const page = await ask(api('report.html.gz'), { app: onAws, headers: { 'accept-encoding': 'gzip' } })
    expect([page.headers.get('content-encoding'), await page.text()]).toEqual([null, PAGE])
    const picture = await ask(api('final.jpg'), { app: onAws })
    expect(picture.status).toBe(302)
    const linked = await fetch(picture.headers.get('location') ?? '')
    expect([linked.status, linked.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
  })

  test.each([
    ['dropped', api('trace.json.gz'), 'report_dropped', /more room/],
    ['never made', api('report.html.gz', 'da-nang/home', 'han'), 'report_never_made', /browser_crashed/],
    ['not listed', api('artifacts.json.gz'), 'report_never_made', /keeps none/],
    ['lost or on its way', api('filmstrip.svg'), 'report_not_here', /on its way/],
    ['of an unknown audit', api('final.jpg', 'da-nang/home', 'sgn', SLOT + 1), 'unknown_audit', /no audit/],
    ['of no slot', api('final.jpg', 'da-nang/home', 'sgn', 'x'), 'unknown_audit', /epoch ms/],
    ['of no page', api('final.jpg', 'Da%20Nang/home'), 'unknown_audit', /epoch ms/],
    ['a file that is none', api('passwd'), 'unknown_file', /passwd/],
    ['a way out', api('..%2f..%2fplatform.json'), 'unknown_file', /platform/],
  ])('that is %s: 404 and why', async (_name, path, code, detail) => {
    const answer = await ask(path)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(await answer.json()).toMatchObject({ status: 404, code, detail: expect.stringMatching(detail) })
  })

  test('that is not there is told to people on a page, in their language', async () => {
    const answer = await ask(`/reports/da-nang/home/${SLOT}/sgn/trace.json.gz?lang=vi`, { token: null })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html; charset=UTF-8'])
    expect(await answer.text()).toMatch(/không được giữ lại\. <small lang="en">[^<]*more room/)
  })

  test('that has served its time is expired; the trace before the report', async () => {
    clock.set(SLOT + 200 * DAY_MS - 1)
    expect((await ask(api('config.json'))).status).toBe(200)
    clock.set(SLOT + 200 * DAY_MS)
    expect(await (await ask(api('config.json'))).json()).toMatchObject({ code: 'report_expired' })
    expect((await ask(api('final.jpg'))).status).toBe(200)
    clock.set(SLOT + 400 * DAY_MS)
    expect(await (await ask(api('final.jpg'))).json()).toMatchObject({ code: 'report_expired' })
    clock.set(NOW)
  })

  test('is read by the vendor of its portal only, who is not told what others there are', async () => {
    expect((await ask(api('final.jpg'), { token: vendor })).status).toBe(200)
    for (const page of ['hue/home', 'none/none', 'Da%20Nang/home'])
      expect(await (await ask(api('final.jpg', page), { token: vendor })).json()).toMatchObject({
        code: 'unknown_page',
      })
  })

  test('is linked from the page, and opens from there; where one has to sign in to see the page, so for the report', async () => {
    for (const [lang, word] of [
      ['vi', 'báo cáo'],
      ['en', 'report'],
    ] as const) {
      const page = await (await ask(`/?lang=${lang}`, { token: null })).text()
      const href = `/reports/da-nang/home/${SLOT}/sgn/report.html.gz`
      expect(page).toContain(`<a href="${href}" target="_blank" rel="noopener">${word}</a>`)
      expect(await (await ask(href, { token: null })).text()).toBe(PAGE)
      expect((await ask(href, { app: onAws, token: null })).status).toBe(303)
    }
  })

  test('is nowhere where none are kept', async () => {
    const answer = await ask(api('final.jpg'), { app: createApp(ports) })
    expect(await answer.json()).toMatchObject({ status: 404, code: 'report_never_made' })
  })
})
