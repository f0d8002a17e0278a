import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../model/clock.ts'
import { type NewToken, type TokenInfo, tokenInfo, tokenText } from '../model/token.ts'
import { logChange } from '../record/change-log.ts'
import { listConfigs } from '../record/configs.ts'
import type { Table } from '../record/table.ts'
import { addToken } from '../record/tokens.ts'
import { hasVendor, requireVendor } from './known-vendor.ts'

export type CreatedToken = TokenInfo & {
  readonly type: 'token'
  /** The token itself: it is kept nowhere and can't be shown again. */
  readonly token: string
  /**
   * Whether any version of the catalogue has this vendor or location; a token of a location may be made before the version
   * that has it is published, one of a vendor before any is. Null for roles that have neither.
   */
  readonly isKnown: boolean | null
}

/**
 * Makes a token and keeps the hash of its secret. `by`: who has it made, as the log of changes names them. Rejects with an
 * `InputError` for a vendor that no published catalogue has.
 */
export async function createToken(
  asked: NewToken,
  ports: { readonly table: Table; readonly clock: Clock; readonly by: string },
): Promise<CreatedToken> {
  if (asked.role === 'vendor') await requireVendor(asked.vendor, ports.table)
  const id = randomBytes(6).toString('hex')
  const secret = randomBytes(32).toString('base64url')
  const info = tokenInfo(asked, { id, by: ports.by, nowMs: ports.clock.now() })
  const isKnown = await isInCatalogue(asked, ports.table)
  if (!(await addToken(ports.table, { ...info, secretSha256: createHash('sha256').update(secret).digest('hex') })))
    return createToken(asked, ports)
  await logChange(ports.table, {
    atMs: info.createdAtMs,
    by: ports.by,
    act: 'create_token',
    about: id,
    details: asked,
  })
  return { type: 'token', ...info, token: tokenText({ id, secret }), isKnown }
}

async function isInCatalogue(asked: NewToken, table: Table): Promise<boolean | null> {
  if (asked.role !== 'vendor' && asked.role !== 'agent') return null
  const configs = await listConfigs(table)
  if (asked.role === 'vendor') return hasVendor(configs, asked.vendor)
  return configs.some(({ catalogue }) => catalogue.locations.some(({ id }) => id === asked.location))
}
