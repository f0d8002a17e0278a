import { X509Certificate } from 'node:crypto'
import { setImmediate as breathe } from 'node:timers/promises'
import { createSecureContext, DEFAULT_CIPHERS, getCACertificates, type SecureContext } from 'node:tls'
import { certificatesIn } from './certificate-file.ts'
import { MAX_CHAIN, sentChain } from './tls-facts.ts'

/** Brings the bytes at an address, or says why not. */
export type FetchBytes = (url: URL) => Promise<Buffer | { readonly why: string }>

/** A chain that lacked intermediates, made whole. */
export type Completion = {
  /** Trusts what the roots of this chain trust, and knows the intermediates. */
  readonly context: SecureContext
  /** Whether a chain as it was sent still leans on them. */
  readonly isNeededBy: (leaf: X509Certificate) => boolean
}

/** Whom we believe, and what we know of chains that are not whole. */
export type Trust = {
  /** Made at the first call, which takes tens of milliseconds. */
  readonly context: () => SecureContext
  /** What was found out about a host (`host:port`) before. */
  readonly completionOf: (host: string) => Completion | null
  readonly forget: (host: string) => void
  /**
   * Fetches what the chain lacks from the addresses that its certificates name, and remembers it for the host. No
   * trust comes of it: an intermediate counts only if a root of ours signed it or its issuers.
   */
  readonly complete: (
    host: string,
    leaf: X509Certificate,
    fetch: FetchBytes,
  ) => Promise<Completion | { readonly why: string }>
}

/**
 * Key exchanges that are offered, the first with its key. OpenSSL's own list begins with a hybrid one (X25519MLKEM768),
 * which costs 5 % of a check's processor time (measured) and a greeting of two packets; round trips are the same.
 */
const GROUPS = 'X25519:P-256:P-384:P-521'

/**
 * What Node offers, beginning as browsers do: most servers take the first that they know, and the shorter key with its
 * shorter hash costs 3 % less of a check's processor time (measured).
 */
const FIRST_CIPHER = 'TLS_AES_128_GCM_SHA256'
const CIPHERS = [FIRST_CIPHER, ...DEFAULT_CIPHERS.split(':').filter((one) => one !== FIRST_CIPHER)].join(':')

const OFFERED = { ciphers: CIPHERS, ecdhCurve: GROUPS } as const

const MAX_HOSTS = 500
const MAX_FILES = 500
const KEEP_FILE_MS = 24 * 3_600_000
const KEEP_FAILURE_MS = 10 * 60_000

/** Roots that are read between two turns of the event loop: all at once would hold it up for 70 ms (measured). */
const ROOTS_PER_TURN = 10

type File = { readonly certificates: readonly X509Certificate[]; readonly why: string | null }

/** `ca`: roots in PEM. Default: Node's, and those of `NODE_EXTRA_CA_CERTS`. */
export function createTrust({ ca }: { readonly ca?: readonly string[] } = {}): Trust {
  const hosts = new Map<string, Completion>()
  const files = new Map<string, { readonly untilMs: number; readonly file: Promise<File> }>()
  let context: SecureContext | null = null
  let reading: Promise<readonly X509Certificate[]> | null = null
  const roots = () => (reading ??= readRoots(ca ?? getCACertificates('default')))

  const load = (url: string, fetch: FetchBytes): Promise<File> => {
    const known = files.get(url)
    if (known && known.untilMs > performance.now()) return known.file
    if (files.size >= MAX_FILES) files.clear()
    const file = loadFile(url, fetch)
    const keep = (keepMs: number) => files.set(url, { untilMs: performance.now() + keepMs, file })
    keep(KEEP_FILE_MS)
    void file.then(({ why }) => why !== null && keep(KEEP_FAILURE_MS))
    return file
  }

  return {
    context: () => (context ??= createSecureContext({ ...(ca ? { ca: [...ca] } : {}), ...OFFERED })),
    completionOf: (host) => hosts.get(host) ?? null,
    forget: (host) => void hosts.delete(host),
    complete: async (host, leaf, fetch) => {
      const path = await walk(leaf, { roots: await roots(), load: (url) => load(url, fetch) })
      if ('why' in path) return path
      const completion: Completion = {
        context: createSecureContext({ ca: [...path.roots, ...path.fetched].map(String), ...OFFERED }),
        isNeededBy: (other) => {
          const top = sentChain(other).at(-1) as X509Certificate
          return !path.roots.some((root) => isIssuedBy(top, root)) && path.fetched.some((one) => isIssuedBy(top, one))
        },
      }
      if (hosts.size >= MAX_HOSTS) hosts.clear()
      hosts.set(host, completion)
      return completion
    },
  }
}

type Path = { readonly roots: readonly X509Certificate[]; readonly fetched: readonly X509Certificate[] }

/** From the last certificate that was sent upwards, until a root of ours is its issuer. */
async function walk(
  leaf: X509Certificate,
  from: { readonly roots: readonly X509Certificate[]; readonly load: (url: string) => Promise<File> },
): Promise<Path | { readonly why: string }> {
  const fetched: X509Certificate[] = []
  let top = sentChain(leaf).at(-1) as X509Certificate
  while (fetched.length < MAX_CHAIN) {
    const child = top
    const roots = from.roots.filter((root) => isIssuedBy(child, root))
    if (roots.length > 0) return { roots, fetched }
    const url = issuerAddress(child)
    if (url === null) return { why: 'the last certificate doesn’t say where its issuer’s is to be had' }
    const { certificates, why } = await from.load(url)
    const issuer = certificates.find((one) => one.ca && !isSelfIssued(one) && isIssuedBy(child, one))
    if (!issuer) return { why: why ?? `${url} has no intermediate that issued it` }
    fetched.push(issuer)
    top = issuer
  }
  return { why: 'the chain is too long' }
}

/** By name, key identifier and signature. Whether it was in order then and is today is for the handshake. */
function isIssuedBy(child: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return child.checkIssued(issuer) && child.verify(issuer.publicKey)
  } catch {
    // A key of a kind that OpenSSL here doesn't know.
    return false
  }
}

function isSelfIssued({ subject, issuer }: X509Certificate): boolean {
  return subject === issuer
}

/** First `http:` address of the issuer's certificate (caIssuers, RFC 5280 §4.2.2.1); others need what they'd prove. */
function issuerAddress(certificate: X509Certificate): string | null {
  const addresses = certificate.toLegacyObject().infoAccess?.['CA Issuers - URI'] ?? []
  return addresses.find((one) => URL.canParse(one) && new URL(one).protocol === 'http:') ?? null
}

async function loadFile(url: string, fetch: FetchBytes): Promise<File> {
  const bytes = await fetch(new URL(url))
  if (!Buffer.isBuffer(bytes)) return { certificates: [], why: `${url}: ${bytes.why}` }
  const certificates = certificatesIn(bytes)
  return { certificates, why: certificates.length === 0 ? `${url} is no certificate` : null }
}

async function readRoots(pems: readonly string[]): Promise<readonly X509Certificate[]> {
  const roots: X509Certificate[] = []
  for (const [index, pem] of pems.entries()) {
    if (index % ROOTS_PER_TURN === 0) await breathe()
    roots.push(new X509Certificate(pem))
  }
  return roots
}
