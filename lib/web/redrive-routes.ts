import { redrive } from '../flow/redrive.ts'
import type { Clock } from '../model/clock.ts'
import { redriveSchema } from '../model/redrive.ts'
import type { DeadLetters } from '../record/dead-letters.ts'
import type { Table } from '../record/table.ts'
import { redriveAnswer } from './answers/redrive.ts'
import { problem } from './problem.ts'
import { readBody } from './read-json.ts'
import { type Route, route } from './route.ts'

/** Operators go through the hub's dead letters, a step a request. */
export function redriveRoutes(ports: {
  readonly table: Table
  readonly deadLetters: DeadLetters
  readonly clock: Clock
}): readonly Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/dead-letters/redrive',
      summary: 'Goes through the hub’s dead letters, a step a request.',
      body: redriveSchema,
      gives: { form: redriveAnswer },
      roles: ['operator'],
      answer: async (c) => {
        const asked = await readBody(c, { schema: redriveSchema, code: 'bad_redrive' })
        if ('problem' in asked) return problem(c, asked.problem)
        return c.json(await redrive(asked.value, { ...ports, log: { table: ports.table, by: c.get('by') } }))
      },
    }),
  ]
}
