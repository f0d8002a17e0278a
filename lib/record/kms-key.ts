import { createHash, createPublicKey } from 'node:crypto'
import { clientOptions } from './clients.ts'
import { publicKeyOf, type Signer } from './signer.ts'

/**
 * A key of KMS, found by the environment as other services are; it never leaves KMS. Rejects where it isn't there, isn't
 * on the curve P-256, or may not be used.
 */
export async function openKmsKey(env: Readonly<Record<string, string | undefined>>, keyArn: string): Promise<Signer> {
  const { GetPublicKeyCommand, KMSClient, SignCommand } = await import('./kms.ts')
  const client = new KMSClient(clientOptions(env, 'KMS'))
  const { PublicKey, KeySpec } = await client.send(new GetPublicKeyCommand({ KeyId: keyArn }))
  if (KeySpec !== 'ECC_NIST_P256' || PublicKey === undefined)
    throw new Error(`the signing key ${keyArn} is ${KeySpec ?? 'no key'}, not ECC_NIST_P256`)
  const { keyId, pem } = publicKeyOf(createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' }))
  return {
    keyId,
    publicKey: pem,
    sign: async (bytes) => {
      const { Signature } = await client.send(
        new SignCommand({
          KeyId: keyArn,
          // Of any length: KMS itself takes messages of 4 KB only.
          Message: createHash('sha256').update(bytes).digest(),
          MessageType: 'DIGEST',
          SigningAlgorithm: 'ECDSA_SHA_256',
        }),
      )
      if (Signature === undefined) throw new Error(`the key ${keyArn} gave no signature`)
      return Signature
    },
  }
}
