import { describe, expect, test } from 'vitest'
import {
  deservesNextRun,
  deservesRetry,
  judgeAudit,
  judgeLoad,
  judgeReadiness,
  type LoadFacts,
} from '../../lib/judge/audit-outcome.ts'
import { type AuditRun, NO_METRICS } from '../../lib/model/audit.ts'
import { type Cause, outcomeOf } from '../../lib/model/cause.ts'

const URL_ASKED = 'https://dichvucong.example.vn/'

type Document = NonNullable<LoadFacts['document']>

function facts(
  over: Partial<Omit<LoadFacts, 'document'>> & { readonly document?: Partial<Document> | null } = {},
): LoadFacts {
  const { document, ...rest } = over
  const whole: Document = {
    url: URL_ASKED,
    httpStatus: 200,
    contentType: 'text/html; charset=utf-8',
    disposition: null,
    navigations: 1,
    netError: null,
    finished: true,
    ...document,
  }
  return {
    signs: null,
    loading: false,
    guardFault: null,
    elsewhere: null,
    stopped: null,
    shownUrl: null,
    refusedNeed: null,
    largeFrame: null,
    browserGone: false,
    overdueMs: null,
    fault: null,
    ...rest,
    document: document === null ? null : whole,
  }
}

const PLAIN: NonNullable<LoadFacts['signs']> = {
  textFound: null,
  title: 'Trang',
  blockPage: false,
  captcha: false,
  passwordField: false,
  loginWords: false,
  signInOffer: false,
  leadsTo: null,
  loginDemand: false,
  notFoundWords: false,
  bodyBytes: 100,
}

function run(cause: Cause | null, detail: string | null = null): AuditRun {
  return { score: null, metrics: NO_METRICS, durationMs: 1, outcome: outcomeOf(cause), cause, detail, attempts: 1 }
}

describe('one load', () => {
  test('that came through has no cause', () => {
    expect(judgeLoad(facts())).toEqual({ outcome: 'passed', cause: null, detail: null })
  })

  test.each<[number, Cause]>([
    [401, 'login_required'],
    [403, 'blocked'],
    [451, 'blocked'],
    [429, 'rate_limited'],
    [404, 'http_4xx'],
    [400, 'http_4xx'],
    [500, 'http_5xx'],
    [503, 'http_5xx'],
  ])('status %i is %s, as in http checks', (httpStatus, cause) => {
    expect(judgeLoad(facts({ document: { httpStatus }, fault: 'LOST' })).cause).toBe(cause)
  })

  test('status 399 is no failure by itself', () => {
    expect(judgeLoad(facts({ document: { httpStatus: 399 } })).cause).toBeNull()
  })

  test.each<[string, Cause]>([
    ['net::ERR_CERT_DATE_INVALID', 'tls_expired'],
    ['net::ERR_CERT_COMMON_NAME_INVALID', 'tls_name_mismatch'],
    ['net::ERR_CERT_AUTHORITY_INVALID', 'tls_untrusted'],
    ['net::ERR_SSL_PROTOCOL_ERROR', 'tls_error'],
    ['net::ERR_CONNECTION_RESET', 'connection_reset'],
    ['net::ERR_EMPTY_RESPONSE', 'connection_reset'],
    ['net::ERR_TOO_MANY_REDIRECTS', 'too_many_redirects'],
    ['net::ERR_INCOMPLETE_CHUNKED_ENCODING', 'malformed_response'],
    ['net::ERR_UNSAFE_REDIRECT', 'address_refused'],
    ['net::ERR_INTERNET_DISCONNECTED', 'monitor_network'],
  ])('%s is %s', (netError, cause) => {
    expect(judgeLoad(facts({ document: { httpStatus: null, netError }, fault: 'LOST' })).cause).toBe(cause)
  })

  test('what the guard saw explains an error of the proxy', () => {
    const document = { httpStatus: null, netError: 'net::ERR_SOCKS_CONNECTION_FAILED' }
    const guardFault = { cause: 'dns_not_found', detail: 'ENOTFOUND' } as const
    expect(judgeLoad(facts({ document, guardFault, fault: 'LOST' }))).toEqual({ outcome: 'failed', ...guardFault })
    expect(judgeLoad(facts({ document, fault: 'LOST' })).cause).toBe('audit_error')
  })

  test('a host that is not declared is redirect_elsewhere, whatever it answers; a sign-in host is login_required', () => {
    const elsewhere = 'https://quangcao.example.com/'
    expect(judgeLoad(facts({ elsewhere, document: { url: elsewhere, httpStatus: 503 } })).cause).toBe(
      'redirect_elsewhere',
    )
    expect(judgeLoad(facts({ elsewhere: 'https://sso.example.vn/login' })).cause).toBe('login_required')
  })

  test('no response is wait_timeout, no end download_timeout', () => {
    expect(judgeLoad(facts({ document: { httpStatus: null, finished: false }, fault: 'LOST' })).cause).toBe(
      'wait_timeout',
    )
    expect(judgeLoad(facts({ document: { finished: false }, fault: 'NO_FCP' })).cause).toBe('download_timeout')
  })

  test('a document that is still being read at the end is download_timeout, measured or not', () => {
    const endless = { document: { finished: false }, loading: true } as const
    expect(judgeLoad(facts(endless)).cause).toBe('download_timeout')
    expect(judgeLoad(facts({ ...endless, overdueMs: 90_000 })).cause).toBe('download_timeout')
    // All of it is here: what it waits for is a script of its own.
    expect(judgeLoad(facts({ loading: true })).cause).toBeNull()
    // Its own script stopped the load.
    expect(judgeLoad(facts({ document: { finished: false } })).cause).toBeNull()
    expect(judgeLoad(facts({ document: { finished: false, netError: 'net::ERR_ABORTED' } })).cause).toBeNull()
  })

  test.each<[Partial<Document>, Cause | null]>([
    [{ contentType: 'application/json' }, 'content_mismatch'],
    [{ contentType: 'Application/PDF; q=1', netError: 'net::ERR_ABORTED' }, 'content_mismatch'],
    [{ contentType: 'application/octet-stream' }, 'content_mismatch'],
    [{ disposition: 'Attachment; filename="a.html"', netError: 'net::ERR_ABORTED' }, 'content_mismatch'],
    [{ httpStatus: 204, contentType: null, netError: 'net::ERR_ABORTED' }, 'content_mismatch'],
    [{ httpStatus: 205 }, 'content_mismatch'],
    [{ disposition: 'inline; filename="attachment.html"' }, null],
    [{ contentType: null }, null],
    [{ contentType: '*/*' }, null],
    [{ contentType: 'TEXT/HTML' }, null],
    [{ contentType: 'text/html, text/html' }, null],
    [{ contentType: 'application/xhtml+xml; charset=utf-8' }, null],
  ])('what is no page to show is content_mismatch: %j', (document, cause) => {
    expect(judgeLoad(facts({ document })).cause).toBe(cause)
  })

  test('NOT_HTML is a page that is none, whatever its headers say', () => {
    expect(judgeLoad(facts({ fault: 'NOT_HTML' }))).toMatchObject({ outcome: 'failed', cause: 'content_mismatch' })
  })

  test('more than 20 navigations are too many, however they were made', () => {
    expect(judgeLoad(facts({ document: { navigations: 20 } })).cause).toBeNull()
    expect(judgeLoad(facts({ document: { navigations: 21, finished: false }, fault: 'LOST' })).cause).toBe(
      'too_many_redirects',
    )
  })

  test.each(['NO_FCP', 'NO_SCREENSHOTS', 'PROTOCOL_TIMEOUT', 'no score'])(
    '%s on a page that came is our fault',
    (fault) => {
      expect(judgeLoad(facts({ fault }))).toEqual({ outcome: 'inconclusive', cause: 'audit_error', detail: fault })
    },
  )

  test('a browser or a tab that died is browser_crashed', () => {
    expect(judgeLoad(facts({ browserGone: true, document: null })).cause).toBe('browser_crashed')
    expect(judgeLoad(facts({ fault: 'TARGET_CRASHED' })).cause).toBe('browser_crashed')
  })

  test('what was cut off is our fault where the page came, and so is a page that hangs the tab', () => {
    expect(judgeLoad(facts({ overdueMs: 90_000 })).cause).toBe('audit_error')
    expect(judgeLoad(facts({ overdueMs: 90_000, document: { finished: false } })).cause).toBe('audit_error')
    expect(judgeLoad(facts({ fault: 'PAGE_HUNG', document: { finished: false } })).cause).toBe('audit_error')
  })
})

describe('readiness', () => {
  test('passes with a time', () => {
    expect(judgeReadiness({ ...facts(), readyMs: 1_200 }).cause).toBeNull()
  })

  test('a page that came and never became ready is not_ready', () => {
    expect(judgeReadiness({ ...facts({ overdueMs: 60_000 }), readyMs: null }).cause).toBe('not_ready')
    expect(
      judgeReadiness({ ...facts({ overdueMs: 60_000, document: { finished: false } }), readyMs: null }).cause,
    ).toBe('not_ready')
  })

  test('a page that did not come has the cause for that', () => {
    const busy = facts({ document: { httpStatus: 503 }, fault: 'LOST' })
    expect(judgeReadiness({ ...busy, readyMs: null }).cause).toBe('http_5xx')
    const silent = facts({ document: { httpStatus: null, finished: false }, fault: 'LOST' })
    expect(judgeReadiness({ ...silent, readyMs: null }).cause).toBe('wait_timeout')
    expect(judgeReadiness({ ...facts({ browserGone: true }), readyMs: null }).cause).toBe('browser_crashed')
  })
})

describe('a whole audit', () => {
  const judged = (...causes: (Cause | null)[]) =>
    judgeAudit({ runs: causes.map((cause) => run(cause)), readiness: null })

  test('passes with one valid run', () => {
    expect(judged('http_5xx', null, 'audit_error').cause).toBeNull()
  })

  test('has the commonest cause where no run is valid, the earliest of equals', () => {
    expect(judged('audit_error', 'http_5xx', 'http_5xx').cause).toBe('http_5xx')
    expect(judged('wait_timeout', 'http_5xx').cause).toBe('wait_timeout')
    expect(judged().outcome).toBe('inconclusive')
  })

  test('fails where the page does not become ready', () => {
    const readiness = { outcome: 'failed', cause: 'not_ready', detail: null } as const
    expect(judgeAudit({ runs: [run(null)], readiness }).cause).toBe('not_ready')
  })
})

test('only our own failures are tried again', () => {
  expect((['audit_error', 'browser_crashed'] as const).every(deservesRetry)).toBe(true)
  expect(([null, 'http_5xx', 'blocked', 'address_refused', 'wait_timeout'] as const).some(deservesRetry)).toBe(false)
})

test('runs go on until asking again is pointless or rude', () => {
  expect(deservesNextRun([])).toBe(true)
  expect(deservesNextRun([run('http_5xx')])).toBe(true)
  expect(deservesNextRun([run('http_5xx'), run('http_5xx')])).toBe(false)
  expect(deservesNextRun([run('http_5xx'), run('wait_timeout')])).toBe(true)
  expect(deservesNextRun([run(null), run('http_5xx'), run('http_5xx')])).toBe(true)
  for (const cause of [
    'blocked',
    'rate_limited',
    'login_required',
    'captcha',
    'redirect_elsewhere',
    'address_refused',
  ] as const) {
    expect(deservesNextRun([run(cause)])).toBe(false)
  }
})

describe('a page that answers 200 and shows something else', () => {
  test.each([
    [{ passwordField: true, loginWords: true }, 'login_required'],
    [{ captcha: true }, 'captcha'],
    [{ blockPage: true }, 'blocked'],
    [{ notFoundWords: true }, 'soft_404'],
    [{ passwordField: true }, null],
    [{ passwordField: true, loginWords: true, textFound: true }, null],
    [{ textFound: false }, null],
  ] as const)('%o is %s', (signs, cause) => {
    expect(judgeLoad(facts({ signs: { ...PLAIN, ...signs } })).cause).toBe(cause)
  })

  test('a form that became ready is a form, whatever else is on the page', () => {
    const signs = { ...PLAIN, passwordField: true, loginWords: true }
    expect(judgeReadiness({ ...facts({ signs }), readyMs: 900 }).cause).toBeNull()
    expect(judgeReadiness({ ...facts({ signs, overdueMs: 60_000 }), readyMs: null }).cause).toBe('login_required')
  })
})
