import { monthlyWorkload } from '../judge/workload.ts'
import type { Catalogue } from '../model/catalogue.ts'
import type { Priced, Prices } from '../model/prices.ts'
import { costOf } from './cost.ts'
import type { Service } from './usage.ts'

/** US dollars by list price, an estimate: what was counted, beside what a whole month of the catalogue takes. */
export type CostSoFar = {
  readonly region: string
  /** When the prices were seen, `YYYY-MM-DD`. */
  readonly pricesOf: string
  /** Checks with a result this month, and those that a whole month has. */
  readonly checks: number
  readonly ofChecks: number
  /** The dearest first; those that cost anything. */
  readonly services: readonly { readonly service: Service; readonly usd: number }[]
  readonly usd: number
  /** If the month goes on as the catalogue plans. */
  readonly monthUsd: number
}

/** What is billed for as time goes by, however much is measured. */
const STANDING: ReadonlySet<Priced> = new Set([
  'alarm',
  'dashboard',
  'edgeFunction',
  'edgeRequest',
  'edgeTransfer',
  'filesStorage',
  'keyMonth',
  'logsStorage',
  'scheduledEvent',
  'secretMonth',
  'tableBackup',
  'tableStorage',
])

/** What runs each minute or is called by people, however much is measured. */
const STEADY: ReadonlySet<string> = new Set([
  'close-day',
  'close-slots',
  'dispatch',
  'publish',
  'publish-status',
  'status page',
  'watch',
  'web',
])

/**
 * The month so far: what stands by the share of it that is over (0–1), what follows the work by the share of its checks that
 * have a result; audits are taken to go along. `catalogue` has only locations that are played. Null: no price of the region
 * is known, or nothing is due.
 */
export function costSoFar(
  catalogue: Catalogue,
  of: { readonly region: string; readonly prices: Prices; readonly checks: number; readonly over: number },
): CostSoFar | null {
  const { region, prices, checks, over } = of
  const regionPrices = prices.regions[region]
  const ofChecks = Math.round(monthlyWorkload(catalogue).reduce((sum, work) => sum + work.checks, 0))
  if (regionPrices === undefined || ofChecks === 0) return null
  const cost = costOf(catalogue, { region, prices: regionPrices })
  const done = Math.min(1, checks / ofChecks)
  const services = new Map<Service, number>()
  for (const { service, of: what, priced, usd } of cost.lines) {
    const share = STANDING.has(priced) || STEADY.has(what) ? over : done
    services.set(service, (services.get(service) ?? 0) + usd * share)
  }
  return {
    region,
    pricesOf: prices.date,
    checks,
    ofChecks,
    services: [...services]
      .map(([service, usd]) => ({ service, usd }))
      .filter(({ usd }) => usd > 0)
      .toSorted((a, b) => b.usd - a.usd),
    usd: [...services.values()].reduce((sum, usd) => sum + usd, 0),
    monthUsd: cost.totalUsd,
  }
}
