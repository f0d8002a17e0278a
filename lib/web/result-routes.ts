import type { Context } from 'hono'
import { z } from 'zod'
import { failedChecks, failedDays } from '../flow/failed-checks.ts'
import { auditCourse } from '../flow/page-report.ts'
import { requireReadable } from '../flow/readable-page.ts'
import type { Clock } from '../model/clock.ts'
import type { Config } from '../model/config.ts'
import { addDays, type Day, dayOf, startOfDay } from '../model/day.ts'
import { segmentFolder } from '../model/evidence.ts'
import type { PageKey } from '../model/id.ts'
import { InputError } from '../model/input-error.ts'
import { KEPT_DAYS } from '../model/retention.ts'
import type { Principal } from '../model/token.ts'
import { someAuditsOf, someObservationsOf } from '../record/results.ts'
import { latestSegment } from '../record/segments.ts'
import type { Table } from '../record/table.ts'
import {
  auditDaysAnswer,
  auditsAnswer,
  failedChecksAnswer,
  type ResultsOfDay,
  resultsAnswer,
} from './answers/results.ts'
import { checkPlace } from './check-place.ts'
import { AUDIT_LIST, FAILED_LIST, RESULT_LIST } from './list-kinds.ts'
import { linkParts, PART_QUERY, readPart } from './list-part.ts'
import { dayForm } from './query-forms.ts'
import { type Route, route } from './route.ts'

const READERS = ['operator', 'evaluator', 'vendor'] as const
const AUDIT_DAYS = KEPT_DAYS.audit

/** Each is some ten kilobytes: an answer of a function on AWS has 6 MB at most. */
const MOST_AUDITS = 100

type Ports = {
  readonly table: Table
  readonly clock: Clock
  /** The version in force. */
  readonly currentConfig: () => Promise<Config | null>
}

/** A page's results one by one, of a vendor's portals for the vendor itself. Of what is kept no more is read than is answered. */
export function resultRoutes(ports: Ports): readonly Route[] {
  const { table, clock } = ports
  return [
    route({
      method: 'GET',
      path: '/api/results/:portal/:page',
      summary: 'A page’s checks of a day of the catalogue’s zone, today by default, each with all that it saw.',
      query: { ...PART_QUERY, day: dayForm },
      gives: { form: resultsAnswer },
      roles: READERS,
      answer: async (c, principal, query) => {
        const { page, timezone } = await asked(c, principal, ports)
        const day = query.day ?? dayOf(clock.now(), timezone)
        const [part, segment] = await Promise.all([
          readPart(
            ({ side, place, limit }) =>
              someObservationsOf(table, page, { ...spanOf(day, day, timezone), side, limit, place: checkPlace(place) }),
            { ...RESULT_LIST, limit: query.limit, cursor: query.cursor ?? null },
          ),
          latestSegment(table, { page, day }),
        ])
        linkParts(c, part)
        const answer: ResultsOfDay = {
          type: 'results',
          page,
          day,
          timezone,
          results: part.entries,
          segment: segment && {
            folder: segmentFolder(segment),
            sha256: segment.sha256,
            results: segment.results,
            verifiedAtMs: segment.verifiedAtMs,
          },
        }
        return c.json(answer)
      },
    }),
    route({
      method: 'GET',
      path: '/api/audits/:portal/:page',
      summary: `A page’s audits, newest first, of days of the catalogue’s zone, both included: by default the last ${AUDIT_DAYS}.`,
      query: { ...PART_QUERY, limit: z.int().min(1).max(MOST_AUDITS).default(50), from: dayForm, to: dayForm },
      gives: { form: auditsAnswer },
      roles: READERS,
      answer: async (c, principal, query) => {
        const { page, timezone } = await asked(c, principal, ports)
        const to = query.to ?? dayOf(clock.now(), timezone)
        const from = query.from ?? addDays(to, -AUDIT_DAYS)
        if (from > to || from < addDays(to, -AUDIT_DAYS))
          throw new InputError('bad_from', `from: give a day from ${addDays(to, -AUDIT_DAYS)} to ${to}, not “${from}”`)
        const part = await readPart(
          async ({ side, place, limit }) => {
            const back = side === 'after' ? 'before' : 'after'
            const of = { ...spanOf(from, to, timezone), side: back, limit, place: checkPlace(place) } as const
            return (await someAuditsOf(table, page, of)).toReversed()
          },
          { ...AUDIT_LIST, limit: query.limit, cursor: query.cursor ?? null },
        )
        linkParts(c, part)
        return c.json({ type: 'audits', page, audits: part.entries })
      },
    }),
    route({
      method: 'GET',
      path: '/api/audit-days/:portal/:page',
      summary: 'What a page’s audits of each of the last 90 days came to.',
      gives: { form: auditDaysAnswer },
      roles: READERS,
      answer: async (c, principal) => {
        const { page, timezone } = await asked(c, principal, ports)
        const { days } = await auditCourse({ page, timezone }, ports)
        return c.json({ type: 'auditDays', page, timezone, days })
      },
    }),
    route({
      method: 'GET',
      path: '/api/failed-checks/:portal/:page',
      summary:
        'A page’s checks that failed, or that the portal’s side kept from being measured, newest first; of days of the catalogue’s zone, both included, 366 at most, by default the last week. Of days whose results are sealed their numbers.',
      query: { ...PART_QUERY, from: dayForm, to: dayForm },
      gives: { form: failedChecksAnswer },
      roles: READERS,
      answer: async (c, principal, { cursor, limit, ...days }) => {
        const { page, timezone } = await asked(c, principal, ports)
        const nowMs = clock.now()
        const span = failedDays(days, dayOf(nowMs, timezone))
        const { read, sealed } = await failedChecks(page, { table, nowMs, timezone, ...span })
        const part = await readPart((of) => read({ ...of, place: checkPlace(of.place) }), {
          ...FAILED_LIST,
          limit,
          cursor: cursor ?? null,
        })
        linkParts(c, part)
        return c.json({ type: 'failedChecks', page, ...span, checks: part.entries, sealed })
      },
    }),
  ]
}

/** The page that an address names. Rejects with an `InputError` for one that whoever asks may not read. */
async function asked(
  c: Context,
  principal: Principal,
  { table, currentConfig }: Ports,
): Promise<{ readonly page: PageKey; readonly timezone: string }> {
  const page = `${c.req.param('portal')}/${c.req.param('page')}`
  const config = await currentConfig()
  await requireReadable(page, { principal, config, table })
  return { page, timezone: config?.catalogue.timezone ?? 'Asia/Ho_Chi_Minh' }
}

/** Of days, both included. */
function spanOf(from: Day, to: Day, timezone: string): { readonly fromMs: number; readonly toMs: number } {
  return { fromMs: startOfDay(from, timezone), toMs: startOfDay(addDays(to, 1), timezone) }
}
