import type { Context } from 'hono'
import { portalFor } from '../flow/scope.ts'
import type { Portal } from '../model/catalogue.ts'
import type { WebEnv } from './guard.ts'
import { messagePage } from './message-page.ts'
import { type PageAnswer, type PageRoute, type PageView, pageRoute } from './page-route.ts'

export const READERS = ['operator', 'evaluator', 'vendor'] as const

/** A page about one portal, for those who may read it; others are told that there is none. */
export function portalRoute(
  path: string,
  answer: (of: {
    readonly c: Context<WebEnv>
    readonly portal: Portal
    readonly view: PageView
  }) => PageAnswer | Promise<PageAnswer>,
  how: Partial<Pick<PageRoute, 'method' | 'maxBytes' | 'roles'>> = {},
): PageRoute {
  return pageRoute({
    method: 'GET',
    roles: READERS,
    ...how,
    path,
    answer: (c, view) => {
      const { viewer, config } = view
      const portal = viewer && portalFor(c.req.param('portal') ?? '', viewer.principal, config)
      return portal ? answer({ c, portal, view }) : messagePage({ kind: 'not_found' }, view.say)
    },
  })
}
