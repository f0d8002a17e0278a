import { createECDH, createPrivateKey, hkdfSync, type KeyObject } from 'node:crypto'
import { signerOf } from './key-file.ts'
import { readSecret } from './read-secret.ts'
import type { Signer } from './signer.ts'

/** The order of the curve P-256 (SEC 2, 2.4.2). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/** Longer than the order by 128 bits, so that no key is likelier than another (FIPS 186-5, A.2.1). */
const BYTES = 48

/** Texts with less of chance in them can be guessed. */
const SHORTEST = 43

/** A signer by the key that a secret stands for; asked anew each time. Rejects where the secret can't be read. */
export async function openSecretKey(
  env: Readonly<Record<string, string | undefined>>,
  secretArn: string,
): Promise<Signer> {
  return signerOf(keyOfSecret(await readSecret(env, secretArn)))
}

/** The key on P-256 that a text of chance stands for: the same text, the same key. Throws for a text that is too short. */
export function keyOfSecret(text: string): KeyObject {
  if (text.length < SHORTEST) throw new Error(`the secret has ${text.length} characters, fewer than ${SHORTEST}`)
  const bits = Buffer.from(hkdfSync('sha256', text, '', 'nhip: a location signs its results, P-256', BYTES))
  const scalar = (BigInt(`0x${bits.toString('hex')}`) % (ORDER - 1n)) + 1n
  const d = Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex')
  const curve = createECDH('prime256v1')
  curve.setPrivateKey(d)
  // 0x04, then both coordinates.
  const point = curve.getPublicKey()
  const [x, y] = [point.subarray(1, 33), point.subarray(33)]
  const base64 = (bytes: Buffer): string => bytes.toString('base64url')
  return createPrivateKey({
    key: { kty: 'EC', crv: 'P-256', d: base64(d), x: base64(x), y: base64(y) },
    format: 'jwk',
  })
}
