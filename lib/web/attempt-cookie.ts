import type { Context } from 'hono'
import { deleteCookie } from 'hono/cookie'
import { z } from 'zod'
import { ATTEMPT_MS } from '../model/sign-in.ts'
import { readSigned, setSigned } from './signed-cookie.ts'
import { cookiePlace } from './viewer.ts'

/** A sign-in that is under way at the provider, as the browser of that person keeps it. */
const attemptSchema = z.strictObject({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  /** Where they go on, within this platform. */
  next: z.string(),
  untilMs: z.number(),
})

export type KeptAttempt = z.infer<typeof attemptSchema>

const COOKIE = 'nhip_attempt'

/** Both kinds of cookies are signed with one secret, and neither passes for the other. */
const keyOf = (secret: string): string => `${secret}:attempt`

export function keepAttempt(c: Context, attempt: KeptAttempt, secret: string): void {
  const text = Buffer.from(JSON.stringify(attempt)).toString('base64url')
  setSigned(c, text, {
    name: COOKIE,
    secret: keyOf(secret),
    ...cookiePlace(c),
    httpOnly: true,
    // The provider's page leads back to ours: by a link, as it were.
    sameSite: 'Lax',
    maxAge: ATTEMPT_MS / 1_000,
  })
}

/** Takes the attempt out of the browser; null: it has none that is ours and young enough. */
export function takeAttempt(c: Context, of: { readonly secret: string; readonly nowMs: number }): KeptAttempt | null {
  const text = readSigned(c, { name: COOKIE, secret: keyOf(of.secret), ...cookiePlace(c) })
  deleteCookie(c, COOKIE, cookiePlace(c))
  if (text === null) return null
  // It is ours, but perhaps of another version's.
  const { data } = attemptSchema.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString()))
  return data !== undefined && of.nowMs < data.untilMs ? data : null
}
