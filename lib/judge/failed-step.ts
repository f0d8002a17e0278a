import type { FailedCause } from '../model/cause.ts'

/** The steps of a check, in order; `answer`: the answer came, and was not the page. */
export const STEPS = ['dns', 'connect', 'tls', 'wait', 'download', 'answer'] as const

export type Step = (typeof STEPS)[number]

/** In which step a check failed. A connection that is reset may have been in any after it was made: it is told as `connect`. */
export const STEP_OF: Readonly<Record<FailedCause, Step>> = {
  dns_not_found: 'dns',
  dns_error: 'dns',
  connection_refused: 'connect',
  connection_reset: 'connect',
  connect_timeout: 'connect',
  tls_expired: 'tls',
  tls_name_mismatch: 'tls',
  tls_untrusted: 'tls',
  tls_error: 'tls',
  wait_timeout: 'wait',
  download_timeout: 'download',
  http_4xx: 'answer',
  http_5xx: 'answer',
  too_many_redirects: 'answer',
  redirect_elsewhere: 'answer',
  soft_404: 'answer',
  content_mismatch: 'answer',
  not_ready: 'answer',
  body_too_large: 'answer',
  malformed_response: 'answer',
}
