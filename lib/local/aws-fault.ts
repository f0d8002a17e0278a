/** Why AWS did not answer a question; `other` is an answer that is none of these. */
export type AwsFault =
  | 'no_credentials'
  | 'bad_credentials'
  | 'denied'
  | 'throttled'
  | 'unreachable'
  | 'not_found'
  | 'other'

/** Error codes of AWS's APIs; the same thing is called differently by each. */
const CODES: Readonly<Record<string, AwsFault>> = {
  CredentialsProviderError: 'no_credentials',
  TokenProviderError: 'no_credentials',
  ExpiredToken: 'bad_credentials',
  ExpiredTokenException: 'bad_credentials',
  IncompleteSignature: 'bad_credentials',
  InvalidClientTokenId: 'bad_credentials',
  InvalidSignatureException: 'bad_credentials',
  RequestExpired: 'bad_credentials',
  SignatureDoesNotMatch: 'bad_credentials',
  UnrecognizedClientException: 'bad_credentials',
  AccessDenied: 'denied',
  AccessDeniedException: 'denied',
  OptInRequired: 'denied',
  QueueDoesNotExist: 'not_found',
  ResourceNotFoundException: 'not_found',
  RequestLimitExceeded: 'throttled',
  Throttling: 'throttled',
  ThrottlingException: 'throttled',
  TooManyRequestsException: 'throttled',
  AbortError: 'unreachable',
  TimeoutError: 'unreachable',
  EAI_AGAIN: 'unreachable',
  ECONNREFUSED: 'unreachable',
  ECONNRESET: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENOTFOUND: 'unreachable',
  EPIPE: 'unreachable',
  ETIMEDOUT: 'unreachable',
}

/** What an error of the SDK means, and its first line. Rethrows what is none: that is a bug of ours. */
export function awsFault(error: unknown): { readonly fault: AwsFault; readonly text: string } {
  if (!(error instanceof Error)) throw error
  const { code, $metadata } = error as { code?: unknown; $metadata?: { readonly httpStatusCode?: number } }
  const name = typeof code === 'string' && code in CODES ? code : error.name
  const text = `${name}: ${error.message.split('\n')[0]}`
  const known = CODES[name]
  if (known !== undefined) return { fault: known, text }
  const status = $metadata?.httpStatusCode
  if (status === undefined) throw error
  return { fault: status === 403 ? 'denied' : status === 429 ? 'throttled' : 'other', text: `${text} (${status})` }
}
