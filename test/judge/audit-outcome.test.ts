import { describe, expect, test } from 'vitest'
import { isPage, judgeLoad, judgeReadiness } from '../../lib/judge/audit-outcome.ts'
import { type Cause, outcomeOf } from '../../lib/model/cause.ts'
import { type Document, facts, URL_ASKED } from '../kit/load-facts.ts'
import { PLAIN_SIGNS } from '../kit/page-signs.ts'

const UNPAINTED = 'NO_FCP: no picture of the page came: it painted nothing, or too late'
const HANGS = 'the page does not answer, as one whose script never ends'

test.each<[string, Parameters<typeof facts>[0], Cause, string]>([
  ['the browser gone', { browserGone: true }, 'browser_crashed', 'the browser ended by itself'],
  [
    'a browser that took too much memory',
    { browserGone: true, overMemory: { tookBytes: 3_400_400_000, limitBytes: 3_000_000_000 } },
    'browser_crashed',
    'the browser took 3400 MB of memory, more than the 3000 MB that it may have, and was ended',
  ],
  ['21 navigations', { document: { navigations: 21 } }, 'too_many_redirects', '21 navigations'],
  [
    'a download',
    { document: { contentType: 'application/zip', disposition: 'attachment; filename=a.zip' } },
    'content_mismatch',
    'no page to show: status 200, application/zip, attachment; filename=a.zip',
  ],
  [
    'another kind of file',
    { document: { contentType: 'application/pdf' } },
    'content_mismatch',
    'no page to show: status 200, application/pdf',
  ],
  [
    'an answer without content',
    { document: { httpStatus: 204, contentType: null } },
    'content_mismatch',
    'no page to show: status 204, ',
  ],
  [
    'a document that still came',
    { document: { finished: false }, loading: true },
    'download_timeout',
    'the main document did not end',
  ],
  [
    'one that did not end',
    { document: { finished: false }, fault: 'LOST' },
    'download_timeout',
    'the main document did not end',
  ],
  [
    'no response',
    { document: { httpStatus: null }, overdueMs: 60_000 },
    'wait_timeout',
    'the main document had no response',
  ],
  ['a load that was cut off', { overdueMs: 60_000 }, 'audit_error', 'cut off after 60000 ms'],
  ['one without any document', { document: null, overdueMs: 60_000 }, 'audit_error', 'cut off after 60000 ms'],
  ['an empty page', { empty: true, fault: 'NO_FCP' }, 'content_mismatch', 'the page is empty'],
  ['a fault of the tool', { fault: 'NO_FCP' }, 'audit_error', UNPAINTED],
  ['one without any document', { document: null, fault: 'NO_FCP' }, 'audit_error', UNPAINTED],
  ['a page that hangs', { document: { finished: false }, fault: 'PAGE_HUNG' }, 'audit_error', `PAGE_HUNG: ${HANGS}`],
  ['one that was cut off', { signs: null, overdueMs: 9 }, 'audit_error', `cut off after 9 ms: ${HANGS}`],
  ['one that never came', { document: null, signs: null, overdueMs: 9 }, 'audit_error', 'cut off after 9 ms'],
  [
    'one without a response, of a tool that has none either',
    { document: { httpStatus: null }, signs: null, fault: 'PROTOCOL_TIMEOUT', overdueMs: 9 },
    'audit_error',
    'cut off after 9 ms',
  ],
  ['one in a browser that hangs', { signs: null, answers: false, overdueMs: 9 }, 'audit_error', 'cut off after 9 ms'],
  ['one that can’t be asked', { document: { finished: false }, fault: 'LOST', signs: null }, 'audit_error', 'LOST'],
  [
    'a page that can’t be asked yet',
    { document: { httpStatus: null }, fault: 'LOST', signs: null },
    'wait_timeout',
    'the main document had no response',
  ],
  ['a browser that hangs', { document: { httpStatus: null }, fault: 'LOST', answers: false }, 'audit_error', 'LOST'],
  [
    'one that doesn’t answer the tool',
    { document: { httpStatus: null }, fault: 'PROTOCOL_TIMEOUT' },
    'audit_error',
    'PROTOCOL_TIMEOUT: the browser did not answer in time',
  ],
  ...(['net::ERR_ABORTED', null] as const).flatMap((netError) =>
    [{ fault: 'NO_FCP' }, { overdueMs: 9 }].map((how): [string, Parameters<typeof facts>[0], Cause, string] => [
      `a page that went on to none: ${netError}, ${JSON.stringify(how)}`,
      { document: { netError, finished: netError === null }, shownUrl: 'about:blank', ...how },
      'audit_error',
      'the page went on to about:blank, and showed nothing',
    ]),
  ),
  [
    'one that hangs, cut off',
    { document: { httpStatus: null }, overdueMs: 9, answers: false },
    'audit_error',
    'cut off after 9 ms',
  ],
  ...([{ finished: false }, { httpStatus: null, finished: false }, { netError: 'net::ERR_ABORTED' }] as const).map(
    (document): [string, Parameters<typeof facts>[0], Cause, string] => [
      `a page that died as it loaded: ${JSON.stringify(document)}`,
      { document, fault: 'TARGET_CRASHED', signs: null },
      'browser_crashed',
      'TARGET_CRASHED: the page’s process ended, as for want of memory',
    ],
  ),
  [
    'an error of the network that is nobody else’s',
    { document: { netError: 'net::ERR_ABORTED' }, fault: 'LOST' },
    'audit_error',
    'net::ERR_ABORTED',
  ],
  [
    'the same, cut off',
    { document: { netError: 'net::ERR_ABORTED' }, overdueMs: 9 },
    'audit_error',
    'net::ERR_ABORTED',
  ],
])('what is said of %s', (_name, over, cause, detail) => {
  expect(judgeLoad(facts(over))).toEqual({ outcome: outcomeOf(cause), cause, detail })
})

test('a page in the place of a portal is none, an expected text that is missing or there is not asked for', () => {
  const standIn = { ...PLAIN_SIGNS, standIn: 'the page of nginx' }
  expect(judgeLoad(facts({ signs: standIn })).cause).toBe('content_mismatch')
  expect(judgeLoad(facts({ signs: { ...PLAIN_SIGNS, textFound: false } })).cause).toBeNull()
  expect(judgeLoad(facts({ signs: { ...standIn, textFound: true }, fault: 'NO_FCP' })).cause).toBe('audit_error')
})

test('a page that was empty, and could be measured, is one', () => {
  expect(judgeLoad(facts({ empty: true })).cause).toBeNull()
})

test('a document that its own script gave up, and that was measured, is one', () => {
  expect(judgeLoad(facts({ document: { netError: 'net::ERR_ABORTED' } })).cause).toBeNull()
  expect(judgeLoad(facts({ document: { netError: 'net::ERR_CONNECTION_RESET' } })).cause).toBe('connection_reset')
  expect(judgeLoad(facts({ document: null })).cause).toBeNull()
})

test('where a page came from nowhere, or was measured before it went there, its address says nothing', () => {
  const gone = { shownUrl: 'about:blank' }
  expect(judgeLoad(facts(gone)).cause).toBeNull()
  expect(judgeLoad(facts({ ...gone, document: { httpStatus: null }, fault: 'NO_FCP' })).cause).toBe('wait_timeout')
  const reset = { document: { netError: 'net::ERR_CONNECTION_RESET' }, fault: 'LOST' }
  expect(judgeLoad(facts({ ...gone, ...reset })).cause).toBe('connection_reset')
})

test('what the guard saw explains a document without a response', () => {
  const guardFault = { cause: 'address_refused', detail: 'private' } as const
  const over = { document: { httpStatus: null }, fault: 'LOST', guardFault }
  expect(judgeLoad(facts(over))).toMatchObject(guardFault)
})

test.each<[string, Partial<Document>, boolean]>([
  ['of no known type', { contentType: null }, true],
  ['of an empty type', { contentType: '' }, true],
  ['of a type in capitals', { contentType: ' TEXT/HTML ; charset=utf-8' }, true],
  ['of two types', { contentType: 'text/html, text/plain' }, true],
  ['of XHTML', { contentType: 'application/xhtml+xml' }, true],
  ['of types that say nothing', { contentType: 'unknown/unknown' }, true],
  ['of other types that say nothing', { contentType: 'application/unknown' }, true],
  ['of any type', { contentType: '*/*' }, true],
  ['of plain text', { contentType: 'text/plain' }, false],
  ['shown inline', { disposition: 'inline' }, true],
  ['to be kept', { disposition: '  Attachment' }, false],
  ['named like one', { disposition: 'inline; filename=attachment' }, true],
  ['that resets', { httpStatus: 205 }, false],
  ['that has not come', { httpStatus: null, contentType: 'text/plain' }, true],
  ['299', { httpStatus: 299, contentType: 'text/plain' }, false],
  ['300', { httpStatus: 300, contentType: 'text/plain' }, true],
  ['399', { httpStatus: 399, contentType: 'text/plain' }, true],
  ['400', { httpStatus: 400, contentType: 'text/plain' }, false],
])('an answer %s is a page, or none', (_name, over, page) => {
  const { document } = facts({ document: over })
  if (!document) throw new Error('no document')
  expect(isPage(document)).toBe(page)
})

test('what a page shows counts only where it came', () => {
  const signs = { ...PLAIN_SIGNS, captcha: true }
  expect(judgeLoad(facts({ signs })).cause).toBe('captcha')
  expect(judgeLoad(facts({ signs, document: null })).cause).toBeNull()
  expect(judgeLoad(facts({ signs, document: { httpStatus: null } })).cause).toBeNull()
  const login = { signs: { ...PLAIN_SIGNS, credentialField: true }, document: { url: 'https://sso.example.vn/' } }
  expect(judgeLoad(facts(login)).cause).toBe('login_required')
  expect(judgeLoad(facts({ ...login, shownUrl: URL_ASKED })).cause).toBeNull()
})

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
      const detail = expect.stringMatching(new RegExp(`^${fault}(: |$)`)) as string
      expect(judgeLoad(facts({ fault }))).toEqual({ outcome: 'inconclusive', cause: 'audit_error', detail })
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

describe('a page that answers 200 and shows something else', () => {
  test.each([
    [{ credentialField: true, loginWords: true }, 'login_required'],
    [{ captcha: true }, 'captcha'],
    [{ blockPage: true }, 'blocked'],
    [{ notFoundWords: true }, 'soft_404'],
    [{ credentialField: true }, null],
    [{ credentialField: true, loginWords: true, textFound: true }, null],
    [{ textFound: false }, null],
  ] as const)('%o is %s', (signs, cause) => {
    expect(judgeLoad(facts({ signs: { ...PLAIN_SIGNS, ...signs } })).cause).toBe(cause)
  })

  test('a form that became ready is a form, whatever else is on the page', () => {
    const signs = { ...PLAIN_SIGNS, credentialField: true, loginWords: true }
    expect(judgeReadiness({ ...facts({ signs }), readyMs: 900 }).cause).toBeNull()
    expect(judgeReadiness({ ...facts({ signs, overdueMs: 60_000 }), readyMs: null }).cause).toBe('login_required')
  })
})

test('an answer without a page is judged by where it came from', () => {
  const signs = { ...PLAIN_SIGNS, credentialField: true }
  const at = (url: string) => judgeLoad(facts({ document: { url, httpStatus: 403 }, signs })).cause
  expect([at('https://sso.example.vn/'), at(URL_ASKED)]).toEqual(['login_required', 'blocked'])
  expect(judgeLoad(facts({ document: null, elsewhere: 'https://other.example.vn/' })).cause).toBe('redirect_elsewhere')
})

test('a form that did not come tells of the page only where the page came', () => {
  const late = { overdueMs: 60_000, signs: null } as const
  expect(judgeReadiness({ ...facts(late), readyMs: null }).cause).toBe('not_ready')
  const hung = facts({ ...late, document: { httpStatus: null }, answers: false })
  expect(judgeReadiness({ ...hung, readyMs: null }).cause).toBe('audit_error')
})
