import { z } from 'zod'

/** What a location puts beside a result in a message: its signature of the result's canonical JSON (RFC 8785). */
export const signatureSchema = z.strictObject({
  /** The SHA-256 of the public key (DER, SubjectPublicKeyInfo), hexadecimal. */
  keyId: z.string().regex(/^[0-9a-f]{64}$/),
  /** ECDSA on P-256 over SHA-256, in DER, base64. */
  signature: z.base64().min(8).max(200),
})

export type ResultSignature = Readonly<z.infer<typeof signatureSchema>>

/** Who may sign for a location since when; what it signs with later is a further one. */
export type LocationKey = {
  readonly location: string
  readonly keyId: string
  /** PEM, SubjectPublicKeyInfo. */
  readonly publicKey: string
  /** What starts from then on is not taken from a key before it; of a location's first key, not without a signature. */
  readonly fromMs: number
  readonly registeredAtMs: number
}
