import type { Audit } from '../model/audit.ts'
import { isObstructed } from '../model/cause.ts'
import type { Measurable } from '../model/criteria-metric.ts'
import type { Observation } from '../model/observation.ts'

/**
 * What one result is to a score: the value of a metric, of a check that passed; a failure, which is outside every limit; or
 * nothing, since the portal's side (`login`: it asks for one) or we ourselves kept it from being measured.
 */
export type Scored = number | 'failed' | 'login' | 'obstructed' | 'unmeasured'

export type ScoredObservation = Pick<Observation, 'outcome' | 'cause' | 'phases' | 'attempts'>
export type ScoredAudit = Pick<Audit, 'outcome' | 'cause' | 'metrics' | 'observed' | 'calibrated'>

/**
 * An observation by its first attempt: a retry confirms a verdict, and counting it would favour whoever fails only now and
 * then. Whole milliseconds, half up: closed periods were scored so, and have to come out the same for ever.
 */
export function scoredObservation(row: ScoredObservation, metric: Measurable['metric']): Scored {
  const [first] = row.attempts
  if (first && first.outcome !== 'passed') return unscored(first)
  // The first attempt is the only one where it passed.
  return valueOf(row.phases[metric as keyof ScoredObservation['phases']])
}

/** An audit; `official`: only where it stands between two loads of the control page inside their band. */
export function scoredAudit(
  row: ScoredAudit,
  { basis, metric }: Measurable,
  { official }: { readonly official: boolean },
): Scored {
  if (official && row.calibrated !== true) return 'unmeasured'
  if (row.outcome !== 'passed') return unscored(row)
  const values: Readonly<Record<string, number | null>> =
    basis === 'observed' ? { ...row.metrics, ...row.observed } : row.metrics
  return metric === 'cls' ? (values.cls ?? 'unmeasured') : valueOf(values[metric])
}

function unscored({ outcome, cause }: Pick<Observation, 'outcome' | 'cause'>): Exclude<Scored, number> {
  if (outcome === 'failed') return 'failed'
  if (cause === 'login_required') return 'login'
  return isObstructed(cause) ? 'obstructed' : 'unmeasured'
}

function valueOf(ms: number | null | undefined): Scored {
  return ms === null || ms === undefined ? 'unmeasured' : Math.floor(ms + 0.5)
}
