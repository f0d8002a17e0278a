import { z } from 'zod'
import { HOUR_MS, MINUTE_MS } from './duration.ts'
import { idSchema } from './id.ts'
import { personText } from './person-text.ts'
import type { Principal } from './token.ts'

/** Somebody who has signed in with a browser, or a link that lets them in once. */
export type Session = {
  /** Public: it names the session in the log. */
  readonly id: string
  /** `link` becomes a session of its own when somebody follows it, once. */
  readonly kind: 'session' | 'link'
  readonly principal: Principal
  /** As the log of changes names them: a token's id, who the provider says they are, or `linkedBy`. */
  readonly by: string
  /** What the page calls them; null: by their role. */
  readonly name: string | null
  /** The token that they signed in with: its end is the session's. Null: by a link or a provider. */
  readonly token: string | null
  readonly createdAtMs: number
  /** From this moment on it lets nobody in. */
  readonly expiresAtMs: number
  /** When they signed out, or the link was followed. */
  readonly endedAtMs: number | null
}

/** A working day and its evening; there is no way to prolong it but to sign in again. */
export const SESSION_MS = 12 * HOUR_MS

export const LINK_MS = 30 * MINUTE_MS

const name = personText(80).optional()

/** What is asked for when a link is made: the body of `POST /api/links`. */
export const newLinkSchema = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('operator'), name }),
  z.strictObject({ role: z.literal('evaluator'), name }),
  z.strictObject({ role: z.literal('vendor'), vendor: idSchema, name }),
])

export type NewLink = Readonly<z.infer<typeof newLinkSchema>>

/**
 * As the log of changes names who came by a link: `link:<maker>/<name>`, for the name is whatever its maker wrote and
 * proves nothing; without a name `link:<maker>`.
 */
export function linkedBy({ maker, name }: { readonly maker: string; readonly name: string | null }): string {
  return `link:${maker}${name === null ? '' : `/${name}`}`
}

/**
 * On whose word somebody that the log names is who they are, but for tokens, which are known by their makers: whoever made
 * the link by which they came, or has the machine at hand. Null: a provider has signed them in, which knows them.
 */
export function voucherOf(by: string): string | null {
  const maker = /^link:([^/]+)/.exec(by)?.[1]
  if (maker !== undefined) return maker
  return by === 'platform' || by.startsWith('cli:') ? by : null
}

/** Whether two that the log names may be one: somebody, and who came by a link that they made for nobody by name. */
export function isSameActor(one: string, other: string): boolean {
  const actorOf = (by: string): string => /^link:([^/]+)$/.exec(by)?.[1] ?? by
  return actorOf(one) === actorOf(other)
}

export function isAlive({ expiresAtMs, endedAtMs }: Session, nowMs: number): boolean {
  return endedAtMs === null && nowMs < expiresAtMs
}
