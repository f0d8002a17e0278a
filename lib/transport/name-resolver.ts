import { Resolver } from 'node:dns/promises'
import type { AddressFamily } from './resolve.ts'

/** What the name servers say of a name's addresses of one family. */
export type NameAnswer =
  | { readonly kind: 'found'; readonly addresses: readonly string[] }
  /** The name exists, without an address of this family. */
  | { readonly kind: 'none'; readonly detail: string }
  | { readonly kind: 'not_found'; readonly detail: string }
  /** No answer, or one that tells of a fault on the name's side. */
  | { readonly kind: 'error'; readonly detail: string }
  /** Our own name server can't be asked, or will not do it for us. */
  | { readonly kind: 'ours'; readonly detail: string }

/** Asks for a name's addresses of one family, in the order in which they are given. Never rejects. */
export type NameResolver = (name: string, family: AddressFamily) => Promise<NameAnswer>

export type NameResolverOptions = {
  /** `address` or `address:port` of name servers. Default: the machine's own. */
  readonly servers?: readonly string[]
  /** Of the first try at a server; each further one waits twice as long. Default 2 s. */
  readonly timeoutMs?: number
  /** Tries at each server. Default 3. */
  readonly tries?: number
}

/** The machine's list of name servers may change under a process that runs for months. */
const RENEW_MS = 60_000

/** Codes of c-ares by what they say; every other is an `error`. */
const KINDS: Readonly<Record<string, 'none' | 'not_found' | 'ours'>> = {
  ENODATA: 'none',
  ENOTFOUND: 'not_found',
  EBADNAME: 'not_found',
  ECONNREFUSED: 'ours',
  EREFUSED: 'ours',
  ECANCELLED: 'ours',
  EDESTRUCTION: 'ours',
  ENOMEM: 'ours',
}

const WORDS: Readonly<Record<string, string>> = {
  ENODATA: 'the name has no address',
  ENOTFOUND: 'no such name',
  EBADNAME: 'not a possible name',
  ESERVFAIL: 'the name servers failed (SERVFAIL)',
  ETIMEOUT: 'the name servers did not answer in time',
  EFORMERR: 'the name server did not understand (FORMERR)',
  EBADRESP: 'the name servers answered what can’t be read',
  EREFUSED: 'the name server refuses to answer us',
  ECONNREFUSED: 'no name server could be reached',
}

/**
 * Asks name servers itself rather than by the system's `getaddrinfo`: that has four threads for a whole process, and
 * four names with silent servers would hold up all others. Nothing is kept from one question to the next.
 */
export function createNameResolver(options: NameResolverOptions = {}): NameResolver {
  let resolver = create(options)
  let madeAt = performance.now()
  return async (name, family) => {
    if (performance.now() - madeAt > RENEW_MS) {
      resolver = create(options)
      madeAt = performance.now()
    }
    try {
      const addresses = await (family === 4 ? resolver.resolve4(name) : resolver.resolve6(name))
      return addresses.length > 0 ? { kind: 'found', addresses } : { kind: 'none', detail: WORDS.ENODATA as string }
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown'
      return { kind: KINDS[code] ?? 'error', detail: WORDS[code] ?? code }
    }
  }
}

function create({ servers, timeoutMs = 2_000, tries = 3 }: NameResolverOptions): Resolver {
  const resolver = new Resolver({ timeout: timeoutMs, tries })
  if (servers) resolver.setServers(servers)
  return resolver
}
