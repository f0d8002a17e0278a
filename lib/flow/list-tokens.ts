import type { TokenInfo } from '../model/token.ts'
import type { Table } from '../record/table.ts'
import { listStoredTokens, type StoredToken } from '../record/tokens.ts'

export type Tokens = { readonly type: 'tokens'; readonly tokens: readonly TokenInfo[] }

/** Every token that was ever made, oldest first, without anything of its secret. */
export async function listTokens(table: Table): Promise<Tokens> {
  return { type: 'tokens', tokens: (await listStoredTokens(table)).map(infoOf) }
}

/** What may be shown of a token. */
export function infoOf({ secretSha256: _secret, ...info }: StoredToken): TokenInfo {
  return info
}
