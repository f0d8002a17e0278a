import type { X509Certificate } from 'node:crypto'
import type { PeerCertificate, TLSSocket } from 'node:tls'

const leaves = new WeakMap<TLSSocket, X509Certificate>()

/** A server's own certificate; Node takes it out of the chain at the first call, and gives the next one at the second. */
export function leafOf(socket: TLSSocket): X509Certificate | undefined {
  const leaf = leaves.get(socket) ?? socket.getPeerX509Certificate()
  if (leaf) leaves.set(socket, leaf)
  return leaf
}

/** What a server's name is compared with: the subject's where the certificate has no DNS names. */
export function identityOf(socket: TLSSocket): Partial<PeerCertificate> {
  const leaf = leafOf(socket)
  const names = leaf?.subjectAltName
  if (names?.includes('DNS:')) return { subjectaltname: names }
  return leaf?.toLegacyObject() ?? {}
}
