import type { Clock } from '../model/clock.ts'
import { InputError } from '../model/input-error.ts'
import { type TokenInfo, tokenIdOf } from '../model/token.ts'
import { logChange } from '../record/change-log.ts'
import type { Table } from '../record/table.ts'
import { endToken } from '../record/tokens.ts'
import { infoOf } from './list-tokens.ts'

export type RevokedToken = TokenInfo & { readonly type: 'token' }

/**
 * Ends a token at once and for good; again changes nothing. Rejects with an `InputError` for an id that no token has;
 * the message doesn't repeat what may be a whole token.
 */
export async function revokeToken(
  idOrToken: string,
  ports: { readonly table: Table; readonly clock: Clock; readonly by: string },
): Promise<RevokedToken> {
  const id = tokenIdOf(idOrToken)
  const nowMs = ports.clock.now()
  const token = id === null ? null : await endToken(ports.table, { id, nowMs })
  if (token === null)
    throw new InputError(
      'unknown_token',
      'no token has this id: nhip token list shows the ids, which stand between the two _ of a token',
    )
  if (token.revokedAtMs === nowMs)
    await logChange(ports.table, { atMs: nowMs, by: ports.by, act: 'revoke_token', about: token.id, details: {} })
  return { type: 'token', ...infoOf(token) }
}
