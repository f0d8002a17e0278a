import type { MiddlewareHandler } from 'hono'
import { getSignedCookie } from 'hono/cookie'
import { sessionOf } from '../flow/sessions.ts'
import type { Clock } from '../model/clock.ts'
import type { Principal } from '../model/token.ts'
import { cookieSecret } from '../record/sessions.ts'
import type { Table } from '../record/table.ts'
import type { WebEnv } from './guard.ts'

/** Who looks at a page. */
export type Viewer = {
  readonly principal: Principal
  /** As the log of changes names them; null: nobody has signed in, and this machine's page is open to read. */
  readonly by: string | null
  readonly name: string | null
}

export type SessionPorts = { readonly table: Table; readonly clock: Clock }

export const SESSION_COOKIE = 'nhip'

/** Finds out by the cookie who looks; `isOpen`: who hasn't signed in reads as an operator does, and acts as nobody. */
export function viewers(ports: SessionPorts & { readonly isOpen: boolean }): MiddlewareHandler<WebEnv> {
  const secret = secretOf(ports.table)
  return async (c, next) => {
    const text = c.req.header('cookie') ? await getSignedCookie(c, await secret(), SESSION_COOKIE) : undefined
    const session = text ? await sessionOf(text, ports) : null
    const { principal, by, name } = session ?? { principal: { role: 'operator' }, by: null, name: null }
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
