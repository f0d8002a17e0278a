import type { Cause } from '../model/cause.ts'

/**
 * Chromium's network errors by what they say of a main document; `CERT_` and `SSL_` families are below.
 * Source: https://source.chromium.org/chromium/chromium/src/+/main:net/base/net_error_list.h
 */
const CAUSES: Readonly<Record<string, Cause>> = {
  ERR_NAME_NOT_RESOLVED: 'dns_not_found',
  ERR_DNS_TIMED_OUT: 'dns_error',
  ERR_DNS_SERVER_FAILED: 'dns_error',
  ERR_DNS_MALFORMED_RESPONSE: 'dns_error',
  ERR_CONNECTION_REFUSED: 'connection_refused',
  ERR_CONNECTION_RESET: 'connection_reset',
  ERR_CONNECTION_CLOSED: 'connection_reset',
  ERR_CONNECTION_ABORTED: 'connection_reset',
  ERR_EMPTY_RESPONSE: 'connection_reset',
  // It was reset between being made and being used.
  ERR_SOCKET_NOT_CONNECTED: 'connection_reset',
  ERR_CONNECTION_TIMED_OUT: 'connect_timeout',
  ERR_ADDRESS_UNREACHABLE: 'connect_timeout',
  ERR_TIMED_OUT: 'wait_timeout',
  ERR_TOO_MANY_REDIRECTS: 'too_many_redirects',
  ERR_INVALID_RESPONSE: 'malformed_response',
  ERR_INVALID_HTTP_RESPONSE: 'malformed_response',
  ERR_INVALID_CHUNKED_ENCODING: 'malformed_response',
  ERR_INCOMPLETE_CHUNKED_ENCODING: 'malformed_response',
  ERR_CONTENT_LENGTH_MISMATCH: 'malformed_response',
  ERR_CONTENT_DECODING_FAILED: 'malformed_response',
  ERR_RESPONSE_HEADERS_TOO_BIG: 'malformed_response',
  ERR_RESPONSE_HEADERS_MULTIPLE_CONTENT_LENGTH: 'malformed_response',
  ERR_RESPONSE_HEADERS_MULTIPLE_CONTENT_DISPOSITION: 'malformed_response',
  ERR_RESPONSE_HEADERS_MULTIPLE_LOCATION: 'malformed_response',
  ERR_RESPONSE_HEADERS_TRUNCATED: 'malformed_response',
  ERR_INVALID_REDIRECT: 'malformed_response',
  ERR_HTTP2_PROTOCOL_ERROR: 'malformed_response',
  ERR_UNEXPECTED: 'malformed_response',
  // Redirects to `file:`, `chrome:`, unsafe ports and the like.
  ERR_UNSAFE_REDIRECT: 'address_refused',
  ERR_UNSAFE_PORT: 'address_refused',
  ERR_DISALLOWED_URL_SCHEME: 'address_refused',
  ERR_UNKNOWN_URL_SCHEME: 'address_refused',
  ERR_INTERNET_DISCONNECTED: 'monitor_network',
  ERR_NETWORK_CHANGED: 'monitor_network',
  ERR_CERT_DATE_INVALID: 'tls_expired',
  ERR_CERT_COMMON_NAME_INVALID: 'tls_name_mismatch',
}

/**
 * What a network error of the main document stands for. Null where it says nothing about the portal: an error of the
 * proxy, whose own account is better, or one of the browser.
 */
export function causeOfNetError(netError: string): Cause | null {
  const name = netError.replace(/^net::/, '')
  const known = CAUSES[name]
  if (known) return known
  if (name.startsWith('ERR_CERT_')) return 'tls_untrusted'
  if (name.startsWith('ERR_SSL_') || name.startsWith('ERR_BAD_SSL_')) return 'tls_error'
  return null
}
