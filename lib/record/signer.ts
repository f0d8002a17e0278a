import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { promisify } from 'node:util'

/** Who signs evidence, by ECDSA on the curve P-256 over SHA-256. */
export type Signer = {
  /** See `keyIdOf`. */
  readonly keyId: string
  /** PEM, SubjectPublicKeyInfo. */
  readonly publicKey: string
  /** In DER, as openssl reads it. Rejects where the key can't be used. */
  readonly sign: (bytes: Uint8Array) => Promise<Uint8Array>
}

/** A public key as it is written and named. */
export type PublicKey = { readonly keyId: string; readonly pem: string; readonly key: KeyObject }

const verifyLater = promisify(verify)

/** The key in a PEM file; null where it holds none on the curve P-256. */
export function readPublicKey(pem: string): PublicKey | null {
  try {
    const key = createPublicKey({ key: pem, format: 'pem' })
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? publicKeyOf(key) : null
  } catch {
    return null
  }
}

export function publicKeyOf(key: KeyObject): PublicKey {
  return { keyId: keyIdOf(key), pem: String(key.export({ type: 'spki', format: 'pem' })), key }
}

export function isSignedBy(
  key: KeyObject,
  of: { readonly bytes: Uint8Array; readonly signature: Uint8Array },
): boolean {
  return verify('sha256', of.bytes, key, of.signature)
}

/** The same off this thread: for many at once. */
export function isSignedByLater(
  key: KeyObject,
  of: { readonly bytes: Uint8Array; readonly signature: Uint8Array },
): Promise<boolean> {
  return verifyLater('sha256', of.bytes, key, of.signature)
}

/** SHA-256, hexadecimal. */
export function sha256Of(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** The SHA-256 of a public key in DER. */
function keyIdOf(key: KeyObject): string {
  return sha256Of(key.export({ type: 'spki', format: 'der' }))
}
