import { InputError } from '../model/input-error.ts'
import type { LocationKey } from '../model/signature.ts'
import { locationKeyKey, locationKeysPartition, registeredKeyKey } from './keys.ts'
import { readPublicKey } from './signer.ts'
import { type Item, SCHEMA, type Table } from './table.ts'

/** A location's keys, in the order in which they took over from each other. Empty: it has never signed. */
export async function locationKeysOf(table: Pick<Table, 'query'>, location: string): Promise<readonly LocationKey[]> {
  return (await table.query({ pk: locationKeysPartition(location) })).map(read)
}

/**
 * Makes a location's public key known to the hub; the one that it signs with already changes nothing. Another one is a
 * further entry, which counts from `leadMs` later, so that nothing is under way then that doesn't know of it. What was
 * there stays. Rejects with an `InputError` for what is no public key on P-256, and for one that was replaced, which may
 * have been for its being in other hands: it never comes back.
 */
export async function registerLocationKey(
  table: Pick<Table, 'query' | 'putIf'>,
  of: {
    readonly location: string
    /** PEM. */
    readonly publicKey: string
    readonly nowMs: number
    readonly leadMs: number
  },
): Promise<LocationKey> {
  const { location, nowMs, leadMs } = of
  const read = readPublicKey(of.publicKey)
  if (read === null) throw new InputError('bad_key', 'this is no public key on the curve P-256, in PEM')
  const keys = await locationKeysOf(table, location)
  const latest = keys.at(-1)
  if (latest?.keyId === read.keyId) return latest
  if (keys.some(({ keyId }) => keyId === read.keyId))
    throw new InputError(
      'key_replaced',
      `another key took the place of this one of ${location}, which is not taken back: delete its file, and a new one is made`,
    )
  const key: LocationKey = {
    location,
    keyId: read.keyId,
    publicKey: read.pem,
    fromMs: Math.max(nowMs + leadMs, (latest?.fromMs ?? 0) + 1),
    registeredAtMs: nowMs,
  }
  await table.putIf({ ...locationKeyKey(key), schema: SCHEMA, ...key }, { expression: 'attribute_not_exists(pk)' })
  return key
}

/** At a location: the id of the key that its hub knows, as it said last; null: it knows none yet. */
export async function getRegisteredKey(
  table: Pick<Table, 'get'>,
  location: string,
): Promise<{ readonly keyId: string; readonly atMs: number } | null> {
  const item = await table.get(registeredKeyKey(location))
  return item && { keyId: item.keyId as string, atMs: item.atMs as number }
}

export async function putRegisteredKey(
  table: Pick<Table, 'put'>,
  of: { readonly location: string; readonly keyId: string; readonly atMs: number },
): Promise<void> {
  await table.put({ ...registeredKeyKey(of.location), schema: SCHEMA, ...of })
}

function read({ location, keyId, publicKey, fromMs, registeredAtMs }: Item): LocationKey {
  return { location, keyId, publicKey, fromMs, registeredAtMs } as LocationKey
}
