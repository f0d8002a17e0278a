import ipaddr from 'ipaddr.js'

/** Ranges that are nobody's on the internet, and that `allowPrivate` admits. */
const PRIVATE_RANGES: ReadonlySet<string> = new Set(['private', 'uniqueLocal', 'loopback', 'carrierGradeNat'])

/** Of IPv6 only this is given out as public unicast: https://www.iana.org/assignments/ipv6-unicast-address-assignments */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3')

/**
 * Where clouds answer with a machine's credentials outside link-local: AWS over IPv6, Google over IPv6, Alibaba, Azure.
 * Nobody's portal is there, on an intranet neither.
 */
const METADATA: readonly (readonly [ipaddr.IPv4 | ipaddr.IPv6, number])[] = [
  ipaddr.parseCIDR('fd00:ec2::/32'),
  ipaddr.parseCIDR('fd20:ce::/32'),
  ipaddr.parseCIDR('100.100.100.200/32'),
  ipaddr.parseCIDR('168.63.129.16/32'),
]

/**
 * Whether an address may be visited: public unicast only. IPv4 in any IPv6 clothes (mapped, compatible, NAT64, 6to4,
 * Teredo), link-local, private, carrier-grade NAT, loopback, documentation, multicast and reserved addresses are not,
 * in any notation. `allowPrivate` (tests, intranets) admits private, unique-local and loopback addresses as well, and
 * nothing else: link-local stays refused, since cloud metadata lives there, and so do its other known addresses.
 */
export function isAllowedAddress(address: string, options: { readonly allowPrivate: boolean }): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.parse(address)
  if (METADATA.some(([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits))) return false
  const range = parsed.range()
  if (range === 'unicast') return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_UNICAST)
  return options.allowPrivate && PRIVATE_RANGES.has(range)
}
