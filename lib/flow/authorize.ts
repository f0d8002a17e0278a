import { createHash, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../model/clock.ts'
import { type Principal, principalOf, readTokenText } from '../model/token.ts'
import type { Table } from '../record/table.ts'
import { getToken } from '../record/tokens.ts'

/**
 * Whom a token's text lets in; null: nobody. It is looked up each time, so that what was revoked is refused at once.
 * Rejects where the table can't be reached.
 */
export async function authorize(
  text: string,
  ports: { readonly table: Table; readonly clock: Clock },
): Promise<Principal | null> {
  const parts = readTokenText(text)
  const stored = parts === null ? null : await getToken(ports.table, parts.id)
  if (parts === null || stored === null) return null
  const given = createHash('sha256').update(parts.secret).digest()
  if (!timingSafeEqual(given, Buffer.from(stored.secretSha256, 'hex'))) return null
  return principalOf(stored, ports.clock.now())
}

/** Whether two secrets are the same, in a time that tells nothing of how far they are. */
export function isSameSecret(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
