import { mayRead } from '../flow/scope.ts'
import type { Page, Portal } from '../model/catalogue.ts'
import type { Config } from '../model/config.ts'
import { addDays, dayOf, startOfDay } from '../model/day.ts'
import { HOUR_MS } from '../model/duration.ts'
import { pageKeySchema } from '../model/id.ts'
import { readDay } from '../model/read-day.ts'
import { auditsOf, someObservationsOf } from '../record/results.ts'
import { latestSegment } from '../record/segments.ts'
import type { Table } from '../record/table.ts'
import { ownerOf } from './ask-page.ts'
import { checkPlace } from './check-place.ts'
import { RESULT_LIST } from './list-kinds.ts'
import { cursorAfter } from './list-part.ts'
import { messagePage } from './message-page.ts'
import { type PageRoute, pageRoute } from './page-route.ts'
import { shownRead } from './part-links.ts'
import { resultsPage } from './results-page.ts'

/** Five hours of checks each 5 minutes from one location: a phone shows so many within ten screens. */
const ROWS = 60

/** Ways into a day lie so far apart. */
const HOURS = 3

/** A page and its portal in the version in force. */
function knownPage(key: string, config: Config | null): { readonly portal: Portal; readonly page: Page } | null {
  for (const portal of config?.catalogue.portals ?? [])
    for (const page of portal.pages) if (page.key === key) return { portal, page }
  return null
}

/** A page's results of a day, one by one: of a vendor's portals for the vendor itself. */
export function resultPages({ table }: { readonly table: Table }): readonly PageRoute[] {
  return [
    pageRoute({
      method: 'GET',
      path: '/results/:portal/:page',
      roles: ['operator', 'evaluator', 'vendor'],
      answer: async (c, view) => {
        const { say, config, nowMs } = view
        const page = pageKeySchema.safeParse(`${c.req.param('portal')}/${c.req.param('page')}`).data
        if (page === undefined || !mayRead(page, ownerOf(view), config)) return messagePage({ kind: 'not_found' }, say)
        const asked = c.req.query('day')
        const day = asked === undefined ? dayOf(nowMs, say.timezone) : readDay(asked, 'day')
        const span = { fromMs: startOfDay(day, say.timezone), toMs: startOfDay(addDays(day, 1), say.timezone) }
        const [checks, audits, segment] = await Promise.all([
          shownRead(c, (of) => someObservationsOf(table, page, { ...span, ...of, place: checkPlace(of.place) }), {
            ...RESULT_LIST,
            limit: ROWS,
          }),
          auditsOf(table, page, span),
          latestSegment(table, { page, day }),
        ])
        const hours = Array.from({ length: 24 / HOURS }, (_, index) => {
          const slotMs = span.fromMs + index * HOURS * HOUR_MS
          const from = new URLSearchParams({ day, cursor: cursorAfter(RESULT_LIST.name, [slotMs - 1, '']) })
          return { slotMs, href: index === 0 ? `?day=${day}` : `?${from.toString()}` }
        })
        return resultsPage({ page, known: knownPage(page, config), day, checks, hours, audits, segment }, say)
      },
    }),
  ]
}
