import type { BilingualText, PageKind } from './catalogue.ts'
import type { CriteriaBasis, CriteriaMetric, CriteriaSource } from './criteria-metric.ts'

/** How results of a period become one number: a share of them, or a quantile. */
export const CRITERIA_STATISTICS = ['within', 'p50', 'p75', 'p95'] as const

export type CriteriaStatistic = (typeof CRITERIA_STATISTICS)[number]

/**
 * Earns `clamp((v − zero) / (full − zero), 0, 1)` of its share of a page's points; where `full = zero`, all or nothing,
 * and only what is strictly better passes. Lower is better for every metric, higher for a share.
 */
export type CriteriaRule = {
  readonly page: PageKind
  readonly metric: CriteriaMetric
  readonly from: CriteriaSource
  readonly basis: CriteriaBasis
  readonly statistic: CriteriaStatistic
  /** A result below it is within; in the metric's unit. Null for quantiles. */
  readonly limit: number | null
  /** From here on all points: a share for `within`, else in the metric's unit. */
  readonly full: number
  /** From here on none; same unit as `full`. */
  readonly zero: number
  /** Part of the page's points, relative to its other rules; 0: shown beside them, earns nothing. */
  readonly weight: number
}

/** Rules that turn a period's statistics into points. Everything that counts in a score is in it. */
export type Criteria = {
  /** Its id. */
  readonly criteria: string
  /** A change of anything is another version. */
  readonly version: number
  readonly name: BilingualText
  /** The decision and its date. */
  readonly source: string
  /** `ours` where any number of it is our reading of the source; shown wherever a score is. */
  readonly reading: 'ours' | 'official'
  /** Of the audits that count. */
  readonly profile: string
  readonly points: number
  /** Least shares of due results that passed or failed; below one of them there are no points. */
  readonly coverage: { readonly minimum: number; readonly work: number }
  /** Weights of the parts of a week; they sum to 1. */
  readonly strata: { readonly work: number; readonly evening: number; readonly night: number }
  /** Shares that could not be measured because of the portal: up to the first ignored, up to the second both bounds. */
  readonly obstructed: { readonly ignoreUpTo: number; readonly boundsUpTo: number }
  /** Points of each kind of page, shared by its pages; they sum to `points`. */
  readonly pages: Readonly<Partial<Record<PageKind, number>>>
  readonly rules: readonly CriteriaRule[]
  /** From the best down; empty where there are none. */
  readonly grades: readonly { readonly grade: string; readonly atLeast: number }[]
}
