import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Result } from 'lighthouse'
import { describe, expect, onTestFinished, test } from 'vitest'
import { auditSchema, NO_METRICS } from '../../../lib/model/audit.ts'
import { makeRun } from '../../../lib/observe/browser/attempt.ts'
import { type AuditPorts, auditPage } from '../../../lib/observe/browser/audit.ts'
import type { AuditRequest } from '../../../lib/observe/browser/audit-request.ts'
import { createKeptBrowser } from '../../../lib/observe/browser/kept-browser.ts'
import { profileSettings } from '../../../lib/observe/browser/profile.ts'
import { auditRequest } from '../../kit/audit-request.ts'
import { html, startSite } from '../../kit/site.ts'

function keptBrowser() {
  const browser = createKeptBrowser()
  onTestFinished(browser.close)
  return browser
}

async function audit(over: Partial<AuditRequest> & Pick<AuditRequest, 'url'>, ports: Partial<AuditPorts> = {}) {
  const made = await auditPage(auditRequest(over), { browser: ports.browser ?? keptBrowser(), ...ports })
  return auditSchema.parse(made)
}

const NOTHING = { score: null, metrics: NO_METRICS, representative: null, spread: { score: null, lcpMs: null } }

describe('an audit of a page that works', () => {
  test('has the figures of its representative run, and what they depend on', { timeout: 180_000 }, async () => {
    const site = await startSite({ '/': html('<img src="/seal.svg" width="120" height="80" alt="">') })
    const out = await mkdtemp(join(tmpdir(), 'nhip-test-'))
    onTestFinished(() => rm(out, { recursive: true, force: true }))
    const told: string[] = []
    const made = await audit(
      { url: site.url('/'), runs: 2, out, contact: 'https://example.vn/nhip', catalogVersion: 'v1' },
      { onProgress: ({ vi }) => told.push(vi), now: () => 1_790_000_100_412 },
    )
    expect(made).toMatchObject({
      type: 'audit',
      page: 'da-nang/home',
      location: 'sgn',
      slotMs: 1_790_000_100_000,
      startedAtMs: 1_790_000_100_412,
      url: site.url('/'),
      finalUrl: site.url('/'),
      outcome: 'passed',
      cause: null,
      detail: null,
      httpStatus: 200,
      engine: null,
      readiness: null,
      refusals: [],
      catalogVersion: 'v1',
      conditions: {
        profile: 'mobile',
        cpuSlowdownMultiplier: 4,
        chromiumMode: 'multi-process',
        throttling: { rttMs: 150, throughputKbps: 1638.4 },
        instrument: expect.stringMatching(/^[0-9a-f]{16}$/),
        software: { lighthouse: '13.5.0', chromium: expect.stringMatching(/^\d+\./), node: process.versions.node },
        machine: { cores: availableParallelism(), cpuModel: expect.any(String), stealMs: expect.any(Number) },
      },
    })
    expect(made.conditions.benchmarkIndex).toEqual({ before: expect.any(Number), after: expect.any(Number) })
    expect(made.runs.map(({ outcome, attempts, discarded }) => [outcome, attempts > 1, discarded !== null])).toEqual(
      made.runs.map(({ attempts }) => ['passed', attempts > 1, attempts > 1]),
    )
    for (const { machine } of made.runs) expect(machine?.loadAverage.after).toEqual(expect.any(Number))
    const { readyMs, ...measured } = made.metrics
    expect(readyMs).toBeNull()
    for (const [name, value] of Object.entries(measured)) expect([name, value]).toEqual([name, expect.any(Number)])
    expect(made.metrics.fcpMs).toBeGreaterThan(0)
    // The page and its picture; a favicon is not asked for.
    expect(made.metrics.requests).toBe(2)
    expect(made.observed.loadMs).toBeGreaterThan(0)
    expect(made.score).toBe(made.runs[made.representative ?? -1]?.score)
    expect(told).toEqual(['Đang kiểm tra, lần tải 1/2…', 'Đang kiểm tra, lần tải 2/2…'])
    const kinds = ['filmstrip.svg', 'final.jpg', 'report.html', 'report.json', 'trace.json']
    expect((await readdir(out)).toSorted()).toEqual([1, 2].flatMap((run) => kinds.map((kind) => `run-${run}.${kind}`)))
    const report = JSON.parse(await readFile(join(out, 'run-1.report.json'), 'utf8')) as Result
    expect(report.environment.benchmarkIndex).toBe(made.conditions.benchmarkIndex.before)
    expect((await readFile(join(out, 'run-2.final.jpg'))).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]))
  })

  test('times readiness to the moment that the form can be seen, redirects by script included', {
    timeout: 180_000,
  }, async () => {
    const site = await startSite({
      '/': html('<script>location.replace("/form")</script>'),
      '/form': html(`<div class="formio-form"><input id="name" hidden></div>
        <script>setTimeout(() => document.getElementById('name').hidden = false, 1200)</script>`),
    })
    const made = await audit({ url: site.url('/'), ready: '#name' })
    expect(made).toMatchObject({
      outcome: 'passed',
      engine: 'formio',
      finalUrl: site.url('/form'),
      readiness: { outcome: 'passed' },
    })
    // Two documents at 562 ms of applied latency each, and the script's own wait.
    expect(made.metrics.readyMs).toBeGreaterThan(1_200 + 2 * 562)
    expect(made.runs[0]?.metrics.readyMs).toBeNull()
  })

  test('times what a page names in a frame of its own, whatever dialogs come before', {
    timeout: 180_000,
  }, async () => {
    const site = await startSite({
      '/': html(
        '<script>alert(1);confirm(2);prompt(3)</script><iframe src="/khung" width="390" height="400"></iframe>',
      ),
      '/khung': html('<input id="name">'),
    })
    const made = await audit({ url: site.url('/'), ready: '#name' }, { readyDeadlineMs: 20_000 })
    expect(made).toMatchObject({ outcome: 'passed', readiness: { outcome: 'passed' } })
    expect(made.metrics.readyMs).toBeGreaterThan(562)
  })

  test('fails where the form never shows, and keeps its figures', { timeout: 180_000 }, async () => {
    const site = await startSite({ '/': html('<input id="name" style="opacity: 0">') })
    const made = await audit({ url: site.url('/'), ready: '#name' }, { readyDeadlineMs: 2_000 })
    expect(made).toMatchObject({
      outcome: 'failed',
      cause: 'not_ready',
      representative: 0,
      readiness: { cause: 'not_ready' },
    })
    expect(made.score).not.toBeNull()
    expect(made.metrics).toMatchObject({ fcpMs: expect.any(Number), readyMs: null })
  })

  test('is not waited for twice where a frame may hold the form', { timeout: 60_000 }, async () => {
    const site = await startSite({
      '/': html('<h2>Tờ khai</h2><iframe src="/khung" style="width: 100%; height: 500px"></iframe>'),
      '/khung': html('<input name="hoTen">'),
    })
    const made = await audit({ url: site.url('/'), form: { engine: null } }, { readyDeadlineMs: 1_500 })
    expect(made).toMatchObject({ cause: 'audit_error', readiness: { cause: 'audit_error', attempts: 1 } })
    expect(made.detail).toMatch(/it may be in the frame/)
  })
})

describe('an audit of a page that does not work', () => {
  test('has the cause and no figures; every page of it is judged as in http checks', { timeout: 180_000 }, async () => {
    const browser = keptBrowser()
    const silent = createTcpServer((socket) => void socket.once('data', () => socket.resetAndDestroy()))
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void silent.close())
    const site = await startSite({
      '/503': 503,
      '/401': 401,
      '/away': (_request, response) => void response.writeHead(302, { location: site.url('/ad', 'elsewhere') }).end(),
      '/metadata': (_request, response) => void response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
      '/file': (_request, response) => void response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
      '/app': (_request, response) => void response.writeHead(302, { location: 'vneid://mo' }).end(),
      '/loop': (_request, response) => void response.writeHead(302, { location: '/loop' }).end(),
    })
    const causeOf = async (url: string) => {
      const request = auditRequest({ url })
      const { run } = await makeRun({
        browser,
        request,
        settings: profileSettings(request),
        deadlineMs: 60_000,
        number: 1,
      })
      expect(run).toMatchObject({ score: null, metrics: NO_METRICS, attempts: 1 })
      return run.cause
    }
    const out = await mkdtemp(join(tmpdir(), 'nhip-test-'))
    onTestFinished(() => rm(out, { recursive: true, force: true }))
    for (const name of ['run-1.final.jpg', 'run-1.report.html', 'run-2.final.jpg']) await writeFile(join(out, name), '')
    expect(await audit({ url: site.url('/503'), out }, { browser })).toMatchObject({
      ...NOTHING,
      outcome: 'failed',
      cause: 'http_5xx',
      httpStatus: 503,
    })
    // What an earlier audit left of this run isn't its own.
    expect(await readdir(out)).toEqual(['run-2.final.jpg'])
    expect(await audit({ url: 'file:///etc/passwd' }, { browser })).toMatchObject({
      ...NOTHING,
      cause: 'address_refused',
      runs: [],
    })
    expect(await causeOf(site.url('/401'))).toBe('login_required')
    expect(await causeOf(site.url('/gone'))).toBe('http_4xx')
    expect(await causeOf(site.url('/away'))).toBe('redirect_elsewhere')
    expect(await causeOf(site.url('/metadata'))).toBe('redirect_elsewhere')
    expect(await causeOf(site.url('/file'))).toBe('address_refused')
    expect(await causeOf(site.url('/app'))).toBe('address_refused')
    expect(await causeOf(site.url('/loop'))).toBe('too_many_redirects')
    expect(await causeOf('http://portal.invalid/')).toBe('dns_not_found')
    expect(await causeOf(`http://127.0.0.1:${(silent.address() as AddressInfo).port}/`)).toBe('connection_reset')
  })

  test('is not asked again and again, and a declared host may answer for it', { timeout: 180_000 }, async () => {
    const browser = keptBrowser()
    const site = await startSite({
      '/503': 503,
      '/429': 429,
      '/304': (_request, response) => void response.writeHead(304).end(),
      '/moved': (_request, response) => void response.writeHead(302, { location: site.url('/', 'declared') }).end(),
      '/': html(''),
    })
    const failed = await audit({ url: site.url('/503'), runs: 5 }, { browser })
    expect(failed.runs.map(({ cause, attempts }) => [cause, attempts])).toEqual([
      ['http_5xx', 1],
      ['http_5xx', 1],
    ])
    const limited = await audit({ url: site.url('/429'), runs: 5 }, { browser })
    expect(limited).toMatchObject({ outcome: 'inconclusive', cause: 'rate_limited', runs: [{ cause: 'rate_limited' }] })
    // The browser tells of no answer at all, and is not waited for as long as one may take.
    const same = await audit({ url: site.url('/304') }, { browser })
    expect(same).toMatchObject({ outcome: 'inconclusive', cause: 'audit_error', detail: 'net::ERR_ABORTED' })
    const moved = await audit({ url: site.url('/moved'), expectHosts: ['declared.localhost'] }, { browser })
    expect(moved).toMatchObject({ outcome: 'passed', finalUrl: site.url('/', 'declared') })
  })

  test('since it shows none is not waited for as long as a first paint may take', { timeout: 180_000 }, async () => {
    const browser = keptBrowser()
    const site = await startSite({
      '/di': html('<script>onload = () => { location = "about:blank" }</script>'),
      '/trang': '<!doctype html><title>Trang</title>',
    })
    const left = await audit({ url: site.url('/di') }, { browser })
    expect(left).toMatchObject({ ...NOTHING, outcome: 'inconclusive', cause: 'audit_error', runs: [{ attempts: 2 }] })
    expect(left.detail).toBe('the page went on to about:blank, and showed nothing')
    const empty = await audit({ url: site.url('/trang') }, { browser })
    expect(empty).toMatchObject({ ...NOTHING, outcome: 'failed', cause: 'content_mismatch', runs: [{ attempts: 1 }] })
  })

  test('that hangs ends at its deadline as our fault, and the next audit is unharmed', {
    timeout: 180_000,
  }, async () => {
    const browser = keptBrowser()
    const site = await startSite({ '/busy': html('<script>for (;;);</script>'), '/': html('') })
    const hung = await audit({ url: site.url('/busy'), runs: 3 }, { browser, runDeadlineMs: 3_000 })
    expect(hung).toMatchObject({
      ...NOTHING,
      outcome: 'inconclusive',
      cause: 'audit_error',
      runs: [{ attempts: 2, discarded: { cause: 'audit_error' } }],
    })
    // A third load, and a fourth, would hang as well.
    expect(site.requests.length).toBe(2)
    expect(await audit({ url: site.url('/') }, { browser })).toMatchObject({ outcome: 'passed' })
  })
})

describe('an audit that is to be over by some time', () => {
  test('starts no load that may not end by then, and is what it has', { timeout: 180_000 }, async () => {
    const browser = keptBrowser()
    const site = await startSite({ '/': html('') })
    // Each load takes 20 s by this clock, and may take 90 s: one fits, a second doesn't.
    const of = { runs: 3, untilMs: 100_000 }
    const ports = () => {
      const before = site.requests.length
      return { browser, runDeadlineMs: 30_000, now: () => (site.requests.length - before) * 20_000 }
    }
    const made = await audit({ url: site.url('/'), ...of }, ports())
    expect(made).toMatchObject({ outcome: 'passed', runs: [{ attempts: 1 }], representative: 0 })
    expect(made.runs.length).toBe(1)
    const unready = await audit({ url: site.url('/'), ...of, ready: 'h1' }, ports())
    expect(unready).toMatchObject({ outcome: 'inconclusive', cause: 'monitor_timeout', readiness: null })
    expect(unready.metrics.readyMs).toBeNull()
  })

  test('is not begun without time for a load', async () => {
    const browser = keptBrowser()
    const late = { url: 'http://portal.localhost/', untilMs: 89_999 }
    const made = await audit(late, { browser, runDeadlineMs: 30_000, now: () => 0 })
    expect(made).toMatchObject({ ...NOTHING, outcome: 'inconclusive', cause: 'monitor_timeout', runs: [] })
    expect(browser.processId()).toBeNull()
  })
})

test('leaves no trace behind in Lighthouse: what it keeps of each would fill the memory', {
  timeout: 180_000,
}, async () => {
  const fromLighthouse = createRequire(createRequire(import.meta.url).resolve('lighthouse'))
  const { stackTraceForEventInTrace: kept } = fromLighthouse(
    '@paulirish/trace_engine/models/trace/extras/StackTraceForEvent.js',
  ) as { readonly stackTraceForEventInTrace: Map<unknown, unknown> }
  const site = await startSite({ '/': html('<script>document.title += document.body.offsetHeight</script>') })
  expect(await audit({ url: site.url('/') })).toMatchObject({ outcome: 'passed' })
  expect(kept.size).toBe(0)
})

describe('the guard', () => {
  test('keeps a page from addresses that may not be visited, and the audit says which', {
    timeout: 180_000,
  }, async () => {
    const site = await startSite({ '/': html('<img src="http://169.254.169.254/latest/meta-data/" alt="">') })
    const made = await audit({ url: site.url('/') })
    expect(made).toMatchObject({
      outcome: 'passed',
      refusals: [{ host: '169.254.169.254', reason: '169.254.169.254 is not a public address' }],
    })
  })

  test('keeps audits from private addresses without leave', { timeout: 180_000 }, async () => {
    const site = await startSite({ '/': html('') })
    const made = await audit({ url: site.url('/'), allowPrivate: false })
    expect(made).toMatchObject({ ...NOTHING, outcome: 'inconclusive', cause: 'address_refused' })
    expect(site.requests).toEqual([])
  })
})

describe('a browser that is killed in the middle of a run', () => {
  test('is replaced, and the run made once more', { timeout: 180_000 }, async () => {
    const browser = keptBrowser()
    let kills = 0
    const site = await startSite({
      '/': html('<script src="/app.js"></script>'),
      '/app.js': (_request, response) => {
        const pid = browser.processId()
        if (kills++ === 0 && pid !== null) process.kill(pid, 'SIGKILL')
        else response.end()
      },
    })
    const made = await audit({ url: site.url('/') }, { browser })
    expect(made).toMatchObject({ outcome: 'passed', runs: [{ outcome: 'passed', attempts: 2 }] })
    expect(kills).toBeGreaterThan(1)
  })

  test('each time ends as browser_crashed, and the next audit is unharmed', { timeout: 180_000 }, async () => {
    const browser = keptBrowser()
    const site = await startSite({
      '/deadly': html('<script src="/app.js"></script>'),
      '/app.js': () => {
        const pid = browser.processId()
        if (pid !== null) process.kill(pid, 'SIGKILL')
      },
      '/': html(''),
    })
    const killed = await audit({ url: site.url('/deadly') }, { browser })
    expect(killed).toMatchObject({
      ...NOTHING,
      outcome: 'inconclusive',
      cause: 'browser_crashed',
      runs: [{ attempts: 2 }],
    })
    expect(await audit({ url: site.url('/') }, { browser })).toMatchObject({ outcome: 'passed' })
  })
})
