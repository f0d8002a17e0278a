import { type LocationWorkload, monthlyWorkload } from '../judge/workload.ts'
import { type Catalogue, measuredPages } from '../model/catalogue.ts'
import type { Price, RegionPrices } from '../model/prices.ts'
import { type CanaryRuns, canaryRuns } from './synthetics.ts'
import { monthlyUsage, type Place, placeOf, SERVICES, type Service, type Usage } from './usage.ts'

export type CostLine = Usage & Pick<Price, 'unit' | 'kind'> & { readonly usd: number }

/** US dollars a month, not rounded; free tiers are not taken off. */
export type Cost = {
  readonly portals: number
  readonly pages: number
  readonly locations: readonly (LocationWorkload & { readonly place: Place })[]
  readonly lines: readonly CostLine[]
  /** Those that cost anything. */
  readonly services: readonly { readonly service: Service; readonly usd: number }[]
  readonly totalUsd: number
  /** Of it by prices that were not seen for this region. */
  readonly carriedUsd: number
  readonly synthetics: CanaryRuns & {
    readonly httpUsd: number
    readonly browserUsd: number
    readonly totalUsd: number
    readonly kind: Price['kind']
  }
}

/** What a catalogue costs on AWS a month, beside the list price of CloudWatch Synthetics for the same measurements. */
export function costOf(catalogue: Catalogue, of: { readonly region: string; readonly prices: RegionPrices }): Cost {
  const { region, prices } = of
  const lines = monthlyUsage(catalogue, region).map((usage) => {
    const { usd, per, unit, kind } = prices[usage.priced]
    return { ...usage, unit, kind, usd: (usage.quantity * usd) / per }
  })
  const pages = measuredPages(catalogue)
  const runs = canaryRuns(catalogue)
  const { usd, per, kind } = prices.canaryRun
  const [httpUsd, browserUsd] = [(runs.http * usd) / per, (runs.browser * usd) / per]
  return {
    portals: new Set(pages.map(({ portal }) => portal)).size,
    pages: pages.length,
    locations: monthlyWorkload(catalogue).map((work, index) => ({
      ...work,
      place: placeOf(catalogue.locations[index] as Catalogue['locations'][number]),
    })),
    lines,
    services: SERVICES.map((service) => ({ service, usd: sumOf(lines.filter((line) => line.service === service)) })),
    totalUsd: sumOf(lines),
    carriedUsd: sumOf(lines.filter((line) => line.kind === 'carried')),
    synthetics: { ...runs, httpUsd, browserUsd, totalUsd: httpUsd + browserUsd, kind },
  }
}

function sumOf(lines: readonly { readonly usd: number }[]): number {
  return lines.reduce((total, { usd }) => total + usd, 0)
}
