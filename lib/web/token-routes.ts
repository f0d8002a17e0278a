import { createLink } from '../flow/create-link.ts'
import { createToken } from '../flow/create-token.ts'
import { listTokens } from '../flow/list-tokens.ts'
import { revokeToken } from '../flow/revoke-token.ts'
import type { Clock } from '../model/clock.ts'
import { newLinkSchema } from '../model/session.ts'
import { newTokenSchema } from '../model/token.ts'
import type { Table } from '../record/table.ts'
import { createdTokenAnswer, linkAnswer, revokedTokenAnswer, tokensAnswer } from './answers/tokens.ts'
import { TOKEN_LIST } from './list-kinds.ts'
import { answerPart, PART_QUERY } from './list-part.ts'
import { problem } from './problem.ts'
import { readBody } from './read-json.ts'
import { type Route, route } from './route.ts'

const OPERATORS = ['operator'] as const

/** Tokens are made, listed and revoked by operators, and links that sign somebody in are made. */
export function tokenRoutes(ports: { readonly table: Table; readonly clock: Clock }): readonly Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/tokens',
      summary: 'Makes a token; it is shown once.',
      body: newTokenSchema,
      gives: { status: 201, form: createdTokenAnswer },
      roles: OPERATORS,
      answer: async (c) => {
        const asked = await readBody(c, { schema: newTokenSchema, code: 'bad_token' })
        if ('problem' in asked) return problem(c, asked.problem)
        return c.json(await createToken(asked.value, { ...ports, by: c.get('by') }), 201)
      },
    }),
    route({
      method: 'GET',
      path: '/api/tokens',
      summary: 'Every token, without its secret.',
      query: PART_QUERY,
      gives: { form: tokensAnswer },
      roles: OPERATORS,
      answer: async (c, _principal, query) => answerPart(c, await listTokens(ports.table), { ...TOKEN_LIST, ...query }),
    }),
    route({
      method: 'DELETE',
      path: '/api/tokens/:id',
      summary: 'Ends a token at once and for good.',
      gives: { form: revokedTokenAnswer },
      roles: OPERATORS,
      answer: async (c) => c.json(await revokeToken(c.req.param('id') ?? '', { ...ports, by: c.get('by') })),
    }),
    route({
      method: 'POST',
      path: '/api/links',
      summary: 'Makes a link that signs a browser in, once.',
      body: newLinkSchema,
      gives: { status: 201, form: linkAnswer },
      roles: OPERATORS,
      answer: async (c) => {
        const asked = await readBody(c, { schema: newLinkSchema, code: 'bad_link' })
        if ('problem' in asked) return problem(c, asked.problem)
        return c.json(await createLink(asked.value, { ...ports, by: c.get('by') }), 201)
      },
    }),
  ]
}
