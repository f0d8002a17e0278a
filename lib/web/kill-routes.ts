import { kills, turnKill } from '../flow/turn-kill.ts'
import type { Clock } from '../model/clock.ts'
import { turnKillSchema } from '../model/kill.ts'
import type { Table } from '../record/table.ts'
import { problem } from './problem.ts'
import { readJson } from './read-json.ts'
import { type Route, route } from './route.ts'

const MAX_BODY_BYTES = 10_000
const OPERATORS = ['operator'] as const

/** Kill switches are turned by operators. */
export function killRoutes(ports: { readonly table: Table; readonly clock: Clock }): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/kill-switches',
      roles: OPERATORS,
      answer: async (c) => c.json(await kills(ports.table)),
    }),
    route({
      method: 'POST',
      path: '/api/kill-switches',
      roles: OPERATORS,
      answer: async (c) => {
        const read = await readJson(c, MAX_BODY_BYTES)
        if ('problem' in read) return problem(c, read.problem)
        const asked = turnKillSchema.safeParse(read.value)
        if (asked.success) return c.json(await turnKill(asked.data, ports))
        const [issue] = asked.error.issues
        return problem(c, {
          status: 400,
          code: 'bad_switch',
          detail: `${issue?.path.join('.') || 'body'}: ${issue?.message}`,
        })
      },
    }),
  ]
}
