/** The portal's fault: the result is `failed`. */
export const FAILED_CAUSES = [
  'dns_not_found',
  'dns_error',
  'connection_refused',
  'connection_reset',
  'connect_timeout',
  'tls_expired',
  'tls_name_mismatch',
  'tls_untrusted',
  'tls_error',
  'wait_timeout',
  'download_timeout',
  'http_4xx',
  'http_5xx',
  'too_many_redirects',
  'redirect_elsewhere',
  'soft_404',
  'content_mismatch',
  'not_ready',
  'body_too_large',
  'malformed_response',
] as const

/** The portal's side kept us from measuring: `inconclusive`, counted apart as obstructed. */
export const OBSTRUCTED_CAUSES = ['blocked', 'captcha', 'rate_limited', 'login_required'] as const

/** Our own fault or limit: `inconclusive`, never counted against a portal. */
export const OWN_CAUSES = [
  'address_refused',
  'no_ipv6',
  'monitor_network',
  'monitor_clock',
  'monitor_overloaded',
  'monitor_timeout',
  'browser_crashed',
  'audit_error',
  'killed',
] as const

/**
 * Causes that a broken path between a location and the host can produce by itself. Where every failure of an outage
 * is one of these, a second autonomous system must have seen it before anybody is paged.
 */
export const NETWORK_CAUSES: ReadonlySet<Cause> = new Set([
  'dns_not_found',
  'dns_error',
  'connection_refused',
  'connection_reset',
  'connect_timeout',
])

/**
 * What is wrong with a page and doesn't keep browsers from it: a chain that lacks an intermediate, a redirect from
 * https to http, a location that could not try the IPv6 which the page wants as well.
 */
export const WARNINGS = ['tls_incomplete_chain', 'https_downgrade', 'no_ipv6'] as const

export const OUTCOMES = ['passed', 'failed', 'inconclusive'] as const

export type FailedCause = (typeof FAILED_CAUSES)[number]
export type ObstructedCause = (typeof OBSTRUCTED_CAUSES)[number]
export type OwnCause = (typeof OWN_CAUSES)[number]
export type Cause = FailedCause | ObstructedCause | OwnCause
export type Warning = (typeof WARNINGS)[number]
export type Outcome = (typeof OUTCOMES)[number]

export const CAUSES: readonly Cause[] = [...FAILED_CAUSES, ...OBSTRUCTED_CAUSES, ...OWN_CAUSES]

const FAILED: ReadonlySet<string> = new Set(FAILED_CAUSES)
const OBSTRUCTED: ReadonlySet<string> = new Set(OBSTRUCTED_CAUSES)

/** The outcome that a cause stands for; no cause is `passed`. */
export function outcomeOf(cause: Cause | null): Outcome {
  if (cause === null) return 'passed'
  return FAILED.has(cause) ? 'failed' : 'inconclusive'
}

export function isObstructed(cause: Cause | null): boolean {
  return cause !== null && OBSTRUCTED.has(cause)
}
