import { declaredWindows, endDeclared, planMaintenance, silence } from '../flow/declare-window.ts'
import { portalsFor } from '../flow/scope.ts'
import type { Clock } from '../model/clock.ts'
import type { Config } from '../model/config.ts'
import { newMaintenanceSchema, newSilenceSchema, type Window } from '../model/window.ts'
import type { Table } from '../record/table.ts'
import { windowAnswer, windowsAnswer } from './answers/windows.ts'
import { WINDOW_LIST } from './list-kinds.ts'
import { answerPart, PART_QUERY } from './list-part.ts'
import { problem } from './problem.ts'
import { readBody } from './read-json.ts'
import { type Route, route } from './route.ts'

const OPERATORS = ['operator'] as const

type Ports = {
  readonly table: Table
  readonly clock: Clock
  /** The version in force. */
  readonly currentConfig: () => Promise<Config | null>
}

/** Silences and maintenance are declared, listed and ended by operators; evaluators read them, vendors those of their portals. */
export function windowRoutes(ports: Ports): readonly Route[] {
  return [
    ...kept('silence', '/api/silences', ports),
    ...kept('maintenance', '/api/maintenance', ports),
    route({
      method: 'POST',
      path: '/api/silences',
      summary: 'Switches the alerts of a portal or page off for a while.',
      body: newSilenceSchema,
      gives: { status: 201, form: windowAnswer },
      roles: OPERATORS,
      answer: async (c) => {
        const asked = await readBody(c, { schema: newSilenceSchema, code: 'bad_silence' })
        if ('problem' in asked) return problem(c, asked.problem)
        return c.json(await silence(asked.value, { ...ports, by: c.get('by') }), 201)
      },
    }),
    route({
      method: 'POST',
      path: '/api/maintenance',
      summary: 'Plans maintenance, once or recurring.',
      body: newMaintenanceSchema,
      gives: { status: 201, form: windowAnswer },
      roles: OPERATORS,
      answer: async (c) => {
        const asked = await readBody(c, { schema: newMaintenanceSchema, code: 'bad_maintenance' })
        if ('problem' in asked) return problem(c, asked.problem)
        return c.json(await planMaintenance(asked.value, { ...ports, by: c.get('by') }), 201)
      },
    }),
  ]
}

function kept(kind: Window['kind'], path: string, ports: Ports): readonly Route[] {
  return [
    route({
      method: 'GET',
      path,
      summary: kind === 'silence' ? 'Silences, those to come first.' : 'Maintenance, that to come first.',
      query: PART_QUERY,
      gives: { form: windowsAnswer },
      roles: ['operator', 'evaluator', 'vendor'],
      answer: async (c, principal, query) => {
        const portals = portalsFor(principal, await ports.currentConfig())
        return answerPart(c, await declaredWindows(kind, { ...ports, portals }), { ...WINDOW_LIST, ...query })
      },
    }),
    route({
      method: 'DELETE',
      path: `${path}/:window`,
      summary: kind === 'silence' ? 'Ends a silence now.' : 'Ends maintenance now.',
      gives: { form: windowAnswer },
      roles: OPERATORS,
      answer: async (c) =>
        c.json(await endDeclared({ kind, id: c.req.param('window') ?? '' }, { ...ports, by: c.get('by') })),
    }),
  ]
}
