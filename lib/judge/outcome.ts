import { type Cause, type Outcome, outcomeOf } from '../model/cause.ts'
import type { PageSigns } from '../model/page-signs.ts'

/** What the judge needs of a try at a page; the observer's facts have this shape. */
export type JudgedFacts = {
  readonly fault: { readonly cause: Cause; readonly detail: string } | null
  readonly redirectedElsewhere: string | null
  readonly finalUrl: string | null
  readonly status: number | null
  readonly signs: PageSigns | null
}

export type Judgement = { readonly outcome: Outcome; readonly cause: Cause | null; readonly detail: string | null }

/** Addresses of sign-in pages: single sign-on hosts, and paths that all such products share. */
const LOGIN_HOST =
  /^(?:(?:sso|login|xac-?thuc|dang-?nhap)(?:-[a-z0-9-]+|dvc[a-z]*|taptrung)?|auth|oauth2?|accounts?|id|idp|identity|vneid)\./i
const LOGIN_PATH =
  /(^|[/._-])(login|log-in|signin|sign-in|dang-?nhap|xac-?thuc|sso|oauth2?|authorize|openid-connect|auth\/realms|saml2?|samlsso|cas|adfs|authenticationendpoint|commonauth|vneid)([/._?-]|$)/i

/**
 * Outcome and cause of one try. A portal has `failed` only when it is at fault; what its firewall, captcha or login
 * keeps from us is `inconclusive`. The expected text, where it is there, outweighs every other sign on the page.
 */
export function judgeHttp(facts: JudgedFacts): Judgement {
  if (facts.fault) return judgement(facts.fault.cause, facts.fault.detail)
  if (facts.redirectedElsewhere !== null) {
    if (isLoginAddress(facts.redirectedElsewhere))
      return judgement('login_required', `redirects to ${facts.redirectedElsewhere}`)
    return judgement('redirect_elsewhere', `redirects to ${facts.redirectedElsewhere}`)
  }
  const { status, signs } = facts
  if (status === null) return judgement('malformed_response', 'no status')
  if (status >= 400) return judgeError(status, facts)
  if (status < 200 || status >= 300) return judgement('malformed_response', `status ${status}`)
  if (!signs || signs.bodyBytes === 0) return judgement('content_mismatch', `status ${status} with an empty body`)
  if (signs.textFound) return judgement(null, null)
  if (signs.captcha) return judgement('captcha', titled(signs.title))
  if (signs.blockPage) return judgement('blocked', titled(signs.title))
  if (isLoginPage(facts)) return judgement('login_required', titled(signs.title))
  if (leadsToLogin(facts)) return judgement('login_required', `the page leads to ${signs.leadsTo}`)
  if (signs.notFoundWords) return judgement('soft_404', titled(signs.title))
  if (signs.standIn !== null) return judgement('content_mismatch', `${signs.standIn}: ${titled(signs.title)}`)
  if (signs.textFound === false) return judgement('content_mismatch', 'the expected text is not there')
  return judgement(null, null)
}

function judgeError(status: number, facts: JudgedFacts): Judgement {
  const detail = `status ${status}`
  if (status === 401) return judgement('login_required', detail)
  if (status === 429) return judgement('rate_limited', detail)
  if (facts.signs?.captcha) return judgement('captcha', detail)
  if (status === 403 || status === 451) return judgement(isLoginPage(facts) ? 'login_required' : 'blocked', detail)
  if (facts.signs?.blockPage) return judgement('blocked', detail)
  return judgement(status >= 500 ? 'http_5xx' : 'http_4xx', detail)
}

/**
 * A field for who signs in, words of signing in at the head of the page, an address of sign-in pages: two of the three.
 * In place of the field an offer to sign in with an account of the state does as well, beside the words.
 */
function isLoginPage({ signs, finalUrl }: JudgedFacts): boolean {
  if (signs === null) return false
  const atLogin = finalUrl !== null && isLoginAddress(finalUrl)
  return signs.credentialField ? signs.loginWords || atLogin : signs.loginWords && (atLogin || signs.signInOffer)
}

function leadsToLogin({ signs, finalUrl }: JudgedFacts): boolean {
  return signs !== null && signs.leadsTo !== null && isLoginAddress(signs.leadsTo, finalUrl)
}

function isLoginAddress(url: string, base?: string | null): boolean {
  const from = base ?? undefined
  if (!URL.canParse(url, from)) return false
  const { hostname, pathname, hash } = new URL(url, from)
  const route = /^#!?(\/[^?]*)/.exec(hash)?.[1] ?? ''
  return LOGIN_HOST.test(hostname) || LOGIN_PATH.test(pathname) || LOGIN_PATH.test(route)
}

function titled(title: string | null): string {
  return title === null || title === '' ? 'a page without a title' : `page titled “${title}”`
}

function judgement(cause: Cause | null, detail: string | null): Judgement {
  return { outcome: outcomeOf(cause), cause, detail }
}
