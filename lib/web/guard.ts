import type { Context, MiddlewareHandler } from 'hono'
import { type Principal, type Role, tokenIdOf } from '../model/token.ts'
import { problem } from './problem.ts'
import type { Viewer } from './viewer.ts'

/** Whom a token lets in; null: nobody. */
export type Authorize = (token: string) => Promise<Principal | null>

/** What the middlewares leave for the handlers after them. */
export type WebEnv = {
  Variables: {
    principal: Principal
    /** Whose token it is, by its id; the platform's own has none. */
    by: string
    /** What somebody who looks at a page has signed in by, by its id; null: nobody has. */
    session: string | null
    /** Who looks at a page; null: nobody who is known. */
    viewer: Viewer | null
  }
}

/** Admits who shows a token as `Authorization: Bearer`. */
export function bearer(authorize: Authorize): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    const given = /^Bearer +(.+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
    const principal = given === undefined ? null : await authorize(given)
    if (principal === null) {
      c.header('www-authenticate', 'Bearer')
      return problem(c, {
        status: 401,
        code: 'unauthorized',
        detail: 'give a token as a bearer token; one that has expired or was revoked lets nobody in',
      })
    }
    c.set('principal', principal)
    c.set('by', tokenIdOf(given ?? '') ?? 'platform')
    await next()
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store')
    return undefined
  }
}

export function forbidden(
  c: Context,
  of: { readonly principal: Principal; readonly roles: readonly Role[] },
): Response {
  return problem(c, {
    status: 403,
    code: 'forbidden',
    detail: `this needs a token of role ${of.roles.join(' or ')}; yours is of role ${of.principal.role}`,
  })
}
