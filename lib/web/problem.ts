import type { Context } from 'hono'
import { z } from 'zod'
import { named } from './answers/named.ts'

const STATUSES = [400, 401, 403, 404, 405, 409, 413, 421, 429, 500, 503] as const

/** `detail` is for a person, and never a secret. */
export type Problem = { readonly status: (typeof STATUSES)[number]; readonly code: string; readonly detail: string }

export const problemForm = named<Problem>(
  'Problem',
  z.object({ status: z.literal(STATUSES), code: z.string(), detail: z.string() }),
  'code is stable; detail is for a person.',
)

/** What is as it should be, and not now: a later request may be granted. */
const CONFLICTS: ReadonlySet<string> = new Set([
  'closed_before',
  'concerned',
  'criteria_changed',
  'decided_before',
  'gap',
  'no_evidence',
  'no_log',
  'no_signer',
  'not_closed',
  'not_opened',
  'not_over',
  'not_previewed',
  'opened_before',
  'previewed_before',
  'reviews_open',
  'under_way',
  'window_open',
])

/** How an input error is answered: what isn't there, what can't be done now, or what is wrong with what was sent. */
export function statusOf(code: string): 400 | 404 | 409 | 413 {
  if (CONFLICTS.has(code)) return 409
  if (code === 'too_large') return 413
  return /^(no|unknown)_/.test(code) && code !== 'no_reason' ? 404 : 400
}

/** An error as every answer of the API tells it. */
export function problem(c: Context, what: Problem): Response {
  return c.body(JSON.stringify(what), what.status, {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
  })
}
