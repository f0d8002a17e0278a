import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { isAllowedAddress } from './address.ts'

export type AddressFamily = 4 | 6
export type ResolvedAddress = { readonly address: string; readonly family: AddressFamily }

export type Resolution =
  | { readonly kind: 'resolved'; readonly addresses: readonly ResolvedAddress[] }
  /** At least one address of the name may not be visited: the whole name is refused. */
  | { readonly kind: 'refused'; readonly address: string }
  | { readonly kind: 'not_found'; readonly detail: string }
  | { readonly kind: 'no_family'; readonly detail: string }
  | { readonly kind: 'error'; readonly detail: string }

export type ResolveOptions = {
  readonly allowPrivate: boolean
  readonly families: readonly AddressFamily[]
}

/** Codes by which getaddrinfo says that the name has no address; every other code is a resolver that failed. */
const NOT_FOUND = new Set(['ENOTFOUND', 'ENODATA'])

/**
 * Addresses of a host, resolved once and checked. All of them must be allowed: a name that mixes public and private
 * addresses is an attack or a mistake. Names under `.localhost` are 127.0.0.1 without asking (RFC 6761 §6.3), and
 * those under `.invalid` do not exist (§6.4).
 */
export async function resolveHost(hostname: string, options: ResolveOptions): Promise<Resolution> {
  const bare = hostname.replace(/^\[|\]$/g, '')
  const name = bare.toLowerCase().replace(/\.$/, '')
  const literal = isIP(bare)
  if (literal !== 0) return check([{ address: bare, family: literal as AddressFamily }], options)
  if (name === 'localhost' || name.endsWith('.localhost')) return check([{ address: '127.0.0.1', family: 4 }], options)
  if (name === 'invalid' || name.endsWith('.invalid'))
    return { kind: 'not_found', detail: 'reserved name, never registered' }
  try {
    const found = await lookup(name, { all: true, order: 'verbatim' })
    return check(
      found.map(({ address, family }) => ({ address, family: family as AddressFamily })),
      options,
    )
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown'
    return NOT_FOUND.has(code) ? { kind: 'not_found', detail: code } : { kind: 'error', detail: code }
  }
}

function check(found: readonly ResolvedAddress[], options: ResolveOptions): Resolution {
  const refused = found.find(({ address }) => !isAllowedAddress(address, options))
  if (refused) return { kind: 'refused', address: refused.address }
  const addresses = found.filter(({ family }) => options.families.includes(family))
  if (addresses.length === 0) return { kind: 'no_family', detail: found.map(({ address }) => address).join(', ') }
  return { kind: 'resolved', addresses }
}
