import { z } from 'zod'
import type { CreatedLink } from '../../flow/create-link.ts'
import type { CreatedToken } from '../../flow/create-token.ts'
import type { Tokens } from '../../flow/list-tokens.ts'
import type { RevokedToken } from '../../flow/revoke-token.ts'
import { ROLES, type TokenInfo } from '../../model/token.ts'
import { epochMs } from './common.ts'
import { named } from './named.ts'

const info = {
  id: z.string(),
  role: z.enum(ROLES),
  vendor: z.string().nullable(),
  location: z.string().nullable(),
  note: z.string().nullable(),
  madeBy: z.exactOptional(z.string()),
  createdAtMs: epochMs,
  expiresAtMs: epochMs.nullable(),
  revokedAtMs: epochMs.nullable(),
}
const type = z.literal('token')

export const createdTokenAnswer = named<CreatedToken>(
  'CreatedToken',
  z.object({ type, ...info, token: z.string(), isKnown: z.boolean().nullable() }),
  'token is shown this once; isKnown: whether any catalogue has its vendor or location.',
)

export const revokedTokenAnswer = named<RevokedToken>('RevokedToken', z.object({ type, ...info }))

export const tokensAnswer = named<Tokens>(
  'Tokens',
  z.object({ type: z.literal('tokens'), tokens: z.array(named<TokenInfo>('Token', z.object(info))) }),
)

export const linkAnswer = named<CreatedLink>(
  'Link',
  z.object({ type: z.literal('link'), path: z.string(), expiresAtMs: epochMs }),
  'path is at the platform’s address.',
)
