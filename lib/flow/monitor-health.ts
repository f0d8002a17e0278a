import { placesOf } from '../judge/history.ts'
import { type Figures, WATCH_RULES, type Watched } from '../judge/watch-state.ts'
import { watchReason, watchTitle } from '../judge/watch-words.ts'
import { type BilingualText, measuredPages, type VantageGroup } from '../model/catalogue.ts'
import type { Clock } from '../model/clock.ts'
import { configAt } from '../model/config.ts'
import { addDays, type Day, dayOf } from '../model/day.ts'
import { listConfigs } from '../record/configs.ts'
import { latestReceiptMs } from '../record/receipts.ts'
import { briefDaysOf } from '../record/rollups.ts'
import type { Table } from '../record/table.ts'
import { getWatch } from '../record/watch.ts'

/** How the platform itself does. */
export type MonitorHealth = {
  readonly type: 'monitor'
  readonly atMs: number
  /** When the watch last looked; null: never. */
  readonly lookedAtMs: number | null
  readonly locations: readonly LocationHealth[]
  /** What is wrong or begins to be, by rule. */
  readonly conditions: readonly ConditionHealth[]
  /** Rules by which nothing is wrong. */
  readonly fine: readonly Watched['rule'][]
}

export type LocationHealth = {
  readonly location: string
  readonly group: VantageGroup
  readonly network: string | null
  readonly scoring: boolean
  /** Whether it is measured from there. */
  readonly isPlayed: boolean
  readonly lastReceiptMs: number | null
  /** The last days, today last; what is counted of them. */
  readonly days: readonly CoverageOfDay[]
}

export type CoverageOfDay = {
  readonly day: Day
  /** Checks that were due, and of them those that passed or failed. */
  readonly due: number
  readonly measured: number
}

export type ConditionHealth = {
  readonly watched: Watched
  readonly title: BilingualText
  readonly says: BilingualText
  readonly sinceMs: number
  readonly figures: Figures
  /** Null: it hasn't lasted long enough for one. */
  readonly incident: string | null
}

const DAYS = 7

/** Locations with their coverage, and what the watch finds wrong. */
export async function monitorHealth({
  table,
  clock,
}: {
  readonly table: Table
  readonly clock: Clock
}): Promise<MonitorHealth> {
  const nowMs = clock.now()
  const [configs, watch] = await Promise.all([listConfigs(table), getWatch(table)])
  const config = configAt(configs, nowMs)
  const timezone = config?.catalogue.timezone ?? 'Asia/Ho_Chi_Minh'
  const days = Array.from({ length: DAYS }, (_, index) => addDays(dayOf(nowMs, timezone), index + 1 - DAYS))
  const counted = config
    ? await coverage(table, { pages: measuredPages(config.catalogue).map(({ key }) => key), days })
    : null
  const conditions = Object.values(watch.state?.conditions ?? {}).flatMap(({ watched, sinceMs, incident, figures }) => {
    const beganMs = incident?.sinceMs ?? sinceMs
    if (beganMs === null) return []
    const telling = { event: 'opened', sinceMs: beganMs, nowMs, figures, timezone, flapping: null } as const
    const says = watchReason(watched, telling)
    return [{ watched, title: watchTitle(watched), says, sinceMs: beganMs, figures, incident: incident?.id ?? null }]
  })
  return {
    type: 'monitor',
    atMs: nowMs,
    lookedAtMs: watch.state?.atMs ?? null,
    locations: await Promise.all(
      (config?.catalogue.locations ?? []).map(async ({ id, group, network, scoring }) => ({
        location: id,
        group,
        network: network ?? null,
        scoring,
        isPlayed: config?.played.includes(id) ?? false,
        lastReceiptMs: await latestReceiptMs(table, id, nowMs),
        days: days.map((day) => counted?.get(`${id} ${day}`) ?? { day, due: 0, measured: 0 }),
      })),
    ),
    conditions,
    fine: WATCH_RULES.filter((rule) => !conditions.some(({ watched }) => watched.rule === rule)),
  }
}

/** By location and day, over all pages. */
async function coverage(
  table: Table,
  { pages, days }: { readonly pages: readonly string[]; readonly days: readonly Day[] },
): Promise<ReadonlyMap<string, CoverageOfDay>> {
  const [from, to] = [days[0] as Day, days.at(-1) as Day]
  const sums = new Map<string, CoverageOfDay>()
  for (const stored of (await Promise.all(pages.map((page) => briefDaysOf(table, page, { from, to })))).flat()) {
    const { locations } = stored.places ?? placesOf(stored.rollup)
    for (const { location, due, counts } of locations) {
      const key = `${location} ${stored.day}`
      const sum = sums.get(key) ?? { day: stored.day, due: 0, measured: 0 }
      sums.set(key, { day: stored.day, due: sum.due + due, measured: sum.measured + counts.passed + counts.failed })
    }
  }
  return sums
}
