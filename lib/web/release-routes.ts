import { declaredReleases, declareRelease, withdrawRelease } from '../flow/releases.ts'
import type { Clock } from '../model/clock.ts'
import { newReleaseSchema } from '../model/release.ts'
import type { Table } from '../record/table.ts'
import { releaseAnswer, releasesAnswer } from './answers/releases.ts'
import { RELEASE_LIST } from './list-kinds.ts'
import { answerPart, PART_QUERY } from './list-part.ts'
import { problem } from './problem.ts'
import { readBody } from './read-json.ts'
import { type Route, route } from './route.ts'

/** Who declares what went live; evaluators only read it. */
const DECLARERS = ['operator', 'vendor'] as const

/** Releases of a portal: of a vendor's portals for the vendor itself. */
export function releaseRoutes(ports: { readonly table: Table; readonly clock: Clock }): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/releases/:portal',
      summary: 'Releases of a portal, newest first.',
      query: PART_QUERY,
      gives: { form: releasesAnswer },
      roles: ['operator', 'evaluator', 'vendor'],
      answer: async (c, principal, query) =>
        answerPart(c, await declaredReleases(c.req.param('portal') ?? '', { ...ports, principal }), {
          ...RELEASE_LIST,
          ...query,
        }),
    }),
    route({
      method: 'POST',
      path: '/api/releases/:portal',
      summary: 'Declares that something went live on a portal, or corrects what was declared.',
      body: newReleaseSchema,
      gives: { status: 201, form: releaseAnswer },
      roles: DECLARERS,
      answer: async (c, principal) => {
        const asked = await readBody(c, { schema: newReleaseSchema, code: 'bad_release' })
        if ('problem' in asked) return problem(c, asked.problem)
        const of = { ...asked.value, portal: c.req.param('portal') ?? '' }
        return c.json(await declareRelease(of, { ...ports, principal, by: c.get('by') }), 201)
      },
    }),
    route({
      method: 'DELETE',
      path: '/api/releases/:portal/:release',
      summary: 'Withdraws a release: it is marked no more.',
      gives: { form: releaseAnswer },
      roles: DECLARERS,
      answer: async (c, principal) => {
        const of = { portal: c.req.param('portal') ?? '', id: c.req.param('release') ?? '' }
        return c.json(await withdrawRelease(of, { ...ports, principal, by: c.get('by') }))
      },
    }),
  ]
}
