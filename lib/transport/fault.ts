import type { Cause } from '../model/cause.ts'
import type { TlsFacts } from '../model/observation.ts'
import type { AddressFamily, Resolution } from './resolve.ts'

/** What stopped an exchange: a fact, named by the cause that it stands for. */
export type Fault = { readonly cause: Cause; readonly detail: string }

/** OpenSSL's verdicts on a chain, by the codes that Node passes on (`X509_verify_cert_error_string`). */
const TLS_CAUSES: Readonly<Record<string, Cause>> = {
  CERT_HAS_EXPIRED: 'tls_expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls_name_mismatch',
  HOSTNAME_MISMATCH: 'tls_name_mismatch',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls_untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls_untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'tls_untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls_untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls_untrusted',
  CERT_UNTRUSTED: 'tls_untrusted',
  CERT_REJECTED: 'tls_untrusted',
  CERT_REVOKED: 'tls_untrusted',
  CERT_NOT_YET_VALID: 'tls_untrusted',
  INVALID_CA: 'tls_untrusted',
  INVALID_PURPOSE: 'tls_untrusted',
  CERT_SIGNATURE_FAILURE: 'tls_untrusted',
  CERT_CHAIN_TOO_LONG: 'tls_untrusted',
  PATH_LENGTH_EXCEEDED: 'tls_untrusted',
}

/** Verdicts on a chain that a missing intermediate can be the reason of. */
const LACKING: ReadonlySet<string> = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

/** A TLS error by its code; what isn't about the certificate is a handshake that failed. */
export function tlsFault(code: string, shown: TlsFacts | null = null): Fault {
  const cause = TLS_CAUSES[code] ?? 'tls_error'
  return { cause, detail: shown ? `${code}: ${certificateWords(cause, shown)}` : code }
}

/** Whether a chain was refused with a code that a missing intermediate explains. */
export function lacksIssuer(code: string): boolean {
  return LACKING.has(code)
}

function certificateWords(cause: Cause, { subject, issuer, names, expiresAtMs, chain = [] }: TlsFacts): string {
  if (cause === 'tls_expired') {
    const first = chain.reduce((old, one) => (one.expiresAtMs < old.expiresAtMs ? one : old), { subject, expiresAtMs })
    return `“${first.subject}” was valid until ${new Date(first.expiresAtMs).toISOString()}`
  }
  if (cause === 'tls_name_mismatch') return `it stands for ${names?.join(', ') || subject}`
  return `“${subject}”, issued by “${issuer}”`
}

/** Why a host can't be visited, from what became of its name. */
export function resolutionFault(
  host: string,
  resolution: Exclude<Resolution, { readonly kind: 'resolved' }>,
  families: readonly AddressFamily[],
): Fault {
  switch (resolution.kind) {
    case 'refused':
      return { cause: 'address_refused', detail: `${host} is at ${resolution.address}, which may not be visited` }
    case 'not_found':
      return { cause: 'dns_not_found', detail: resolution.detail }
    case 'error':
      return { cause: 'dns_error', detail: resolution.detail }
    case 'ours':
      return { cause: 'monitor_network', detail: resolution.detail }
    case 'no_family': {
      const wants6 = families.every((family) => family === 6)
      return { cause: wants6 ? 'dns_not_found' : 'no_ipv6', detail: `only ${resolution.detail}` }
    }
  }
}

/** A socket error by its system code. Errors that only our own side can make are ours. */
export function socketFault(error: NodeJS.ErrnoException, family: 4 | 6 | null): Fault {
  const detail = error.code ?? error.message
  switch (error.code) {
    case 'ECONNREFUSED':
      return { cause: 'connection_refused', detail }
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'EHOSTDOWN':
      return { cause: 'connect_timeout', detail }
    case 'ENETUNREACH':
    case 'ENETDOWN':
      return { cause: family === 6 ? 'no_ipv6' : 'monitor_network', detail }
    case 'EADDRNOTAVAIL':
    case 'EADDRINUSE':
    case 'EINVAL':
    case 'EACCES':
    case 'EPERM':
    case 'EMFILE':
    case 'ENFILE':
    case 'ENOBUFS':
      return { cause: 'monitor_network', detail }
    default:
      return { cause: 'connection_reset', detail }
  }
}
