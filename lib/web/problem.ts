import type { Context } from 'hono'
import { z } from 'zod'
import { named } from './answers/named.ts'

const STATUSES = [400, 401, 403, 404, 409, 413, 421, 429, 500, 503] as const

/** `detail` is for a person, and never a secret. */
export type Problem = { readonly status: (typeof STATUSES)[number]; readonly code: string; readonly detail: string }

export const problemForm = named<Problem>(
  'Problem',
  z.object({ status: z.literal(STATUSES), code: z.string(), detail: z.string() }),
  'code is stable; detail is for a person.',
)

/** An error as every answer of the API tells it. */
export function problem(c: Context, what: Problem): Response {
  return c.body(JSON.stringify(what), what.status, { 'content-type': 'application/problem+json' })
}
