import type { Context } from 'hono'
import { z } from 'zod'
import { COMPARED_DAYS, comparePage, isComparable } from '../flow/compare-page.ts'
import { portalInScores } from '../flow/lost-points.ts'
import { lossesInScore } from '../flow/page-losses.ts'
import { portalNow, portalsNow, WORST_FIRST } from '../flow/portals.ts'
import { requireReadable } from '../flow/readable-page.ts'
import { portalFor, portalsFor } from '../flow/scope.ts'
import type { Status } from '../flow/status.ts'
import type { Portal } from '../model/catalogue.ts'
import type { Config } from '../model/config.ts'
import { addDays, dayOf } from '../model/day.ts'
import { idSchema } from '../model/id.ts'
import { InputError } from '../model/input-error.ts'
import type { Principal } from '../model/token.ts'
import { badgeAnswer } from './answers/badges.ts'
import { comparisonAnswer } from './answers/comparison.ts'
import { lossesAnswer, lostAnswer } from './answers/losses.ts'
import { listed, portalAnswer, portalsAnswer } from './answers/portals.ts'
import { PORTAL_LIST } from './list-kinds.ts'
import { answerPart, PART_QUERY } from './list-part.ts'
import { type BadgePorts, portalBadge } from './portal-badge.ts'
import { dayForm, evaluationForm } from './query-forms.ts'
import { type Route, route } from './route.ts'

const READERS = ['operator', 'evaluator', 'vendor'] as const
const MAX_WORDS = 100

type Ports = BadgePorts & {
  readonly currentStatus: () => Promise<Status>
  /** The version in force. */
  readonly currentConfig: () => Promise<Config | null>
}

/** Portals, what they lost and how they changed: of a vendor's portals for the vendor itself. */
export function portalRoutes(ports: Ports): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/portals',
      summary: 'Portals with their pages, and how they do now; q is of words in their names.',
      query: {
        ...PART_QUERY,
        q: z.string().max(MAX_WORDS).default(''),
        owner: idSchema,
        vendor: idSchema,
        now: z.enum([...WORST_FIRST, 'listed']),
      },
      gives: { form: portalsAnswer },
      roles: READERS,
      answer: async (c, principal, query) => {
        const [config, status] = await Promise.all([ports.currentConfig(), ports.currentStatus()])
        const { q, owner = '', vendor = '', now = '' } = query
        const rows =
          config === null
            ? []
            : portalsNow({
                catalogue: config.catalogue,
                portals: portalsFor(principal, config),
                status,
                filter: { q: q.trim(), owner, vendor, now },
              })
        return answerPart(c, { type: 'portals', portals: rows.map(listed) }, { ...PORTAL_LIST, ...query })
      },
    }),
    route({
      method: 'GET',
      path: '/api/portals/:portal',
      summary: 'One portal with its pages, and how it does now.',
      gives: { form: portalAnswer },
      roles: READERS,
      answer: async (c, principal) => {
        const [portal, status] = await Promise.all([askedPortal(c, principal, ports), ports.currentStatus()])
        return c.json({ type: 'portal', ...listed(portalNow(portal, status)) })
      },
    }),
    route({
      method: 'GET',
      path: '/api/badges/:portal',
      summary: 'A portal’s badge for other sites, in each language, and the code for it; or why there is none.',
      gives: { form: badgeAnswer },
      roles: READERS,
      answer: async (c, principal) => {
        const portal = await askedPortal(c, principal, ports)
        const { origin } = new URL(c.req.url)
        return c.json({ type: 'badge', portal: portal.id, ...(await portalBadge(portal, { ...ports, origin })) })
      },
    }),
    route({
      method: 'GET',
      path: '/api/comparison/:portal/:page',
      summary: 'A page in so many days before and after a date, week by week, and whether it has changed.',
      query: { date: dayForm, days: z.enum(COMPARED_DAYS.map(String)).default(String(COMPARED_DAYS[0])) },
      gives: { form: comparisonAnswer },
      roles: READERS,
      answer: async (c, principal, query) => {
        const page = `${c.req.param('portal')}/${c.req.param('page')}`
        const [config, status] = await Promise.all([ports.currentConfig(), ports.currentStatus()])
        await requireReadable(page, { principal, config, table: ports.table })
        const group = status.pages.find((one) => one.page === page)?.group ?? 'domestic'
        const timezone = config?.catalogue.timezone ?? 'Asia/Ho_Chi_Minh'
        const nowMs = ports.clock.now()
        const today = dayOf(nowMs, timezone)
        const days = Number(query.days)
        const date = query.date ?? addDays(today, -days - 1)
        if (!isComparable(date, today))
          throw new InputError('bad_date', `date: give a day of the ten years before ${today}, not “${date}”`)
        const compared = await comparePage({ page, group, timezone, date, days }, { table: ports.table, nowMs })
        return c.json({ type: 'comparison', page, timezone, ...compared })
      },
    }),
    route({
      method: 'GET',
      path: '/api/losses/:portal',
      summary:
        'A portal’s points in the scores that were kept last, every one that it lost, and where and when its checks failed; evaluation is written PERIOD CRITERIA@VERSION GROUP, by default the latest.',
      query: { evaluation: evaluationForm },
      gives: { form: lossesAnswer },
      roles: READERS,
      answer: async (c, principal, { evaluation = null }) => {
        const config = await ports.currentConfig()
        const portal = await askedPortal(c, principal, ports)
        const { table, clock } = ports
        const found =
          config &&
          (await portalInScores(
            { portal, catalogue: config.catalogue, name: evaluation },
            { table, nowMs: clock.now() },
          ))
        if (!found)
          throw new InputError('no_scores', 'no scores of that name were kept yet: GET /api/periods lists all')
        const losses = await lossesInScore(found, { portal, table })
        return c.json(lostAnswer(found, { portal: portal.id, pages: losses.map((one) => one.losses) }))
      },
    }),
  ]
}

/** Rejects with an `InputError` for a portal that whoever asks may not read, as for one that is not there. */
async function askedPortal(c: Context, principal: Principal, { currentConfig }: Ports): Promise<Portal> {
  const id = c.req.param('portal') ?? ''
  const portal = portalFor(id, principal, await currentConfig())
  if (portal === null) throw new InputError('unknown_portal', `no portal “${id}” of yours is known`)
  return portal
}
