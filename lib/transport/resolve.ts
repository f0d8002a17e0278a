import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { AddressFamily } from '../model/catalogue.ts'
import { isAllowedAddress } from './address.ts'
import { createNameResolver, type NameAnswer, type NameResolver } from './name-resolver.ts'

export type { AddressFamily }
export type ResolvedAddress = { readonly address: string; readonly family: AddressFamily }

export type Resolution =
  | { readonly kind: 'resolved'; readonly addresses: readonly ResolvedAddress[] }
  /** At least one address of the name may not be visited: the whole name is refused. */
  | { readonly kind: 'refused'; readonly address: string }
  | { readonly kind: 'not_found'; readonly detail: string }
  /** The name has addresses, none of them of a wanted family. */
  | { readonly kind: 'no_family'; readonly detail: string }
  | { readonly kind: 'error'; readonly detail: string }
  /** Our own name server could not be asked. */
  | { readonly kind: 'ours'; readonly detail: string }

export type ResolveOptions = {
  readonly allowPrivate: boolean
  /** In order of preference: the first family of which the name has an address is taken. */
  readonly families: readonly AddressFamily[]
  /** Default: one for the process, which asks the machine's name servers. */
  readonly resolver?: NameResolver | undefined
}

let machineResolver: NameResolver | null = null

/**
 * Addresses of a host, resolved once and checked. All that were given must be allowed: a name that mixes public and
 * private addresses is an attack or a mistake. Names under `.localhost` are 127.0.0.1 without asking (RFC 6761 §6.3),
 * and those under `.invalid` do not exist (§6.4). A name that name servers don't know is looked for in the system's
 * other sources (hosts file, search domains) only where private addresses are admitted.
 */
export async function resolveHost(hostname: string, options: ResolveOptions): Promise<Resolution> {
  const bare = hostname.replace(/^\[|\]$/g, '')
  const name = bare.toLowerCase().replace(/\.$/, '')
  const literal = isIP(bare)
  if (literal !== 0) return check([{ address: bare, family: literal as AddressFamily }], options)
  if (name === 'localhost' || name.endsWith('.localhost')) return check([{ address: '127.0.0.1', family: 4 }], options)
  if (name === 'invalid' || name.endsWith('.invalid'))
    return { kind: 'not_found', detail: 'reserved name, never registered' }
  machineResolver ??= createNameResolver()
  const resolution = await ask(name, { ...options, resolver: options.resolver ?? machineResolver })
  return resolution.kind === 'not_found' && options.allowPrivate && !options.resolver
    ? ((await askSystem(name, options)) ?? resolution)
    : resolution
}

/** One family after the other, until one has an address; what the last one lacks is told by the first. */
async function ask(
  name: string,
  options: ResolveOptions & { readonly resolver: NameResolver },
): Promise<Exclude<Resolution, { kind: 'no_family' }> | Resolution> {
  let worst: Exclude<NameAnswer, { kind: 'found' }> | null = null
  for (const family of options.families) {
    const answer = await options.resolver(name, family)
    if (answer.kind === 'found')
      return check(
        answer.addresses.map((address) => ({ address, family })),
        options,
      )
    if (answer.kind === 'not_found') return answer
    if (worst === null || worst.kind === 'none') worst = answer
  }
  if (worst !== null && worst.kind !== 'none') return worst
  for (const family of ([4, 6] as const).filter((one) => !options.families.includes(one))) {
    const other = await options.resolver(name, family)
    if (other.kind === 'found')
      return check(
        other.addresses.map((address) => ({ address, family })),
        options,
      )
  }
  return { kind: 'not_found', detail: worst?.detail ?? 'no family was asked for' }
}

async function askSystem(name: string, options: ResolveOptions): Promise<Resolution | null> {
  const found = await lookup(name, { all: true, order: 'verbatim' }).catch(() => [])
  return found.length === 0
    ? null
    : check(
        found.map(({ address, family }) => ({ address, family: family as AddressFamily })),
        options,
      )
}

function check(found: readonly ResolvedAddress[], options: ResolveOptions): Resolution {
  const refused = found.find(({ address }) => !isAllowedAddress(address, options))
  if (refused) return { kind: 'refused', address: refused.address }
  const addresses = options.families.flatMap((wanted) => found.filter(({ family }) => family === wanted))
  if (addresses.length === 0) return { kind: 'no_family', detail: found.map(({ address }) => address).join(', ') }
  return { kind: 'resolved', addresses }
}
