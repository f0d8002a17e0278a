import type { Context } from 'hono'

export type Problem = {
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 421 | 429 | 500 | 503
  /** Stable. */
  readonly code: string
  /** For a person; never a secret. */
  readonly detail: string
}

/** An error as every answer of the API tells it. */
export function problem(c: Context, what: Problem): Response {
  return c.body(JSON.stringify(what), what.status, { 'content-type': 'application/problem+json' })
}
