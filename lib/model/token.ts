import { z } from 'zod'
import { DAY_MS } from './duration.ts'
import { idSchema } from './id.ts'
import { personText } from './person-text.ts'

/**
 * Whom a token lets in: `operator` runs the platform, `evaluator` reads all of it, `vendor` reads the portals of one
 * vendor, `agent` is one private location.
 */
export const ROLES = ['operator', 'evaluator', 'vendor', 'agent'] as const

export type Role = (typeof ROLES)[number]

/** Who asks, as far as it decides what may be read or done. */
export type Principal =
  | { readonly role: 'operator' }
  | { readonly role: 'evaluator' }
  | { readonly role: 'vendor'; readonly vendor: string }
  | { readonly role: 'agent'; readonly location: string }

/** A token without its secret. */
export type TokenInfo = {
  /** Public: it names the token in lists and commands, and is part of its text. */
  readonly id: string
  readonly role: Role
  /** Of role `vendor`, else null. */
  readonly vendor: string | null
  /** Of role `agent`, else null. */
  readonly location: string | null
  readonly note: string | null
  /** Who had it made, as the log of changes names them; absent of tokens that older releases made. */
  readonly madeBy?: string
  readonly createdAtMs: number
  /** From this moment on it lets nobody in; null: it has no end. */
  readonly expiresAtMs: number | null
  readonly revokedAtMs: number | null
}

export const TOKEN_ID = /^[0-9a-f]{12}$/

export const MAX_TOKEN_DAYS = 3_650
const MAX_NOTE = 200

const common = {
  /** Whole days of 24 hours; absent: without end. */
  days: z.int().min(1).max(MAX_TOKEN_DAYS).optional(),
  note: personText(MAX_NOTE).optional(),
}

/** What is asked for when a token is made; also the body of `POST /api/tokens`. */
export const newTokenSchema = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('operator'), ...common }),
  z.strictObject({ role: z.literal('evaluator'), ...common }),
  z.strictObject({ role: z.literal('vendor'), vendor: idSchema, ...common }),
  z.strictObject({ role: z.literal('agent'), location: idSchema, ...common }),
])

export type NewToken = Readonly<z.infer<typeof newTokenSchema>>

/** The id that a person means who gives one, or a whole token; null: neither. */
export function tokenIdOf(text: string): string | null {
  return TOKEN_ID.test(text) ? text : (readTokenText(text)?.id ?? null)
}

/** The two parts of a token's text, `nhip_<id>_<secret>`; null for a text that is none. */
export function readTokenText(text: string): { readonly id: string; readonly secret: string } | null {
  const [, id, secret] = /^nhip_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/.exec(text) ?? []
  return id === undefined || secret === undefined ? null : { id, secret }
}

/** `id`: 12 hexadecimal digits; `secret`: 32 bytes in base64url. */
export function tokenText(of: { readonly id: string; readonly secret: string }): string {
  return `nhip_${of.id}_${of.secret}`
}

/** What is known of a new token before anybody has it. */
export function tokenInfo(
  asked: NewToken,
  at: { readonly id: string; readonly by: string; readonly nowMs: number },
): TokenInfo {
  return {
    id: at.id,
    role: asked.role,
    vendor: asked.role === 'vendor' ? asked.vendor : null,
    location: asked.role === 'agent' ? asked.location : null,
    note: asked.note ?? null,
    madeBy: at.by,
    createdAtMs: at.nowMs,
    expiresAtMs: asked.days === undefined ? null : at.nowMs + asked.days * DAY_MS,
    revokedAtMs: null,
  }
}

/** Whom a token lets in at a moment; null: nobody. */
export function principalOf(token: TokenInfo, nowMs: number): Principal | null {
  const { role, vendor, location, expiresAtMs, revokedAtMs } = token
  if (revokedAtMs !== null || (expiresAtMs !== null && nowMs >= expiresAtMs)) return null
  if (role === 'vendor') return vendor === null ? null : { role, vendor }
  if (role === 'agent') return location === null ? null : { role, location }
  return { role }
}
