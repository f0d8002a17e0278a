import type { Context, MiddlewareHandler } from 'hono'
import { type Principal, type Role, tokenIdOf } from '../model/token.ts'
import { problem } from './problem.ts'

/** Whom a token lets in; null: nobody. */
export type Authorize = (token: string) => Promise<Principal | null>

/** What the middlewares leave for the handlers after them. */
export type WebEnv = {
  Variables: {
    principal: Principal
    /** Whose token it is, by its id; the platform's own has none. */
    by: string
  }
}

/** Admits who shows a token as `Authorization: Bearer`. */
export function bearer(authorize: Authorize): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    const given = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1]
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

/** Admits who gives a token of one of these roles as the password that a browser asks for, under any name. */
export function password(roles: readonly Role[], authorize: Authorize): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    const given = passwordOf(c.req.header('authorization') ?? '')
    const principal = given === null ? null : await authorize(given)
    if (principal === null) {
      c.header('www-authenticate', 'Basic realm="nhip", charset="UTF-8"')
      return problem(c, {
        status: 401,
        code: 'unauthorized',
        detail: 'give any name, and a token as the password; one that has expired or was revoked lets nobody in',
      })
    }
    return roles.includes(principal.role) ? next() : forbidden(c, { principal, roles })
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

function passwordOf(authorization: string): string | null {
  const [, encoded] = /^Basic ([A-Za-z0-9+/]+=*)$/.exec(authorization) ?? []
  if (encoded === undefined) return null
  const text = Buffer.from(encoded, 'base64').toString()
  const colon = text.indexOf(':')
  return colon < 0 ? null : text.slice(colon + 1)
}
