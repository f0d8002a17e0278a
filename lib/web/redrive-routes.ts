import { redrive } from '../flow/redrive.ts'
import type { Clock } from '../model/clock.ts'
import { redriveSchema } from '../model/redrive.ts'
import type { DeadLetters } from '../record/dead-letters.ts'
import { problem } from './problem.ts'
import { readJson } from './read-json.ts'
import { type Route, route } from './route.ts'

const MAX_BODY_BYTES = 1_000

/** Operators go through the hub's dead letters, a step a request. */
export function redriveRoutes(ports: { readonly deadLetters: DeadLetters; readonly clock: Clock }): readonly Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/dead-letters/redrive',
      roles: ['operator'],
      answer: async (c) => {
        const read = await readJson(c, MAX_BODY_BYTES)
        if ('problem' in read) return problem(c, read.problem)
        const asked = redriveSchema.safeParse(read.value)
        if (asked.success) return c.json(await redrive(asked.data, ports))
        const [issue] = asked.error.issues
        return problem(c, {
          status: 400,
          code: 'bad_redrive',
          detail: `${issue?.path.join('.') || 'body'}: ${issue?.message}`,
        })
      },
    }),
  ]
}
