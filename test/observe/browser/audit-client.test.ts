import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { AuditProcessError, createAuditClient } from '../../../lib/observe/browser/audit-client.ts'
import { auditRequest } from '../../kit/audit-request.ts'
import { family, isRunning } from '../../kit/processes.ts'
import { html, startSite } from '../../kit/site.ts'

const PARENT = fileURLToPath(new URL('../../kit/audit-parent.ts', import.meta.url))

/** That a killed process leaves nothing behind is the point, not how fast a busy machine notices. */
const GONE = { timeout: 20_000, interval: 20 }

function client() {
  const made = createAuditClient()
  onTestFinished(made.close)
  return made
}

/** A site whose page at `/wait` never ends loading; `asked` resolves when a browser is in the middle of it. */
async function startWaitingSite() {
  const { promise: asked, resolve } = Promise.withResolvers<void>()
  const site = await startSite({
    '/': html(''),
    '/wait': html('<script src="/never.js"></script>'),
    '/never.js': () => resolve(),
  })
  return { ...site, asked }
}

async function browserFolders(pids: readonly number[]): Promise<readonly string[]> {
  return (await readdir(tmpdir())).filter((name) => pids.some((pid) => name.startsWith(`nhip-browser-${pid}-`)))
}

describe('the audit process', () => {
  test('makes audits one after the other, and is gone with its browser when it is closed', {
    timeout: 180_000,
  }, async () => {
    const site = await startWaitingSite()
    const audits = client()
    expect(audits.processId()).toBeNull()
    const both = [
      audits.audit(auditRequest({ url: site.url('/') })),
      audits.audit(auditRequest({ url: site.url('/absent') })),
    ]
    expect(await Promise.all(both)).toMatchObject([{ outcome: 'passed' }, { outcome: 'failed', cause: 'http_4xx' }])
    expect(site.requests).toEqual(['GET /', 'GET /absent'])
    const pids = family(audits.processId() ?? 0)
    expect(pids.length).toBeGreaterThan(2)
    await audits.close()
    await vi.waitFor(() => expect(pids.filter(isRunning)).toEqual([]), GONE)
    expect(await browserFolders(pids)).toEqual([])
    await expect(audits.audit(auditRequest({ url: site.url('/') }))).rejects.toMatchObject({ code: 'closed' })
  })

  test('that is closed in the middle of an audit leaves nothing, and says so to who waits', {
    timeout: 180_000,
  }, async () => {
    const site = await startWaitingSite()
    const audits = client()
    const waiting = audits.audit(auditRequest({ url: site.url('/wait') })).catch((error: unknown) => error)
    await site.asked
    const pids = family(audits.processId() ?? 0)
    await audits.close()
    expect(await waiting).toBeInstanceOf(AuditProcessError)
    expect(await waiting).toMatchObject({ code: 'closed' })
    await vi.waitFor(() => expect(pids.filter(isRunning)).toEqual([]), GONE)
  })

  test('that is killed leaves no browser, its audit rejects, and the next one is made by another', {
    timeout: 180_000,
  }, async () => {
    const site = await startWaitingSite()
    const audits = client()
    const waiting = audits.audit(auditRequest({ url: site.url('/wait') })).catch((error: unknown) => error)
    const next = audits.audit(auditRequest({ url: site.url('/') }))
    await site.asked
    const pids = family(audits.processId() ?? 0)
    expect(pids.length).toBeGreaterThan(2)
    process.kill(audits.processId() ?? 0, 'SIGKILL')
    expect(await waiting).toMatchObject({ code: 'died', message: expect.stringMatching(/SIGKILL/) })
    await vi.waitFor(() => expect(pids.filter(isRunning)).toEqual([]), GONE)
    expect(await browserFolders(pids)).toEqual([])
    expect(await next).toMatchObject({ outcome: 'passed' })
  })

  test('gives up an audit when it is told to', { timeout: 180_000 }, async () => {
    const site = await startWaitingSite()
    const audits = client()
    const stop = new AbortController()
    const waiting = audits.audit(auditRequest({ url: site.url('/wait') }), stop.signal).catch((error: unknown) => error)
    await site.asked
    const pids = family(audits.processId() ?? 0)
    stop.abort(new Error('enough'))
    expect(await waiting).toMatchObject({ message: 'enough' })
    await vi.waitFor(() => expect(pids.filter(isRunning)).toEqual([]), GONE)
    await expect(audits.audit(auditRequest({ url: site.url('/') }), stop.signal)).rejects.toThrow('enough')
    expect(site.requests).not.toContain('GET /')
  })

  test('tells a fault of our own, and goes on', { timeout: 180_000 }, async () => {
    const site = await startWaitingSite()
    const audits = client()
    const wrong = audits.audit(auditRequest({ url: site.url('/'), profile: 'abacus' }))
    await expect(wrong).rejects.toMatchObject({ code: 'fault', message: expect.stringMatching(/no profile abacus/) })
    const pid = audits.processId()
    expect(pid).not.toBeNull()
    expect(await audits.audit(auditRequest({ url: site.url('/absent') }))).toMatchObject({ cause: 'http_4xx' })
    expect(audits.processId()).toBe(pid)
  })

  test('ends with its parent, however that ends, and its browser with it', { timeout: 180_000 }, async () => {
    const site = await startWaitingSite()
    const parent = fork(PARENT, [site.url('/wait')], { execArgv: [] })
    // Else a test that was cut off leaves it, and all tests wait for its end.
    onTestFinished(() => void parent.kill('SIGKILL'))
    const exited = once(parent, 'exit')
    await site.asked
    const pids = family(parent.pid ?? 0)
    // The parent, the audit process, the watchdog, and the browser's processes.
    expect(pids.length).toBeGreaterThan(4)
    parent.kill('SIGKILL')
    await exited
    await vi.waitFor(() => expect(pids.filter(isRunning)).toEqual([]), GONE)
    expect(await browserFolders(pids)).toEqual([])
  })
})
