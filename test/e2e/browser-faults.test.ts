import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deservesRetry, judgeLoad } from '../../lib/judge/audit-outcome.ts'
import { outcomeOf } from '../../lib/model/cause.ts'
import type { AuditRequest } from '../../lib/observe/browser/audit-request.ts'
import { prepareChromium } from '../../lib/observe/browser/chromium.ts'
import { createKeptBrowser, type KeptBrowser } from '../../lib/observe/browser/kept-browser.ts'
import { NO_RUN, runLighthouse } from '../../lib/observe/browser/lighthouse-run.ts'
import { loadOnce } from '../../lib/observe/browser/load.ts'
import { profileSettings } from '../../lib/observe/browser/profile.ts'
import { auditRequest } from '../kit/audit-request.ts'
import { AUTHORITY, CASES } from '../kit/cause-cases.ts'
import { type Certificate, derOf } from '../kit/certificates.ts'
import { FAULT_CASES } from '../kit/fault-cases.ts'
import { trustInHome } from '../kit/nss-trust.ts'
import { html, startSite } from '../kit/site.ts'
import { startTlsSite } from '../kit/tls-site.ts'

/** Pages of these tests settle at once. */
const IMPATIENT = {
  pauseAfterFcpMs: 100,
  pauseAfterLoadMs: 100,
  networkQuietThresholdMs: 100,
  cpuQuietThresholdMs: 100,
  maxWaitForFcp: 1_500,
  maxWaitForLoad: 2_000,
}

/** A fault may take its deadlines, and so much for us to find out, to replace the browser, and to be served again. */
const OVERHEAD_MS = 15_000

let browser: KeptBrowser
/** The browser's HOME, by which it trusts the authority of the cases. */
let home: string
let before: readonly string[]

beforeAll(async () => {
  before = readdirSync(tmpdir())
  home = mkdtempSync(join(tmpdir(), 'nhip-test-'))
  trustInHome(home, AUTHORITY.cert)
  const chromium = await prepareChromium()
  browser = createKeptBrowser({ chromium: { ...chromium, env: { ...chromium.env, HOME: home } } })
  await browser.ready()
})

afterAll(async () => {
  await browser.close()
  rmSync(home, { recursive: true, force: true })
})

async function load(
  over: Partial<AuditRequest> & { readonly url: string },
  { deadlineMs = 15_000, responseDeadlineMs = 5_000 } = {},
) {
  const request = auditRequest(over)
  const settings = { ...profileSettings(request), ...IMPATIENT }
  const { facts, result, durationMs } = await loadOnce(
    { browser, request },
    {
      load: (page) => runLighthouse(page, { start: { kind: 'open', url: request.url }, settings, deadlineMs }),
      nothing: NO_RUN,
      responseDeadlineMs,
    },
  )
  return { ...judgeLoad(facts), score: result.measured?.score ?? null, durationMs }
}

/** The browser still does its work, whichever it is, and what was before it is gone. */
async function expectUnharmed(): Promise<void> {
  const site = await startSite({ '/': html('') })
  expect(await load({ url: site.url('/') })).toMatchObject({ cause: null, score: expect.any(Number) })
  const left = readdirSync(tmpdir()).filter((name) => !before.includes(name) && isOurs(name))
  expect(left).toEqual([expect.stringMatching(`^nhip-browser-${process.pid}-`)])
}

/** Others use the temporary folder as well, but a browser's own names are known. */
function isOurs(name: string): boolean {
  return (
    name.startsWith(`nhip-browser-${process.pid}-`) ||
    /^(core|\.?org\.chromium|\.?com\.google|chrome|Crashpad)/i.test(name)
  )
}

describe('a page, or somebody, that harms the browser', () => {
  test.each(FAULT_CASES.map((one) => [one.name, one] as const))('%s', { timeout: 180_000 }, async (_name, fault) => {
    const { cause, detail, replaced = false, deadlineMs, responseDeadlineMs, requests = 60 } = fault
    const site = await startSite(fault.pages(browser))
    await browser.ready()
    const pid = browser.processId()
    const seen = await load({ url: site.url('/') }, { deadlineMs, responseDeadlineMs })
    expect(seen).toMatchObject({ cause, outcome: outcomeOf(cause), detail: seen.detail })
    if (detail !== undefined) expect(seen.detail).toMatch(detail)
    expect(seen.score === null).toBe(cause !== null)
    expect(seen.durationMs).toBeLessThan((deadlineMs ?? 15_000) + OVERHEAD_MS)
    expect(site.requests.length).toBeLessThanOrEqual(requests)
    await expectUnharmed()
    expect(browser.processId() !== pid).toBe(replaced)
  })
})

/** Causes that the browser must find as http checks do; the rest of that table needs a resolver of its own. */
const AGREED = [
  'connection_refused',
  'connection_reset',
  'tls_expired',
  'tls_name_mismatch',
  'tls_untrusted',
  'tls_error',
  'too_many_redirects',
] as const

/** To Chromium a certificate that is not valid yet has a wrong date like one that has expired. */
const DIFFERENT = new Set(['not valid yet'])

describe.each(AGREED)('%s', (cause) => {
  test.each((CASES[cause] ?? []).filter(([name]) => !DIFFERENT.has(name)))(
    '%s: the browser agrees with http checks',
    { timeout: 180_000 },
    async (_name, setUp) => {
      const { url, families } = await setUp()
      const request = { url, ...(families ? { families } : {}) }
      const first = await load(request)
      // As an audit does: a server that hangs up between handshake and request may leave Chromium without a word of why.
      const seen = deservesRetry(first.cause) ? await load(request) : first
      expect({ cause: seen.cause, detail: seen.detail }).toEqual({ cause, detail: seen.detail })
    },
  )

  test('and the browser is unharmed', expectUnharmed)
})

test('a chain that lacks an intermediate is completed by the browser, as http checks do', {
  timeout: 180_000,
}, async () => {
  const between = AUTHORITY.intermediate('Between')
  let port = 0
  let leaf: Certificate | null = null
  const site = await startTlsSite(
    {
      // Which port it gets is known only once it listens.
      SNICallback: (_name, done) => {
        leaf ??= between.issue({ host: 'cong.localhost', issuerAt: `http://cong.localhost:${port}/issuer` })
        done(null, createSecureContext(leaf))
      },
    },
    (request, response) => {
      if (request.url === '/issuer') response.end(derOf(between.cert))
      else response.writeHead(200, { 'content-type': 'text/html' }).end(html(''))
    },
  )
  port = site.port
  const seen = await load({ url: site.url() })
  expect(seen).toMatchObject({ cause: null, detail: seen.detail })
  expect(site.requests).toContain('http GET /issuer')
})
