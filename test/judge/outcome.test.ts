import { describe, expect, test } from 'vitest'
import { type JudgedFacts, judgeHttp } from '../../lib/judge/outcome.ts'
import { CAUSES, outcomeOf } from '../../lib/model/cause.ts'
import { PLAIN_SIGNS } from '../kit/page-signs.ts'

type Signs = Partial<NonNullable<JudgedFacts['signs']>>

function facts(changes: Partial<JudgedFacts> = {}, signs: Signs = {}): JudgedFacts {
  return {
    fault: null,
    redirectedElsewhere: null,
    finalUrl: 'https://cong.example.org/',
    status: 200,
    signs: { ...PLAIN_SIGNS, ...signs },
    ...changes,
  }
}

function judged(changes: Partial<JudgedFacts>, signs: Signs = {}) {
  const { outcome, cause } = judgeHttp(facts(changes, signs))
  expect(outcome).toBe(outcomeOf(cause))
  return cause
}

const LOGIN = { credentialField: true, loginWords: true } as const

describe('by status', () => {
  test.each([
    [200, null],
    [204, null],
    [299, null],
    [100, 'malformed_response'],
    [199, 'malformed_response'],
    [300, 'malformed_response'],
    [304, 'malformed_response'],
    [399, 'malformed_response'],
    [400, 'http_4xx'],
    [401, 'login_required'],
    [402, 'http_4xx'],
    [403, 'blocked'],
    [404, 'http_4xx'],
    [410, 'http_4xx'],
    [429, 'rate_limited'],
    [451, 'blocked'],
    [499, 'http_4xx'],
    [500, 'http_5xx'],
    [502, 'http_5xx'],
    [503, 'http_5xx'],
    [599, 'http_5xx'],
  ])('%i is %s', (status, cause) => {
    expect(judged({ status })).toBe(cause)
  })

  test('no status at all is malformed', () => {
    expect(judged({ status: null, signs: null })).toBe('malformed_response')
  })

  test('an error without a page is what its status says', () => {
    expect([403, 404, 500].map((status) => judged({ status, signs: null }))).toEqual([
      'blocked',
      'http_4xx',
      'http_5xx',
    ])
  })

  test('an empty page is no page', () => {
    expect(judged({ signs: null })).toBe('content_mismatch')
    expect(judged({}, { bodyBytes: 0 })).toBe('content_mismatch')
    expect(judged({}, { bodyBytes: 1 })).toBeNull()
  })
})

describe('an error with a page', () => {
  test.each<[string, number, Signs, string]>([
    ['a WAF behind 500', 500, { blockPage: true }, 'blocked'],
    ['a WAF behind 404', 404, { blockPage: true }, 'blocked'],
    ['a captcha behind 403', 403, { captcha: true }, 'captcha'],
    ['a captcha behind 503', 503, { captcha: true }, 'captcha'],
    ['a captcha behind 429', 429, { captcha: true }, 'rate_limited'],
    ['a login behind 403', 403, LOGIN, 'login_required'],
    ['a login behind 401', 401, LOGIN, 'login_required'],
    ['words of a missing page behind 404', 404, { notFoundWords: true }, 'http_4xx'],
    ['the expected text behind 500', 500, { textFound: true }, 'http_5xx'],
  ])('%s', (_name, status, signs, cause) => {
    expect(judged({ status }, signs)).toBe(cause)
  })
})

describe('a page with status 200', () => {
  test.each<[string, Signs, string | null]>([
    ['without a text to look for', {}, null],
    ['with the expected text', { textFound: true }, null],
    ['without the expected text', { textFound: false }, 'content_mismatch'],
    ['that is a challenge', { captcha: true, textFound: false }, 'captcha'],
    ['of a firewall', { blockPage: true, textFound: false }, 'blocked'],
    ['that asks for a login', { ...LOGIN, textFound: false }, 'login_required'],
    ['with a password field alone', { credentialField: true }, null],
    ['with words of a login alone', { loginWords: true }, null],
    ['that says it is not there', { notFoundWords: true, textFound: false }, 'soft_404'],
    ['that says it is not there, with no text to look for', { notFoundWords: true }, 'soft_404'],
    ['that stands in the place of the portal', { standIn: 'the default page of nginx' }, 'content_mismatch'],
    [
      'with the expected text, whatever else',
      {
        textFound: true,
        standIn: 'a notice of maintenance',
        captcha: true,
        blockPage: true,
        notFoundWords: true,
        ...LOGIN,
      },
      null,
    ],
  ])('%s', (_name, signs, cause) => {
    expect(judged({}, signs)).toBe(cause)
  })

  test('an offer to sign in counts beside words of it', () => {
    expect(judged({}, { signInOffer: true, loginWords: true })).toBe('login_required')
    expect(judged({}, { signInOffer: true })).toBeNull()
    expect(judged({}, { signInOffer: true, credentialField: true })).toBeNull()
  })

  test('words of a login on an address of sign-in pages are a login', () => {
    const finalUrl = 'https://dvc.example.org/adfs/ls/'
    expect(judged({ finalUrl }, { loginWords: true })).toBe('login_required')
    expect(judged({ finalUrl })).toBeNull()
  })

  test('a page that only leads on to a login is one; elsewhere it is what it is', () => {
    expect(judged({}, { leadsTo: '/dang-nhap', textFound: false })).toBe('login_required')
    expect(judged({}, { leadsTo: 'https://sso.example.org/' })).toBe('login_required')
    expect(judged({}, { leadsTo: '/vi/trang-chu', textFound: false })).toBe('content_mismatch')
    expect(judged({}, { leadsTo: '/vi/trang-chu' })).toBeNull()
    expect(judged({}, { leadsTo: '/dang-nhap', textFound: true })).toBeNull()
  })

  test('a password field on an address of sign-in pages is a login', () => {
    expect(judged({ finalUrl: 'https://sso.example.org/' }, { credentialField: true })).toBe('login_required')
    expect(judged({ finalUrl: 'https://cong.example.org/dang-nhap' }, { credentialField: true })).toBe('login_required')
    expect(judged({ finalUrl: 'https://cong.example.org/logistics' }, { credentialField: true })).toBeNull()
    const hosts = ['oauth.example.org', 'oauth2.example.org', 'ssodvcqg.example.org', 'xac-thuc.example.org']
    const paths = ['cong.example.org/xacthuc', 'cong.example.org/#/dang-nhap']
    for (const at of [...hosts, ...paths])
      expect([at, judged({ finalUrl: `https://${at}` }, { credentialField: true })]).toEqual([at, 'login_required'])
    expect(judged({ finalUrl: 'https://cong.example.org/#muc#/dang-nhap' }, { credentialField: true })).toBeNull()
  })
})

describe('an address of sign-in pages', () => {
  test.each([
    ['https://login.example.org/', true],
    ['https://xac-thuc.example.org/', true],
    ['https://xacthuc.example.org/', true],
    ['https://dangnhap.example.org/', true],
    ['https://dang-nhap.example.org/', true],
    ['https://account.example.org/', true],
    ['https://accounts.example.org/', true],
    ['https://ssodvc.example.org/', true],
    ['https://xac-thuc-tap-trung.example.org/', true],
    ['https://identity.example.org/', true],
    ['https://is.example.org:9443/authenticationendpoint/chon.do', true],
    ['https://is.example.org:9443/samlsso?SPEntityID=dvc', true],
    ['https://xacthuctaptrung.example.org/', true],
    ['https://assort.example.org/', false],
    ['https://cong.sso.example.org/', false],
    ['https://cong.example.org/dangnhap', true],
    ['https://cong.example.org/oauth?x=1', true],
    ['https://cong.example.org/saml', true],
    ['https://cong.example.org/saml2', true],
    ['https://cong.example.org/#/dang-nhap', true],
    ['https://cong.example.org/#!/vi/dang-nhap', true],
    ['https://cong.example.org/#dang-nhap', false],
    ['https://cong.example.org/#x/login', false],
    ['https://cong.example.org/#/trang-chu?next=/login', false],
    ['https://cong.example.org/?next=/login', false],
    ['no address', false],
  ])('%s: %s', (redirectedElsewhere, isLogin) => {
    expect(judged({ redirectedElsewhere })).toBe(isLogin ? 'login_required' : 'redirect_elsewhere')
  })

  test('is one where the page is there, and none where nobody knows where it is', () => {
    expect(judged({ finalUrl: null }, { credentialField: true })).toBeNull()
    expect(judged({ finalUrl: null }, { leadsTo: '/dang-nhap' })).toBeNull()
    expect(judged({ finalUrl: null }, { leadsTo: 'https://sso.example.org/' })).toBe('login_required')
  })
})

test.each<[string, Partial<JudgedFacts>, Signs, string]>([
  ['elsewhere', { redirectedElsewhere: 'https://x.example.org/' }, {}, 'redirects to https://x.example.org/'],
  ['to a login', { redirectedElsewhere: 'https://sso.example.org/' }, {}, 'redirects to https://sso.example.org/'],
  ['without a status', { status: null }, {}, 'no status'],
  ['of no known kind', { status: 304 }, {}, 'status 304'],
  ['that is an error', { status: 502 }, {}, 'status 502'],
  ['that is empty', {}, { bodyBytes: 0 }, 'status 200 with an empty body'],
  ['with a title', {}, { captcha: true }, 'page titled “Trang chủ”'],
  ['without a title', {}, { captcha: true, title: null }, 'a page without a title'],
  ['with an empty title', {}, { captcha: true, title: '' }, 'a page without a title'],
  ['that leads on', {}, { leadsTo: '/dang-nhap' }, 'the page leads to /dang-nhap'],
  ['without its text', {}, { textFound: false }, 'the expected text is not there'],
  ['of a server alone', {}, { standIn: 'the page of nginx' }, 'the page of nginx: page titled “Trang chủ”'],
])('what is said of an answer %s', (_name, changes, signs, detail) => {
  expect(judgeHttp(facts(changes, signs)).detail).toBe(detail)
})

describe('a redirect elsewhere', () => {
  test.each([
    ['https://other.example.org/', 'redirect_elsewhere'],
    ['https://sso.dancuquocgia.example.org/auth', 'login_required'],
    ['https://other.example.org/oauth2/authorize?x=1', 'login_required'],
    ['https://other.example.org/cas/login', 'login_required'],
    ['https://other.example.org/castle', 'redirect_elsewhere'],
    ['https://ssogroup.example.org/', 'redirect_elsewhere'],
  ])('to %s', (redirectedElsewhere, cause) => {
    expect(judged({ redirectedElsewhere, status: 302, signs: null })).toBe(cause)
  })
})

test('a fault is the cause that it stands for, whatever else was seen', () => {
  for (const cause of CAUSES) {
    expect(
      judgeHttp(facts({ fault: { cause, detail: 'as seen' }, redirectedElsewhere: 'https://x.example.org/' })),
    ).toEqual({ outcome: outcomeOf(cause), cause, detail: 'as seen' })
  }
})
