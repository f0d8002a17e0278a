import type { Context, MiddlewareHandler } from 'hono'
import { sessionOf } from '../flow/sessions.ts'
import type { Clock } from '../model/clock.ts'
import type { Principal } from '../model/token.ts'
import { cookieSecret } from '../record/sessions.ts'
import type { Table } from '../record/table.ts'
import type { WebEnv } from './guard.ts'
import { readSigned } from './signed-cookie.ts'

/** Who looks at a page. */
export type Viewer = {
  readonly principal: Principal
  /** As the log of changes names them; null: nobody has signed in, and this machine's page is open to read. */
  readonly by: string | null
  readonly name: string | null
}

export type SessionPorts = { readonly table: Table; readonly clock: Clock }

export const SESSION_COOKIE = 'nhip'

/** The text of a session that a browser shows, if this platform has signed it. */
export function shownSession(c: Context, secret: string): string | null {
  return readSigned(c, { name: SESSION_COOKIE, secret, ...cookiePlace(c) })
}

/** Over HTTPS a cookie that no other host and no plain connection can set. */
export function cookiePlace(c: Context): { readonly path: '/'; readonly secure?: true; readonly prefix?: 'host' } {
  return c.req.url.startsWith('https:') ? { path: '/', secure: true, prefix: 'host' } : { path: '/' }
}

/** Finds out by the cookie who looks; `isOpen`: who hasn't signed in reads as an operator does, and acts as nobody. */
export function viewers(ports: SessionPorts & { readonly isOpen: boolean }): MiddlewareHandler<WebEnv> {
  const secret = secretOf(ports.table)
  return async (c, next) => {
    const text = c.req.header('cookie') ? shownSession(c, await secret()) : null
    const session = text ? await sessionOf(text, ports) : null
    const { principal, by, name } = session ?? { principal: { role: 'operator' }, by: null, name: null }
    c.set('session', session?.id ?? null)
    c.set('viewer', session || ports.isOpen ? { principal, by, name } : null)
    await next()
  }
}

/** What cookies are signed with; asked for once. */
export function secretOf(table: Table): () => Promise<string> {
  let known: Promise<string> | null = null
  return () => {
    known ??= cookieSecret(table)
    known.catch(() => {
      known = null
    })
    return known
  }
}
