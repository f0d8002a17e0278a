import { createSign } from '../../lib/flow/sign-results.ts'
import type { LocationKey, ResultSignature } from '../../lib/model/signature.ts'
import { canonicalJson } from '../../lib/record/canonical.ts'
import type { KeyedResult, SignedResult } from '../../lib/record/results.ts'
import type { Signer } from '../../lib/record/signer.ts'

/** The message of a result that its location signs. */
export async function signedMessage(result: object, signer: Signer): Promise<Record<string, unknown>> {
  return (await createSign(async () => signer)(result)) as Record<string, unknown>
}

/** A result as its row has it. */
export async function signedRow(result: KeyedResult, signer: Signer): Promise<SignedResult> {
  const { signature } = await signedMessage(result, signer)
  return { result, json: canonicalJson(result), signature: signature as ResultSignature }
}

/** As the hub has registered it. */
export function keyOf(signer: Signer, at: { readonly location: string; readonly fromMs: number }): LocationKey {
  const { keyId, publicKey } = signer
  return { ...at, keyId, publicKey, registeredAtMs: at.fromMs }
}
