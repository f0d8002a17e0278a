import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isAllowedAddress } from '../../lib/transport/address.ts'

const allowed = (address: string, allowPrivate = false) => isAllowedAddress(address, { allowPrivate })

/** The host of a URL as its parser writes it, without brackets. */
const written = (host: string) => new URL(`http://${host}/`).hostname.replace(/^\[|\]$/g, '')

describe('addresses that may be visited', () => {
  test.each([
    '1.1.1.1',
    '8.8.8.8',
    '203.162.1.1',
    '9.255.255.255',
    '11.0.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '192.169.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '169.253.255.255',
    '169.255.0.0',
    '223.255.255.255',
    '2606:4700:4700::1111',
    '2405:4800::1',
  ])('%s', (address) => {
    expect(allowed(address)).toBe(true)
    expect(allowed(address, true)).toBe(true)
  })
})

describe('refused, but on an intranet', () => {
  test.each([
    '127.0.0.1',
    '127.255.255.255',
    '10.0.0.0',
    '10.255.255.255',
    '172.16.0.0',
    '172.31.255.255',
    '192.168.0.0',
    '192.168.255.255',
    '100.64.0.0',
    '100.127.255.255',
    '::1',
    'fc00::1',
    'fdff:ffff::1',
  ])('%s', (address) => {
    expect(allowed(address)).toBe(false)
    expect(allowed(address, true)).toBe(true)
  })
})

describe('always refused', () => {
  test.each([
    ['cloud metadata', '169.254.169.254'],
    ['link-local', '169.254.0.0'],
    ['link-local, v6', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['unspecified', '0.0.0.0'],
    ['this network', '0.1.2.3'],
    ['unspecified, v6', '::'],
    ['multicast', '224.0.0.1'],
    ['multicast, v6', 'ff02::1'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['documentation', '192.0.2.1'],
    ['documentation', '198.51.100.1'],
    ['documentation', '203.0.113.1'],
    ['documentation, v6', '2001:db8::1'],
    ['benchmarking', '198.18.0.1'],
    ['IPv4-mapped loopback', '::ffff:127.0.0.1'],
    ['IPv4-mapped metadata', '::ffff:169.254.169.254'],
    ['IPv4-mapped public', '::ffff:8.8.8.8'],
    ['IPv4-mapped in hex', '::ffff:7f00:1'],
    ['NAT64 of loopback', '64:ff9b::7f00:1'],
    ['NAT64 of metadata', '64:ff9b::a9fe:a9fe'],
    ['NAT64, local use', '64:ff9b:1::1'],
    ['NAT64, local use, of loopback', '64:ff9b:1::7f00:1'],
    ['metadata of AWS over IPv6', 'fd00:ec2::254'],
    ['metadata of Google over IPv6', 'fd20:ce::254'],
    ['metadata of Alibaba', '100.100.100.200'],
    ['metadata of Azure', '168.63.129.16'],
    ['IPv4-compatible loopback', '::7f00:1'],
    ['IPv4-translated loopback', '::ffff:0:7f00:1'],
    ['site-local', 'fec0::1'],
    ['not given out', '4000::1'],
    ['not given out', '1::1'],
    ['not given out', 'e000::1'],
    ['6to4 of a private address', '2002:0a00:0001::1'],
    ['Teredo', '2001:0:0:1::1'],
    ['no address', 'example.org'],
    ['nothing', ''],
    ['too many parts', '1.2.3.4.5'],
  ])('%s: %s', (_name, address) => {
    expect(allowed(address)).toBe(false)
    expect(allowed(address, true)).toBe(false)
  })
})

describe('whatever notation a URL uses for 127.0.0.1, its parser leaves one that is refused', () => {
  test.each([
    '2130706433',
    '0x7f000001',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '017700000001',
    '127.1',
    '127.0.1',
    '0x7f.1',
    '127.0.0.1.',
    '１２７.0.0.1',
    '[::ffff:127.0.0.1]',
    '[0:0:0:0:0:ffff:7f00:1]',
    '[::1]',
    '[0000::0001]',
    '0',
    '0x0',
  ])('%s', (host) => {
    expect(allowed(written(host))).toBe(false)
  })

  test.each(['2852039166', '0xa9fea9fe', '0251.0376.0251.0376', '169.254.43518', '[::ffff:a9fe:a9fe]'])(
    '%s is cloud metadata',
    (host) => {
      expect(allowed(written(host), true)).toBe(false)
    },
  )
})

test('any address of a refused range is refused, mapped into IPv6 or not', () => {
  const ranges: readonly (readonly [number, number])[] = [
    [0x00000000, 8],
    [0x0a000000, 8],
    [0x64400000, 10],
    [0x7f000000, 8],
    [0xa9fe0000, 16],
    [0xac100000, 12],
    [0xc0000200, 24],
    [0xc0a80000, 16],
    [0xc6120000, 15],
    [0xc6336400, 24],
    [0xcb007100, 24],
    [0xe0000000, 4],
    [0xf0000000, 4],
  ]
  fc.assert(
    fc.property(fc.constantFrom(...ranges), fc.nat(0xffffffff), ([base, bits], random) => {
      const value = (base + (random % 2 ** (32 - bits))) >>> 0
      const address = [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.')
      expect(allowed(address)).toBe(false)
      expect(allowed(`::ffff:${address}`, true)).toBe(false)
    }),
  )
})
