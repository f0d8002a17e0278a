import type { TokenInfo } from '../model/token.ts'
import { TOKENS, tokenKey } from './keys.ts'
import { type Item, SCHEMA, type Table } from './table.ts'

/** A token as it is kept: its secret can't be had from it. */
export type StoredToken = TokenInfo & {
  /** SHA-256 of the secret's text, hexadecimal. The secret is 256 random bits, so it needs no slow hash. */
  readonly secretSha256: string
}

/** Keeps a new token; false where its id is taken. */
export function addToken(table: Table, token: StoredToken): Promise<boolean> {
  return table.putIf(itemOf(token), { expression: 'attribute_not_exists(pk)' })
}

export async function getToken(table: Table, id: string): Promise<StoredToken | null> {
  const item = await table.get(tokenKey(id))
  return item ? read(item) : null
}

/** Every token that was ever made, oldest first. */
export async function listStoredTokens(table: Table): Promise<readonly StoredToken[]> {
  return (await table.query({ pk: TOKENS }))
    .map(read)
    .sort((a, b) => a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1))
}

/**
 * Ends a token; one that was revoked before keeps its first moment. Returns it as it is kept then, null where there is
 * none.
 */
export async function endToken(
  table: Table,
  of: { readonly id: string; readonly nowMs: number },
): Promise<StoredToken | null> {
  const token = await getToken(table, of.id)
  if (token === null || token.revokedAtMs !== null) return token
  const ended = { ...token, revokedAtMs: of.nowMs }
  const done = await table.putIf(itemOf(ended), {
    expression: 'revokedAtMs = :never',
    values: { ':never': null },
  })
  return done ? ended : getToken(table, of.id)
}

function itemOf(token: StoredToken): Item {
  return { ...tokenKey(token.id), schema: SCHEMA, ...token }
}

function read(item: Item): StoredToken {
  const { pk: _pk, sk: _sk, schema: _schema, ...token } = item
  return token as unknown as StoredToken
}
