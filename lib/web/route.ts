import type { Context, Hono } from 'hono'
import type { z } from 'zod'
import type { Principal, Role } from '../model/token.ts'
import { forbidden, type WebEnv } from './guard.ts'
import { type Query, type QueryForms, readQuery } from './read-query.ts'

/** What whoever is let in is answered. */
export type Given =
  | {
      /** Default 200. */
      readonly status?: 200 | 201 | 202
      /** Of the JSON: one that has a name. */
      readonly form: z.ZodType
    }
  | {
      /** Types of content that is no JSON of ours; by 200. */
      readonly types: readonly string[]
      /** It may be a way to the content instead, by 302. */
      readonly mayRedirect?: true
    }

/** One address of the API, and who may use it. */
export type Route = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  /** What it does, in a sentence, for the reference. */
  readonly summary: string
  /** What may follow the path; all of it may be left out. */
  readonly query?: QueryForms
  /** What the body is to be, as JSON. */
  readonly body?: z.ZodType
  readonly gives: Given
  readonly roles: readonly Role[]
  /** `query` is checked, so that no other gets here. */
  readonly answer: (
    c: Context<WebEnv>,
    principal: Principal,
    query: Readonly<Record<string, unknown>>,
  ) => Response | Promise<Response>
}

/** A route whose answer knows its principal by the roles that it admits, and its query by the forms of it. */
export function route<R extends Role, const Q extends QueryForms = Record<never, never>>(
  of: Omit<Route, 'roles' | 'query' | 'answer'> & {
    readonly roles: readonly R[]
    readonly query?: Q
    readonly answer: (
      c: Context<WebEnv>,
      principal: Extract<Principal, { role: R }>,
      query: Query<Q>,
    ) => Response | Promise<Response>
  },
): Route {
  return {
    ...of,
    answer: (c, principal, query) => of.answer(c, principal as Extract<Principal, { role: R }>, query as Query<Q>),
  }
}

/** Puts routes behind what has found out who asks; there is no other way to the API, so that none is open by mistake. */
export function mount(app: Hono<WebEnv>, routes: readonly Route[]): void {
  for (const { method, path, roles, query = {}, answer } of routes)
    app.on(method, path, (c) => {
      const principal = c.get('principal')
      return roles.includes(principal.role)
        ? answer(c, principal, readQuery(c, query))
        : forbidden(c, { principal, roles })
    })
}
