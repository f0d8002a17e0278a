import { createToken } from '../flow/create-token.ts'
import { listTokens } from '../flow/list-tokens.ts'
import { revokeToken } from '../flow/revoke-token.ts'
import type { Clock } from '../model/clock.ts'
import { newTokenSchema } from '../model/token.ts'
import type { Table } from '../record/table.ts'
import { problem } from './problem.ts'
import { readJson } from './read-json.ts'
import { type Route, route } from './route.ts'

const MAX_BODY_BYTES = 10_000
const OPERATORS = ['operator'] as const

/** Tokens are made, listed and revoked by operators. */
export function tokenRoutes(ports: { readonly table: Table; readonly clock: Clock }): readonly Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/tokens',
      roles: OPERATORS,
      answer: async (c) => {
        const read = await readJson(c, MAX_BODY_BYTES)
        if ('problem' in read) return problem(c, read.problem)
        const asked = newTokenSchema.safeParse(read.value)
        if (asked.success) return c.json(await createToken(asked.data, ports), 201)
        const [issue] = asked.error.issues
        const detail = `${issue?.path.join('.') || 'body'}: ${issue?.message}`
        return problem(c, { status: 400, code: 'bad_token', detail })
      },
    }),
    route({
      method: 'GET',
      path: '/api/tokens',
      roles: OPERATORS,
      answer: async (c) => c.json(await listTokens(ports.table)),
    }),
    route({
      method: 'DELETE',
      path: '/api/tokens/:id',
      roles: OPERATORS,
      answer: async (c) => c.json(await revokeToken(c.req.param('id') ?? '', ports)),
    }),
  ]
}
