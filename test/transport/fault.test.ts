import { describe, expect, test } from 'vitest'
import type { TlsFacts } from '../../lib/model/observation.ts'
import { lacksIssuer, resolutionFault, socketFault, tlsFault } from '../../lib/transport/fault.ts'
import type { AddressFamily, Resolution } from '../../lib/transport/resolve.ts'

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

describe('a name that was resolved, and can’t be visited', () => {
  test.each<[Exclude<Resolution, { kind: 'resolved' }>, readonly AddressFamily[], string]>([
    [{ kind: 'refused', address: '10.0.0.1' }, [4], 'address_refused'],
    [{ kind: 'not_found', detail: 'x' }, [4], 'dns_not_found'],
    [{ kind: 'error', detail: 'x' }, [4], 'dns_error'],
    [{ kind: 'ours', detail: 'x' }, [4], 'monitor_network'],
    [{ kind: 'no_family', detail: '::1' }, [4], 'no_ipv6'],
    [{ kind: 'no_family', detail: '127.0.0.1' }, [6], 'dns_not_found'],
  ])('%j for %j is %s', (resolution, families, cause) => {
    expect(resolutionFault('dvc.example.vn', resolution, families).cause).toBe(cause)
  })
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

  const shown: TlsFacts = {
    protocol: 'TLSv1.3',
    subject: 'a.example.vn',
    issuer: 'CA',
    expiresAtMs: 2_000,
    names: ['a.example.vn', 'b.example.vn'],
    chain: [
      { subject: 'a.example.vn', issuer: 'CA', expiresAtMs: 2_000, sha256: '' },
      { subject: 'CA', issuer: 'Root', expiresAtMs: 1_000, sha256: '' },
    ],
  }

  test.each([
    ['CERT_HAS_EXPIRED', /“CA” was valid until 1970-01-01T00:00:01.000Z/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /it stands for a.example.vn, b.example.vn/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /“a.example.vn”, issued by “CA”/],
  ])('%s is told with what the certificate says', (code, detail) => {
    expect(tlsFault(code, shown).detail).toMatch(detail)
  })

  test('only a missing issuer is worth looking for', () => {
    expect(['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'].every(lacksIssuer)).toBe(true)
    expect(['DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED', 'CERT_SIGNATURE_FAILURE'].some(lacksIssuer)).toBe(false)
  })
})
