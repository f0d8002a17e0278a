import { placesOf } from '../judge/history.ts'
import { measuredPages } from '../model/catalogue.ts'
import type { Clock } from '../model/clock.ts'
import { configAt } from '../model/config.ts'
import { addDays, type Day, dayOf, startOfDay } from '../model/day.ts'
import { listConfigs } from '../record/configs.ts'
import { briefDaysOf } from '../record/rollups.ts'
import type { Table } from '../record/table.ts'
import { type CostSoFar, costSoFar } from '../report/cost-so-far.ts'
import { shippedPrices } from '../report/shipped-prices.ts'

/**
 * What this month, in the catalogue's zone, has cost so far in a region: by the checks that its days' rollups count already,
 * and by the time since it began, or since the first catalogue took effect. Null: as `costSoFar`, or nothing is configured.
 */
export async function monthCost({
  table,
  clock,
  region,
}: {
  readonly table: Table
  readonly clock: Clock
  readonly region: string
}): Promise<CostSoFar | null> {
  const nowMs = clock.now()
  const configs = await listConfigs(table)
  const config = configAt(configs, nowMs)
  if (config === null) return null
  const { catalogue, played } = config
  const { timezone } = catalogue
  const today = dayOf(nowMs, timezone)
  const first = `${today.slice(0, 7)}-01`
  const fromMs = startOfDay(first, timezone)
  const toMs = startOfDay(`${addDays(first, 31).slice(0, 7)}-01`, timezone)
  const pages = measuredPages(catalogue).map(({ key }) => key)
  const counts = await Promise.all(pages.map((page) => checksOf(page, { table, from: first, to: today })))
  return costSoFar(
    { ...catalogue, locations: catalogue.locations.filter(({ id }) => played.includes(id)) },
    {
      region,
      prices: shippedPrices(),
      checks: counts.reduce((sum, count) => sum + count, 0),
      over: Math.max(0, nowMs - Math.max(fromMs, configs[0]?.effectiveFromMs ?? nowMs)) / (toMs - fromMs),
    },
  )
}

/** Of all locations, passed or not. */
async function checksOf(
  page: string,
  of: { readonly table: Table; readonly from: Day; readonly to: Day },
): Promise<number> {
  const days = await briefDaysOf(of.table, page, of)
  return days
    .flatMap(({ places, rollup }) => (places ?? placesOf(rollup)).locations)
    .reduce((sum, { present }) => sum + present, 0)
}
