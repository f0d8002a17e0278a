import type { AuditRun } from '../model/audit.ts'
import { median } from './quantile.ts'

type Metrics = { readonly fcpMs: number | null; readonly ttiMs: number | null }

/**
 * Index of the run nearest to the median FCP and the median TTI among valid runs, the first and the last moment of a
 * load; of equals the one with the smaller TTI, then the earlier one. Null where no run is valid.
 * Source of the rule: https://github.com/GoogleChrome/lighthouse/blob/main/core/lib/median-run.js
 */
export function representativeRun(
  runs: readonly { readonly outcome: AuditRun['outcome']; readonly metrics: Metrics }[],
): number | null {
  const valid = runs.flatMap(({ outcome, metrics: { fcpMs, ttiMs } }, index) =>
    outcome === 'passed' && fcpMs !== null && ttiMs !== null ? [{ index, fcpMs, ttiMs }] : [],
  )
  const fcpMs = median(valid.map((run) => run.fcpMs))
  const ttiMs = median(valid.map((run) => run.ttiMs))
  const distance = (run: { readonly fcpMs: number; readonly ttiMs: number }): number =>
    (fcpMs - run.fcpMs) ** 2 + (ttiMs - run.ttiMs) ** 2
  const [nearest] = valid.toSorted((a, b) => distance(a) - distance(b) || a.ttiMs - b.ttiMs)
  return nearest?.index ?? null
}

/** Largest minus smallest over the values that are there; null where there are none. */
export function spreadOf(values: readonly (number | null)[]): number | null {
  const present = values.filter((value) => value !== null)
  return present.length === 0 ? null : Math.max(...present) - Math.min(...present)
}
