import { timetables } from '../judge/expected.ts'
import { type DayHistory, historyOfDay, placesOf } from '../judge/history.ts'
import { firstMsOf, pageSchedule } from '../judge/page-schedule.ts'
import { mergeRollups, type Rollup } from '../judge/rollup.ts'
import type { Clock } from '../model/clock.ts'
import type { Config } from '../model/config.ts'
import { addDays, type Day, dayOf, startOfDay } from '../model/day.ts'
import type { PageKey } from '../model/id.ts'
import type { ImportSpan } from '../model/import-span.ts'
import { listImportSpans } from '../record/configs.ts'
import { listKills } from '../record/kills.ts'
import { observationsOf } from '../record/results.ts'
import { type BriefDay, briefDaysOf, hourRollupsOf } from '../record/rollups.ts'
import type { Table } from '../record/table.ts'
import { requireKnownPage } from './known-pages.ts'
import { receiptReader, rollUpRows } from './page-rows.ts'
import { plannedConfigs } from './planned-configs.ts'

export type History = {
  readonly type: 'history'
  readonly page: PageKey
  readonly timezone: string
  /** Days on which something was expected, oldest first; within a day locations, then groups. */
  readonly days: readonly DayHistory[]
}

/**
 * The last `days` days of a page in the catalogue's zone, today included: counts, uptime, coverage and percentiles. Days
 * come from their rollups, the hour under way from its own; what no rollup counts yet, as most of the last minutes, from
 * rows. Rejects with an `InputError` for a page that is not known.
 */
export async function history(
  of: { readonly page: PageKey; readonly days: number },
  ports: { readonly table: Table; readonly clock: Clock },
): Promise<History> {
  const { table, clock } = ports
  const [configs, spans, kills] = await Promise.all([
    plannedConfigs(table, clock.now()),
    listImportSpans(table),
    listKills(table),
  ])
  requireKnownPage(of.page, { configs, spans })
  const timezone = timezoneOf(configs, spans)
  const nowMs = clock.now()
  const today = dayOf(nowMs, timezone)
  const first = addDays(today, 1 - of.days)
  const stored = new Map(
    (await briefDaysOf(table, of.page, { from: first, to: today }))
      .filter((stored) => stored.timezone === timezone)
      .map((stored) => [stored.day, stored]),
  )
  const schedule = pageSchedule(of.page, { tables: timetables(configs), spans })
  const receiptsOfHour = receiptReader(table, nowMs)
  const rolledUp = async (day: Day, rolled: BriefDay | null): Promise<Rollup> => {
    const toMs = rolled?.toMs ?? startOfDay(addDays(day, 1), timezone)
    let fromMs = rolled?.throughMs ?? startOfDay(day, timezone)
    const hours: Rollup[] = []
    for (const hour of await hourRollupsOf(table, of.page, { fromMs, toMs })) {
      if (hour.timezone !== timezone || hour.fromMs !== fromMs) break
      hours.push(hour.rollup)
      fromMs = hour.throughMs
    }
    const rows = await observationsOf(table, of.page, { fromMs, toMs })
    const last = await rollUpRows(schedule, { fromMs, toMs, rows, audits: [], nowMs, kills, receiptsOfHour })
    return mergeRollups([...(rolled?.rollup ? [rolled.rollup] : []), ...hours, last])
  }
  const order = [...configs.toReversed().map(({ catalogue }) => catalogue), ...spans].flatMap(({ locations }) =>
    locations.map(({ id }) => id),
  )
  const firstMs = firstMsOf(schedule)
  const begun = Number.isFinite(firstMs) ? dayOf(firstMs, timezone) : today
  const days: DayHistory[] = []
  for (let day = first; day <= today; day = addDays(day, 1)) {
    const rolled = stored.get(day) ?? null
    if (rolled === null && day < begun) continue
    days.push(...historyOfDay(day, rolled?.places ?? placesOf(await rolledUp(day, rolled)), order))
  }
  return { type: 'history', page: of.page, timezone, days }
}

/** The zone that days are in: the latest catalogue's, or an import's where there is none. */
export function timezoneOf(configs: readonly Config[], spans: readonly ImportSpan[]): string {
  return configs.at(-1)?.catalogue.timezone ?? spans[0]?.timezone ?? 'Asia/Ho_Chi_Minh'
}
