/**
 * What rules can be about: what each kind of check measures, on each basis. `observed` is as it happened, unthrottled;
 * `simulated` is computed for the profile from such a load; `applied` was slowed down for real. Phases that some checks
 * lack (DNS, TLS) are left out: a share of them would be of other results than those that count.
 */
export const CRITERIA_METRICS = {
  http: { observed: ['totalMs', 'waitMs', 'connectMs', 'downloadMs'] },
  audit: {
    simulated: ['fcpMs', 'lcpMs', 'siMs', 'tbtMs', 'cls', 'ttiMs', 'longestTaskMs'],
    observed: ['fcpMs', 'lcpMs', 'siMs', 'loadMs', 'ttfbMs'],
    applied: ['readyMs'],
  },
} as const

export const CRITERIA_SOURCES = ['http', 'audit'] as const
export const CRITERIA_BASES = ['observed', 'simulated', 'applied'] as const

export type CriteriaSource = (typeof CRITERIA_SOURCES)[number]
export type CriteriaBasis = (typeof CRITERIA_BASES)[number]
type Metrics = typeof CRITERIA_METRICS
export type CriteriaMetric =
  | Metrics['http']['observed'][number]
  | Metrics['audit']['simulated' | 'observed' | 'applied'][number]

/** One way to measure something. */
export type Measurable = {
  readonly from: CriteriaSource
  readonly basis: CriteriaBasis
  readonly metric: CriteriaMetric
}

/** Every combination that exists. */
export const MEASURABLES: readonly Measurable[] = CRITERIA_SOURCES.flatMap((from) =>
  CRITERIA_BASES.flatMap((basis) => metricsOf(from, basis).map((metric) => ({ from, basis, metric }))),
)

/** Each metric once, in their order. */
export const METRIC_NAMES: readonly CriteriaMetric[] = [...new Set(MEASURABLES.map(({ metric }) => metric))]

/** Metrics that a kind of check has on a basis; none where it doesn't know the basis. */
export function metricsOf(from: CriteriaSource, basis: CriteriaBasis): readonly CriteriaMetric[] {
  const bases: Readonly<Partial<Record<CriteriaBasis, readonly CriteriaMetric[]>>> = CRITERIA_METRICS[from]
  return bases[basis] ?? []
}

/** False for ratios: limits of times are whole milliseconds, like the results. */
export function isTime(metric: CriteriaMetric): boolean {
  return metric.endsWith('Ms')
}
