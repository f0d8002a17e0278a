import { quantileOf } from '../judge/distribution.ts'
import type { DayHistory } from '../judge/history.ts'
import type { IncidentRecord } from '../judge/incident-state.ts'
import { type AuditMetric, mergeChecks } from '../judge/rollup.ts'
import type { Audit } from '../model/audit.ts'
import type { VantageGroup } from '../model/catalogue.ts'
import type { Clock } from '../model/clock.ts'
import { addDays, type Day, dayOf, startOfDay } from '../model/day.ts'
import type { PageKey } from '../model/id.ts'
import { pageIncidents } from '../record/incidents.ts'
import { getLive } from '../record/live.ts'
import { latestAudits } from '../record/results.ts'
import { dayRollupsOf } from '../record/rollups.ts'
import type { Table } from '../record/table.ts'
import { history } from './history.ts'
import { type InstrumentChange, instrumentChanges } from './instrument-changes.ts'

/** What one group saw of a page on a day; null: nothing was expected then. */
export type ReportedDay = { readonly day: Day; readonly seen: DayHistory | null }

/** A page over its last days, today included, oldest first. */
export type PageCourse = {
  readonly page: PageKey
  readonly timezone: string
  readonly fromMs: number
  readonly days: readonly ReportedDay[]
  /** That were open at some time within these days, those that began last first. */
  readonly incidents: readonly IncidentRecord[]
}

/** Medians of a day's audits that passed; a metric without values is null. */
export type AuditDay = { readonly day: Day; readonly n: number } & Readonly<
  Record<(typeof AUDIT_COURSES)[number], number | null>
>

export const COURSE_DAYS = 90

/** What is shown of audits over days. */
export const AUDIT_COURSES = ['score', 'lcpMs', 'tbtMs', 'readyMs'] as const satisfies readonly AuditMetric[]

const LAST_AUDITS = 8

/** Rejects with an `InputError` for a page that is not known. */
export async function pageCourse(
  of: { readonly page: PageKey; readonly group: VantageGroup },
  ports: { readonly table: Table; readonly clock: Clock },
): Promise<PageCourse> {
  const { page, group } = of
  const { days, timezone } = await history({ page, days: COURSE_DAYS }, ports)
  const seen = new Map(days.filter(({ location }) => location === group).map((day) => [day.day, day]))
  const all = lastDays(ports.clock.now(), timezone)
  const fromMs = startOfDay(all[0] as Day, timezone)
  const live = await getLive(ports.table, page)
  const incidents = await pageIncidents(ports.table, page, { fromMs, groups: live?.groups ?? {} })
  return {
    page,
    timezone,
    fromMs,
    days: all.map((day) => ({ day, seen: seen.get(day) ?? null })),
    incidents: incidents.toSorted((a, b) => b.sinceMs - a.sinceMs),
  }
}

export type AuditCourse = {
  readonly days: readonly AuditDay[]
  readonly latest: readonly Audit[]
  readonly changes: readonly InstrumentChange[]
}

/** A page's audits: what each day of all locations came to, as far as days are rolled up, and the latest, newest first. */
export async function auditCourse(
  of: { readonly page: PageKey; readonly timezone: string },
  { table, clock }: { readonly table: Table; readonly clock: Clock },
): Promise<AuditCourse> {
  const days = lastDays(clock.now(), of.timezone)
  const [rollups, latest] = await Promise.all([
    dayRollupsOf(table, of.page, { from: days[0] as Day, to: days.at(-1) as Day }),
    latestAudits(table, of.page, { nowMs: clock.now(), limit: LAST_AUDITS }),
  ])
  const known = rollups.filter(({ timezone }) => timezone === of.timezone)
  const byDay = new Map(known.map((one) => [one.day, one]))
  const madeOn = known.map(({ day, rollup }) => ({ day, locations: rollup.locations }))
  return {
    latest,
    changes: await instrumentChanges({ ...of, days: madeOn }, { table }),
    days: days.map((day) => {
      const { counts, metrics } = mergeChecks(byDay.get(day)?.rollup.locations ?? []).audits
      const median = (metric: AuditMetric): number | null => {
        const distribution = metrics[metric]
        return distribution ? quantileOf(distribution, 0.5) : null
      }
      return {
        day,
        n: counts.passed,
        score: median('score'),
        lcpMs: median('lcpMs'),
        tbtMs: median('tbtMs'),
        readyMs: median('readyMs'),
      }
    }),
  }
}

function lastDays(nowMs: number, timezone: string): readonly Day[] {
  const today = dayOf(nowMs, timezone)
  return Array.from({ length: COURSE_DAYS }, (_, index) => addDays(today, index + 1 - COURSE_DAYS))
}
