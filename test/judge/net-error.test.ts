import { describe, expect, test } from 'vitest'
import { causeOfNetError } from '../../lib/judge/net-error.ts'
import type { Cause } from '../../lib/model/cause.ts'

describe('an error of the network says what is wrong', () => {
  test.each<[string, Cause]>([
    ['NAME_NOT_RESOLVED', 'dns_not_found'],
    ['DNS_TIMED_OUT', 'dns_error'],
    ['DNS_SERVER_FAILED', 'dns_error'],
    ['DNS_MALFORMED_RESPONSE', 'dns_error'],
    ['CONNECTION_REFUSED', 'connection_refused'],
    ['CONNECTION_RESET', 'connection_reset'],
    ['CONNECTION_CLOSED', 'connection_reset'],
    ['CONNECTION_ABORTED', 'connection_reset'],
    ['EMPTY_RESPONSE', 'connection_reset'],
    ['SOCKET_NOT_CONNECTED', 'connection_reset'],
    ['CONNECTION_TIMED_OUT', 'connect_timeout'],
    ['ADDRESS_UNREACHABLE', 'connect_timeout'],
    ['TIMED_OUT', 'wait_timeout'],
    ['TOO_MANY_REDIRECTS', 'too_many_redirects'],
    ['CERT_DATE_INVALID', 'tls_expired'],
    ['CERT_COMMON_NAME_INVALID', 'tls_name_mismatch'],
    ['INTERNET_DISCONNECTED', 'monitor_network'],
    ['NETWORK_CHANGED', 'monitor_network'],
  ])('ERR_%s: %s', (name, cause) => {
    expect(causeOfNetError(`net::ERR_${name}`)).toBe(cause)
    expect(causeOfNetError(`ERR_${name}`)).toBe(cause)
  })

  test.each([
    'INVALID_RESPONSE',
    'INVALID_HTTP_RESPONSE',
    'INVALID_CHUNKED_ENCODING',
    'INCOMPLETE_CHUNKED_ENCODING',
    'CONTENT_LENGTH_MISMATCH',
    'CONTENT_DECODING_FAILED',
    'RESPONSE_HEADERS_TOO_BIG',
    'RESPONSE_HEADERS_MULTIPLE_CONTENT_LENGTH',
    'RESPONSE_HEADERS_MULTIPLE_CONTENT_DISPOSITION',
    'RESPONSE_HEADERS_MULTIPLE_LOCATION',
    'RESPONSE_HEADERS_TRUNCATED',
    'INVALID_REDIRECT',
    'HTTP2_PROTOCOL_ERROR',
    'UNEXPECTED',
  ])('ERR_%s: an answer that breaks the rules of HTTP', (name) => {
    expect(causeOfNetError(`net::ERR_${name}`)).toBe('malformed_response')
  })

  test.each(['UNSAFE_REDIRECT', 'UNSAFE_PORT', 'DISALLOWED_URL_SCHEME', 'UNKNOWN_URL_SCHEME'])(
    'ERR_%s: it leads where nothing may be measured',
    (name) => {
      expect(causeOfNetError(`net::ERR_${name}`)).toBe('address_refused')
    },
  )

  test.each<[string, Cause]>([
    ['CERT_AUTHORITY_INVALID', 'tls_untrusted'],
    ['CERT_REVOKED', 'tls_untrusted'],
    ['SSL_PROTOCOL_ERROR', 'tls_error'],
    ['SSL_VERSION_OR_CIPHER_MISMATCH', 'tls_error'],
    ['BAD_SSL_CLIENT_AUTH_CERT', 'tls_error'],
  ])('ERR_%s is one of a family: %s', (name, cause) => {
    expect(causeOfNetError(`net::ERR_${name}`)).toBe(cause)
  })

  test.each([
    'net::ERR_ABORTED',
    'net::ERR_PROXY_CONNECTION_FAILED',
    'net::ERR_TUNNEL_CONNECTION_FAILED',
    // Neither is a name of Chromium's.
    'ERR_NO_CERT_',
    'ERR_NO_SSL_HERE',
    'chrome-net::ERR_TIMED_OUT',
    'ERR_net::TIMED_OUT',
    '',
  ])('%s says nothing of the portal', (name) => {
    expect(causeOfNetError(name)).toBeNull()
  })
})
