import type { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import type { CertificateFacts, TlsFacts } from '../model/observation.ts'

/** Longest chain that is told and completed: leaf, intermediates, root. */
export const MAX_CHAIN = 8

/** Names of a certificate that are kept of it. */
const MAX_NAMES = 20

type Read = CertificateFacts & { readonly names: readonly string[] }

/** By fingerprint: portals show the same certificates at each visit, and reading one costs a tenth of a millisecond. */
const read = new Map<string, Read>()
const MAX_READ = 1_000

/** The certificates that a server sent, from the leaf on, each followed by its issuer as far as that was sent. */
export function sentChain(leaf: X509Certificate): readonly X509Certificate[] {
  const chain = [leaf]
  let next = leaf.issuerCertificate
  while (next && chain.length < MAX_CHAIN && !chain.some((one) => one.fingerprint256 === next?.fingerprint256)) {
    chain.push(next)
    next = next.issuerCertificate
  }
  return chain
}

/** Facts of a finished handshake; null where the server showed no certificate. */
export function tlsFactsOf(socket: TLSSocket, leaf: X509Certificate | undefined): TlsFacts | null {
  if (!leaf) return null
  const chain = sentChain(leaf).map(readCertificate)
  const { names, subject, issuer, expiresAtMs } = chain[0] as Read
  return {
    protocol: socket.getProtocol() ?? '',
    subject,
    issuer,
    expiresAtMs,
    names: [...names],
    chain: chain.map(({ names: _, ...facts }) => facts),
  }
}

function readCertificate(certificate: X509Certificate): Read {
  const fingerprint = certificate.fingerprint256
  const known = read.get(fingerprint)
  if (known) return known
  const { subject, issuer } = certificate.toLegacyObject()
  const facts = {
    subject: nameOf(subject?.CN ?? subject?.O),
    issuer: nameOf(issuer?.CN ?? issuer?.O),
    expiresAtMs: Date.parse(certificate.validTo),
    sha256: fingerprint.replaceAll(':', '').toLowerCase(),
    names: namesOf(certificate),
  }
  if (read.size >= MAX_READ) read.clear()
  read.set(fingerprint, facts)
  return facts
}

function nameOf(value: string | readonly string[] | undefined): string {
  return [value ?? []].flat().join(', ').slice(0, 200)
}

/** DNS names and addresses for which it stands. */
function namesOf({ subjectAltName }: X509Certificate): readonly string[] {
  return [...(subjectAltName ?? '').matchAll(/(?:DNS|IP Address):([^\s,"]+)/g)]
    .map(([, name]) => (name as string).slice(0, 253))
    .slice(0, MAX_NAMES)
}
