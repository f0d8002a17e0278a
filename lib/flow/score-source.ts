import type { Audit } from '../model/audit.ts'
import type { Config } from '../model/config.ts'
import type { Criteria } from '../model/criteria.ts'
import type { Exclusion } from '../model/exclusion.ts'
import type { PageKey } from '../model/id.ts'
import type { ImportSpan } from '../model/import-span.ts'
import type { Observation } from '../model/observation.ts'
import { exclusionOf } from '../model/review.ts'
import type { CellFiles } from '../record/cell-files.ts'
import { listImportSpans } from '../record/configs.ts'
import type { EvidenceStore } from '../record/evidence-store.ts'
import { listStoredReviews } from '../record/reviews.ts'
import { monthHeads, type SealedDay, sealedDays } from '../record/segments.ts'
import type { Table } from '../record/table.ts'
import { publishedCriteria } from './criteria.ts'
import { keptResults } from './kept-results.ts'
import { plannedConfigs } from './planned-configs.ts'

/** Everything of a platform that decides about a score, wherever it is read from: its tables, or a bundle of them. */
export type ScoreSource = {
  /** All versions, by the time they take effect, with the maintenance that was planned besides. */
  readonly configs: readonly Config[]
  /** All there are. */
  readonly exclusions: readonly Exclusion[]
  readonly spans: readonly ImportSpan[]
  /** All results of a page with slots in `[fromMs, toMs)`, by slot, then location. */
  readonly results: (of: {
    readonly page: PageKey
    readonly fromMs: number
    readonly toMs: number
  }) => Promise<{ readonly observations: readonly Observation[]; readonly audits: readonly Audit[] }>
  /** Where is kept what sealed days come to; absent: every day is read. */
  readonly kept?: KeptCells
}

export type KeptCells = CellFiles & {
  /** What days come to is kept of all that these measure, so that one score finds what another one has counted. */
  readonly packs: readonly Pick<Criteria, 'rules' | 'profile'>[]
  /** What stands for all that is sealed of a page's month, `2026-09`; null: it isn't known without looking. */
  readonly headOf: (of: { readonly page: PageKey; readonly month: string }) => Promise<string | null>
  /** Days of which all is sealed, each with what stands for it, of months, both included. */
  readonly sealed: (of: {
    readonly page: PageKey
    readonly from: string
    readonly to: string
  }) => Promise<readonly SealedDay[]>
}

/** From a platform's table, and its archive for what has had its time there; without `store` nothing is archived. */
export async function scoreSource(from: {
  readonly table: Table
  readonly store?: Pick<EvidenceStore, 'get'>
  readonly nowMs: number
  /** Where is kept what sealed days come to. Results that came late then count once they are sealed, within about an hour. */
  readonly cells?: CellFiles
}): Promise<ScoreSource> {
  const [configs, spans, reviews] = await Promise.all([
    plannedConfigs(from.table, from.nowMs),
    listImportSpans(from.table),
    listStoredReviews(from.table),
  ])
  const exclusions = reviews.flatMap((review) => exclusionOf(review) ?? [])
  const { table, cells, nowMs } = from
  const sealed: KeptCells['sealed'] = ({ page, ...months }) => sealedDays(table, page, months)
  const heads = new Map<string, ReturnType<typeof monthHeads>>()
  const headOf: KeptCells['headOf'] = async ({ page, month }) => {
    const found = heads.get(month) ?? monthHeads(table, month)
    heads.set(month, found)
    return (await found).get(page) ?? null
  }
  return {
    configs,
    spans,
    exclusions,
    results: (of) => keptResults(from, { ...of, nowMs }),
    ...(cells === undefined
      ? {}
      : { kept: { ...cells, headOf, sealed, packs: (await publishedCriteria(table)).map((pack) => pack.criteria) } }),
  }
}
