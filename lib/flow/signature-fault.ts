import type { KeyObject } from 'node:crypto'
import type { Clock } from '../model/clock.ts'
import { MINUTE_MS } from '../model/duration.ts'
import type { LocationKey, ResultSignature } from '../model/signature.ts'
import { locationKeysOf } from '../record/location-keys.ts'
import { isSignedByLater, readPublicKey } from '../record/signer.ts'
import type { Table } from '../record/table.ts'

/** What is known of a location's keys. */
export type KeyRing = {
  /** In the order in which they took over; `knowing`: a key that should be among them, if it is any of the location's. */
  readonly of: (location: string, knowing: string | null) => Promise<readonly LocationKey[]>
}

/** A key counts from some minutes after it was registered: who looks so often never misses that. */
const LOOK_MS = MINUTE_MS

export function createKeyRing(table: Pick<Table, 'query'>, clock: Pick<Clock, 'now'>): KeyRing {
  const known = new Map<string, { readonly atMs: number; readonly keys: Promise<readonly LocationKey[]> }>()
  return {
    of: async (location, knowing) => {
      const nowMs = clock.now()
      const found = known.get(location)
      if (found && nowMs - found.atMs < LOOK_MS) {
        const keys = await found.keys
        // It may have been registered just now.
        if (knowing === null || keys.some(({ keyId }) => keyId === knowing)) return keys
      }
      const keys = locationKeysOf(table, location)
      known.set(location, { atMs: nowMs, keys })
      keys.catch(() => known.delete(location))
      return keys
    },
  }
}

/**
 * Why a result is not to be taken for its location's own; null: its signature fits, or none was to be expected: the
 * location had registered no key when it started. `keys` in the order in which they took over.
 */
export async function signatureFault(
  of: { readonly location: string; readonly startedAtMs: number; readonly json: string },
  { signature, keys }: { readonly signature: ResultSignature | null; readonly keys: readonly LocationKey[] },
): Promise<'missing' | 'unknown_key' | 'replaced_key' | 'misfit' | null> {
  if (signature === null) return of.startedAtMs >= (keys[0]?.fromMs ?? Number.POSITIVE_INFINITY) ? 'missing' : null
  const at = keys.findLastIndex(({ keyId }) => keyId === signature.keyId)
  const [key, next] = [keys[at], keys[at + 1]]
  if (key === undefined) return 'unknown_key'
  if (next !== undefined && of.startedAtMs >= next.fromMs) return 'replaced_key'
  const fits = await isSignedByLater(keyObject(key), {
    bytes: Buffer.from(of.json),
    signature: Buffer.from(signature.signature, 'base64'),
  })
  return fits ? null : 'misfit'
}

const objects = new WeakMap<LocationKey, KeyObject>()

function keyObject(of: LocationKey): KeyObject {
  const key = objects.get(of) ?? readPublicKey(of.publicKey)?.key
  if (key === undefined) throw new Error(`the key ${of.keyId} of ${of.location} is no public key`)
  objects.set(of, key)
  return key
}
