import type { Audit } from '../model/audit.ts'
import { nearestRank } from './quantile.ts'

/**
 * Audits that stand for all of them, the best first: those whose LCP is nearest to the median one, of the same the latest.
 * Audits without an LCP are left out.
 */
export function typicalAudits<A extends Pick<Audit, 'metrics' | 'startedAtMs'>>(audits: readonly A[]): readonly A[] {
  const shown = audits.flatMap((audit) => {
    const { lcpMs } = audit.metrics
    return lcpMs === null ? [] : [{ audit, lcpMs }]
  })
  const median = nearestRank(
    shown.map(({ lcpMs }) => lcpMs).toSorted((a, b) => a - b),
    0.5,
  )
  if (median === null) return []
  return shown
    .toSorted(
      (a, b) => Math.abs(a.lcpMs - median) - Math.abs(b.lcpMs - median) || b.audit.startedAtMs - a.audit.startedAtMs,
    )
    .map(({ audit }) => audit)
}
