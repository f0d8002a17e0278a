import type { Clock } from '../model/clock.ts'
import { MINUTE_MS } from '../model/duration.ts'
import type { ResultSignature } from '../model/signature.ts'
import { canonicalJson } from '../record/canonical.ts'
import { getRegisteredKey } from '../record/location-keys.ts'
import type { Signer } from '../record/signer.ts'
import type { Table } from '../record/table.ts'

/** Puts a location's signature beside a result; what is none, or is signed, comes back as it is. */
export type Sign = (message: unknown) => Promise<unknown>

/** The hub counts on a new key some minutes after it was told of it: within less, everybody here has seen that it was. */
const LOOK_MS = MINUTE_MS

/** `signer` gives null while the hub knows of no key: results then go unsigned. */
export function createSign(signer: () => Promise<Signer | null>): Sign {
  return async (message) => {
    if (!isResult(message) || 'signature' in message) return message
    const by = await signer()
    return by === null ? message : { ...message, signature: await signatureOf(message, by) }
  }
}

/** Whether a message is a result of a page, signed or not. */
export function isResult(message: unknown): message is { readonly type: 'observation' | 'audit' } {
  const type = (message as { readonly type?: unknown } | null)?.type
  return type === 'observation' || type === 'audit'
}

/**
 * The location's key as far as the hub knows it, which `forward` has noted in the location's table. Rejects where the key
 * can't be had, or is another one than was noted: what is to be signed then comes again.
 */
export function registeredSigner(of: {
  readonly location: string
  readonly table: Pick<Table, 'get'>
  readonly clock: Pick<Clock, 'now'>
  /** Asked for anew where the key has changed. */
  readonly open: () => Promise<Signer>
}): () => Promise<Signer | null> {
  const { location, table, clock, open } = of
  let looked: { readonly atMs: number; readonly keyId: Promise<string | null> } | null = null
  let opened: Signer | null = null
  return async () => {
    const nowMs = clock.now()
    if (looked === null || nowMs - looked.atMs >= LOOK_MS)
      looked = { atMs: nowMs, keyId: getRegisteredKey(table, location).then((known) => known?.keyId ?? null) }
    const look = looked
    const keyId = await look.keyId.catch((error: unknown) => {
      if (looked === look) looked = null
      throw error
    })
    if (keyId === null) return null
    if (opened?.keyId !== keyId) opened = await open()
    if (opened.keyId !== keyId) throw new Error(`the key of ${location} is new, and the hub does not know it yet`)
    return opened
  }
}

async function signatureOf(result: unknown, signer: Signer): Promise<ResultSignature> {
  const signature = await signer.sign(Buffer.from(canonicalJson(result)))
  return { keyId: signer.keyId, signature: Buffer.from(signature).toString('base64') }
}
