import { describe, expect, test } from 'vitest'
import { socketFault, tlsFault } from '../../lib/transport/fault.ts'

const error = (code: string) => Object.assign(new Error('x'), { code })

test.each([
  ['ECONNREFUSED', 'connection_refused'],
  ['ECONNRESET', 'connection_reset'],
  ['EPIPE', 'connection_reset'],
  ['ETIMEDOUT', 'connect_timeout'],
  ['EHOSTUNREACH', 'connect_timeout'],
  ['EADDRNOTAVAIL', 'monitor_network'],
  ['EMFILE', 'monitor_network'],
])('a socket that ends with %s is %s', (code, cause) => {
  expect(socketFault(error(code), 4)).toEqual({ cause, detail: code })
})

test('a network that cannot be reached is ours, and over IPv6 says so', () => {
  expect(socketFault(error('ENETUNREACH'), 4).cause).toBe('monitor_network')
  expect(socketFault(error('ENETUNREACH'), 6).cause).toBe('no_ipv6')
})

test('an error without a code is told by its message', () => {
  expect(socketFault(new Error('odd'), null)).toEqual({ cause: 'connection_reset', detail: 'odd' })
})

describe('TLS', () => {
  test.each([
    ['CERT_HAS_EXPIRED', 'tls_expired'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls_name_mismatch'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls_untrusted'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls_untrusted'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls_untrusted'],
    ['CERT_NOT_YET_VALID', 'tls_untrusted'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls_error'],
    ['', 'tls_error'],
  ])('%s is %s', (code, cause) => {
    expect(tlsFault(code)).toEqual({ cause, detail: code })
  })
})
