import type { Context, Hono } from 'hono'
import type { z } from 'zod'
import type { Principal, Role } from '../model/token.ts'
import { forbidden, type WebEnv } from './guard.ts'

/** One address of the API, and who may use it. */
export type Route = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  /** What it does, in a sentence, for the reference. */
  readonly summary: string
  /** What may follow the path; all of it may be left out. */
  readonly query?: Readonly<Record<string, z.ZodType>>
  /** What the body is to be, as JSON. */
  readonly body?: z.ZodType
  readonly roles: readonly Role[]
  readonly answer: (c: Context<WebEnv>, principal: Principal) => Response | Promise<Response>
}

/** A route whose answer knows its principal by the roles that it admits. */
export function route<R extends Role>(
  of: Omit<Route, 'roles' | 'answer'> & {
    readonly roles: readonly R[]
    readonly answer: (c: Context<WebEnv>, principal: Extract<Principal, { role: R }>) => Response | Promise<Response>
  },
): Route {
  return { ...of, answer: (c, principal) => of.answer(c, principal as Extract<Principal, { role: R }>) }
}

/** Puts routes behind what has found out who asks; there is no other way to the API, so that none is open by mistake. */
export function mount(app: Hono<WebEnv>, routes: readonly Route[]): void {
  for (const { method, path, roles, answer } of routes)
    app.on(method, path, (c) => {
      const principal = c.get('principal')
      return roles.includes(principal.role) ? answer(c, principal) : forbidden(c, { principal, roles })
    })
}
