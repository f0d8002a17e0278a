import type { Audit } from '../model/audit.ts'
import type { PageKey } from '../model/id.ts'
import type { Observation } from '../model/observation.ts'
import { MAY_BE_SWEPT_MS } from '../model/retention.ts'
import type { EvidenceStore } from '../record/evidence-store.ts'
import { auditsOf, observationsOf } from '../record/results.ts'
import { segmentsOver } from '../record/segments.ts'
import type { Table } from '../record/table.ts'
import { byType, resultsWithin, sealedOf } from './sealed-results.ts'

/**
 * All results of a page with slots in `[fromMs, toMs)`, by slot, then location: from the table, and where rows may have
 * had their time from the archive, too. Without `store` nothing is archived.
 */
export async function keptResults(
  from: { readonly table: Table; readonly store?: Pick<EvidenceStore, 'get'> },
  of: { readonly page: PageKey; readonly fromMs: number; readonly toMs: number; readonly nowMs: number },
): Promise<{ readonly observations: readonly Observation[]; readonly audits: readonly Audit[] }> {
  const { table, store } = from
  const { page, fromMs, toMs } = of
  const [observations, audits] = await Promise.all([observationsOf(table, page, of), auditsOf(table, page, of)])
  if (store === undefined || fromMs >= of.nowMs - MAY_BE_SWEPT_MS) return { observations, audits }
  // After the rows: what goes meanwhile was sealed before.
  const segments = await segmentsOver(table, page, of)
  if (segments.length === 0) return { observations, audits }
  const rows = [...observations, ...audits].map(sealedOf)
  return byType((await resultsWithin({ store, rows }, { segments, fromMs, toMs })).all)
}
