import type { Cause } from '../model/cause.ts'

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

/** A TLS error by its code; what isn't about the certificate is a handshake that failed. */
export function tlsFault(code: string): Fault {
  return { cause: TLS_CAUSES[code] ?? 'tls_error', detail: code }
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
