import type { z } from 'zod'
import { nearestRank } from '../judge/quantile.ts'
import type { SheetPart, SheetPlace } from '../judge/sheet-facts.ts'
import type { Catalogue, Portal } from '../model/catalogue.ts'
import { type Config, configAt } from '../model/config.ts'
import type { CriteriaRule } from '../model/criteria.ts'
import { idSchema } from '../model/id.ts'
import { listConfigs } from '../record/configs.ts'
import { type JobPorts, jobKind } from './job-kind.ts'
import { oneChunk } from './one-chunk.ts'
import { portalsFor } from './scope.ts'
import { catalogueAtEnd } from './score.ts'
import { chosenPortals } from './score-export.ts'
import { chosenScore, scoreOfJob, scoreParamsSchema } from './score-job.ts'
import { pageFacts } from './sheet.ts'

/** One portal of the scores that are named. */
export const factsParamsSchema = scoreParamsSchema.extend({ portal: idSchema })

export type FactsParams = Readonly<z.infer<typeof factsParamsSchema>>

/** Results of one location in one part of the week, by one rule. */
export type PlaceFacts = Pick<SheetPlace, 'location' | 'stratum' | 'failed'> & {
  readonly passed: number
  /** Share of passed and failed that is below the rule's limit; null: it has none. */
  readonly within: number | null
  readonly p50: number | null
  readonly p75: number | null
  readonly p95: number | null
}

export type RuleFacts = {
  readonly rule: CriteriaRule
  readonly places: readonly PlaceFacts[]
  /** 0 to 23 of the clock. */
  readonly hours: readonly SheetPart[]
  /** By their number since the period's first. */
  readonly days: readonly SheetPart[]
}

/** What a portal's results of a period were: of the same checks, by the same first attempts, as its score. */
export type PortalFacts = {
  readonly type: 'facts'
  readonly portal: string
  readonly pages: readonly { readonly page: string; readonly rules: readonly RuleFacts[] }[]
}

/** What one portal's score comes from, as JSON. */
export const factsJob = jobKind<FactsParams>({
  roles: ['operator', 'evaluator', 'vendor'],
  schema: factsParamsSchema,
  check: async (params, ports) => {
    const { period } = await chosenScore(params, ports.table)
    const configs = await listConfigs(ports.table)
    ownPortal(params, { ports, configs, catalogue: catalogueAtEnd(configs, period) })
  },
  run: async (params, ports) => {
    const { score, source, criteria, period, nowMs } = await scoreOfJob(params, ports)
    const catalogue = catalogueAtEnd(source.configs, period)
    const portal = ownPortal(params, { ports, configs: source.configs, catalogue })
    const pages = []
    for (const page of portal.pages.filter(({ scored }) => scored)) {
      ports.signal.throwIfAborted()
      const { facts } = await pageFacts(source, { page, score, criteria, catalogue, nowMs })
      const rules = facts.map(({ rule, facts: { places, hours, days } }) => ({
        rule,
        places: places.map((place) => placeFacts(place, rule)),
        hours,
        days,
      }))
      pages.push({ page: page.key, rules })
    }
    const made: PortalFacts = { type: 'facts', portal: portal.id, pages }
    return {
      name: `nhip-facts-${criteria.criteria}-${period.name}-${portal.id}.json`,
      contentType: 'application/json',
      chunks: oneChunk(JSON.stringify(made)),
    }
  },
})

/** Throws an `InputError` where there is none of that name that its owner may see. */
function ownPortal(
  { portal }: FactsParams,
  of: { readonly ports: JobPorts; readonly configs: readonly Config[]; readonly catalogue: Catalogue },
): Portal {
  const visible = portalsFor(of.ports.owner, configAt(of.configs, of.ports.clock.now()))
  return chosenPortals(of.catalogue, { only: { portal, owner: null, vendor: null }, visible })[0] as Portal
}

function placeFacts({ location, stratum, values, failed }: SheetPlace, { limit }: CriteriaRule): PlaceFacts {
  const all = values.length + failed
  const below = limit === null || all === 0 ? null : values.filter((value) => value < limit).length
  const [p50 = null, p75 = null, p95 = null] = [0.5, 0.75, 0.95].map((q) => nearestRank(values, q))
  return {
    location,
    stratum,
    failed,
    passed: values.length,
    within: below === null ? null : below / all,
    p50,
    p75,
    p95,
  }
}
