import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { judgeHttp } from '../../../lib/judge/outcome.ts'
import { type Farm, startFarm } from '../../../lib/local/farm/farm.ts'
import { withFarmPort } from '../../../lib/local/farm/farm-port.ts'
import type { Fault } from '../../../lib/local/farm/faults.ts'
import { type Catalogue, measuredPages } from '../../../lib/model/catalogue.ts'
import type { Cause } from '../../../lib/model/cause.ts'
import { parseCatalogue } from '../../../lib/model/parse-catalogue.ts'
import { observeHttp } from '../../../lib/observe/http/observe.ts'
import { httpRequest } from '../../kit/http-request.ts'

const STARTED_AT_MS = 1_790_000_000_000

let farm: Farm
let catalogue: Catalogue
let nowMs = STARTED_AT_MS
beforeAll(async () => {
  farm = await startFarm({ port: 0, startedAtMs: STARTED_AT_MS, clock: () => nowMs })
  const text = await readFile(new URL('../../../catalogs/demo.yaml', import.meta.url), 'utf8')
  catalogue = parseCatalogue({ text: withFarmPort(text, farm.port), file: 'catalogs/demo.yaml' }).catalogue!
})
afterAll(() => farm.close())

/** What one location's check of a page comes to; null is `passed`. */
async function causeOf(
  url: string,
  options: { text: string | null; source?: string | null; timeoutMs?: number },
): Promise<Cause | null> {
  const facts = await observeHttp(
    httpRequest(url, {
      expectText: options.text,
      source: options.source ?? null,
      timeoutMs: options.timeoutMs ?? 25_000,
    }),
  )
  return judgeHttp(facts).cause
}

/** The causes of every page that does not pass, by location, in the catalogue's order. */
async function causes(): Promise<Readonly<Record<string, readonly (Cause | null)[]>>> {
  const found: Record<string, (Cause | null)[]> = {}
  for (const { key, url, expect: wanted } of measuredPages(catalogue)) {
    const seen: (Cause | null)[] = []
    for (const { source } of catalogue.locations) seen.push(await causeOf(url, { text: wanted.text, source }))
    if (seen.some((cause) => cause !== null)) found[key] = seen
  }
  return found
}

test('each portal of the demo is judged as its scenario says', async () => {
  const lasting = {
    'ven-song/home': [null, null, 'connection_reset'],
    'truong-thanh/home': ['blocked', 'blocked', 'blocked'],
    'bo-bien-dao/trich-luc': ['login_required', 'login_required', 'login_required'],
    'cao-nguyen/home': ['redirect_elsewhere', 'redirect_elsewhere', 'redirect_elsewhere'],
    'dong-lua/home': ['tls_untrusted', 'tls_untrusted', 'tls_untrusted'],
  }
  expect(await causes()).toEqual(lasting)
  // The flaky portal is well in the first quarter of each minute; minute 16 is within the second outage.
  nowMs = STARTED_AT_MS + 2 * 60_000
  expect(await causes()).toEqual(lasting)
  nowMs = STARTED_AT_MS + 15 * 60_000 + 60_000
  expect(await causes()).toEqual({ 'phu-an/home': ['http_5xx', 'http_5xx', 'http_5xx'], ...lasting })
})

const BY_FAULT: readonly (readonly [Fault, Cause | null])[] = [
  ['none', null],
  ['status:404', 'http_4xx'],
  ['status:500', 'http_5xx'],
  ['empty', 'content_mismatch'],
  ['soft404', 'soft_404'],
  ['notice', 'content_mismatch'],
  ['waf', 'blocked'],
  ['waf:200', 'blocked'],
  ['captcha', 'captcha'],
  ['ratelimit', 'rate_limited'],
  ['login', 'login_required'],
  ['sso', 'login_required'],
  ['elsewhere', 'redirect_elsewhere'],
  ['redirect-loop', 'too_many_redirects'],
  ['delay:1', null],
  ['drip:1', null],
  ['truncate', 'malformed_response'],
  ['form-error', null],
  ['reset', 'connection_reset'],
  ['malformed', 'malformed_response'],
  ['huge-headers', 'malformed_response'],
  ['endless', 'body_too_large'],
  ['gzipbomb', 'body_too_large'],
  ['hang', 'wait_timeout'],
  ['drip:4000', 'download_timeout'],
]

/** These take as long as they are given; whatever ends by itself has time to, however busy the machine. */
const ENDLESS: ReadonlySet<Fault> = new Set<Fault>(['hang', 'drip:4000'])

test.each(BY_FAULT)('?fault=%s is %s', { timeout: 180_000 }, async (fault, cause) => {
  const timeoutMs = ENDLESS.has(fault) ? 1_000 : 25_000
  const url = farm.url('binh-minh', `/?fault=${fault}`)
  expect(await causeOf(url, { text: 'dịch vụ công', timeoutMs })).toBe(cause)
})
