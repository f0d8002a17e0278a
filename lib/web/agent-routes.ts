import { z } from 'zod'
import { agentConfigs } from '../flow/agent-configs.ts'
import { type ReceivePorts, receiveResults } from '../flow/receive-results.ts'
import type { Clock } from '../model/clock.ts'
import type { Table } from '../record/table.ts'
import { problem } from './problem.ts'
import { readJson } from './read-json.ts'
import { type Route, route } from './route.ts'

export const AGENT_CONFIGS = '/api/agent/configs'

const MAX_BODY_BYTES = 4_000_000
const MAX_RESULTS = 100
const AGENTS = ['agent'] as const

const resultsSchema = z.strictObject({ results: z.array(z.string()) })

/** How a private location gets its configuration and hands in its results. */
export function agentRoutes(ports: ReceivePorts & { readonly table: Table; readonly clock: Clock }): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: AGENT_CONFIGS,
      roles: AGENTS,
      answer: async (c, { location }) => {
        c.header('cache-control', 'private, no-cache')
        return c.json(await agentConfigs(location, ports))
      },
    }),
    route({
      method: 'POST',
      path: '/api/agent/results',
      roles: AGENTS,
      answer: async (c, { location }) => {
        const read = await readJson(c, MAX_BODY_BYTES)
        if ('problem' in read) return problem(c, read.problem)
        const parsed = resultsSchema.safeParse(read.value)
        if (!parsed.success)
          return problem(c, {
            status: 400,
            code: 'bad_results',
            detail: 'write {"results":["…", …]}, each a JSON text',
          })
        const { results } = parsed.data
        if (results.length > MAX_RESULTS)
          return problem(c, {
            status: 413,
            code: 'too_many',
            detail: `send ${MAX_RESULTS} results at most in one request, not ${results.length}`,
          })
        const { accepted } = await receiveResults({ location, results }, ports)
        return c.json({ accepted }, 202)
      },
    }),
  ]
}
