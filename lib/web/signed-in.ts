import type { Context } from 'hono'
import { SESSION_MS } from '../model/session.ts'
import type { WebEnv } from './guard.ts'
import { setSigned } from './signed-cookie.ts'
import { cookiePlace, SESSION_COOKIE } from './viewer.ts'

/** Gives the browser its session, and sends it on. */
export function letIn(
  c: Context<WebEnv>,
  { session, next, secret }: { readonly session: string; readonly next: string; readonly secret: string },
): Response {
  setSigned(c, session, {
    name: SESSION_COOKIE,
    secret,
    ...cookiePlace(c),
    httpOnly: true,
    sameSite: 'Lax',
    maxAge: SESSION_MS / 1_000,
  })
  return c.redirect(next, 303)
}

/** Where somebody goes on: an address of this platform, never of another. */
export function ownPath(given: unknown): string {
  if (typeof given !== 'string' || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(given)) return '/'
  const base = 'http://own.invalid'
  const url = URL.canParse(given, base) ? new URL(given, base) : null
  // `/.//other.example.org` is of this platform until its dots are gone.
  if (url?.origin !== base || url.pathname.startsWith('//')) return '/'
  return `${url.pathname}${url.search}${url.hash}`
}
