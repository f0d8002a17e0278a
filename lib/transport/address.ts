import ipaddr from 'ipaddr.js'

/**
 * Whether an address may be visited: public unicast only. IPv4-mapped, NAT64, 6to4, Teredo, link-local, private,
 * carrier-grade NAT, loopback, documentation, multicast and reserved addresses are not, in any notation.
 * `allowPrivate` (tests, intranets) admits private, unique-local and loopback addresses as well, and nothing else:
 * link-local stays refused, since cloud metadata lives there.
 */
export function isAllowedAddress(address: string, options: { readonly allowPrivate: boolean }): boolean {
  if (!ipaddr.isValid(address)) return false
  const range = ipaddr.parse(address).range()
  if (range === 'unicast') return true
  return (
    options.allowPrivate &&
    (range === 'private' || range === 'uniqueLocal' || range === 'loopback' || range === 'carrierGradeNat')
  )
}
