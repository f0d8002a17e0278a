import { kills, turnKill } from '../flow/turn-kill.ts'
import type { Clock } from '../model/clock.ts'
import { turnKillSchema } from '../model/kill.ts'
import type { Table } from '../record/table.ts'
import { killsAnswer, turnedKillAnswer } from './answers/kills.ts'
import { problem } from './problem.ts'
import { readBody } from './read-json.ts'
import { type Route, route } from './route.ts'

const OPERATORS = ['operator'] as const

/** Kill switches are turned by operators. */
export function killRoutes(ports: { readonly table: Table; readonly clock: Clock }): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/kill-switches',
      summary: 'Kill switches that are on.',
      gives: { form: killsAnswer },
      roles: OPERATORS,
      answer: async (c) => c.json(await kills(ports.table)),
    }),
    route({
      method: 'POST',
      path: '/api/kill-switches',
      summary: 'Turns the kill switch of a portal, or of all, on or off.',
      body: turnKillSchema,
      gives: { form: turnedKillAnswer },
      roles: OPERATORS,
      answer: async (c) => {
        const asked = await readBody(c, { schema: turnKillSchema, code: 'bad_switch' })
        if ('problem' in asked) return problem(c, asked.problem)
        return c.json(await turnKill(asked.value, { ...ports, by: c.get('by') }))
      },
    }),
  ]
}
