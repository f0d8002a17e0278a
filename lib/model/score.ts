import type { PageKind, VantageGroup } from './catalogue.ts'
import type { Revision, Signed } from './evaluation.ts'
import type { Exclusion } from './exclusion.ts'
import type { PageKey } from './id.ts'

/** Why something has no points, in the order in which it is looked for. */
export const NO_POINTS_REASONS = [
  'not_applicable',
  'not_measured',
  'not_valid_long_enough',
  'too_much_excluded',
  'login_required',
  'obstructed',
  'insufficient_coverage',
  'insufficient_work_coverage',
  'too_few_audits',
  'empty_stratum',
] as const

export type NoPointsReason = (typeof NO_POINTS_REASONS)[number]

/** What keeps a score from standing in an evaluation. */
export type Reservation = 'one_location' | 'one_network' | 'abroad' | 'no_scoring_location'

/** What keeps one portal's score from standing in an evaluation. */
export const PORTAL_RESERVATIONS = ['no_consent', 'own_network'] as const

export type PortalReservation = (typeof PORTAL_RESERVATIONS)[number]

/** Points as they are published, rounded half up to hundredths, once. */
export type PublishedPoints = {
  readonly points: number
  /** Where what the portal's side obstructed could tell either way; else `points` twice. */
  readonly low: number
  readonly high: number
}

/** What there would be if nothing had been excluded. */
export type Unadjusted = { readonly points: PublishedPoints | null; readonly reason: NoPointsReason | null }

export type PublishedRule = {
  readonly metric: string
  readonly from: 'http' | 'audit'
  readonly basis: 'observed' | 'simulated' | 'applied'
  readonly statistic: string
  readonly limit: number | null
  /** A share, or in the metric's unit; null: not to be told, or (with `n`) so many failed that no value reaches it. */
  readonly value: number | null
  readonly n: number
  readonly p50: number | null
  readonly p75: number | null
  readonly p95: number | null
  readonly failedShare: number | null
  readonly points: number | null
  readonly most: number
  readonly met: boolean | null
}

export type PublishedPage = {
  readonly page: PageKey
  readonly kind: PageKind
  readonly points: PublishedPoints | null
  readonly reason: NoPointsReason | null
  /** Null: nothing of the page was excluded. */
  readonly before: Unadjusted | null
  readonly due: number
  readonly passed: number
  readonly failed: number
  /** Shares of due; null where nothing was. */
  readonly coverage: number | null
  readonly workCoverage: number | null
  readonly obstructed: number | null
  /** Checks that would have been due, and whose results were excluded. */
  readonly excluded: number
  /** Their share, of the kind of check of which it is greatest. */
  readonly excludedShare: number
  /** Declared before it began, and what of that was not due. */
  readonly maintenance: { readonly plannedMs: number; readonly acceptedMs: number }
  readonly rules: readonly PublishedRule[]
}

export type PublishedPortal = {
  readonly portal: string
  readonly points: PublishedPoints | null
  readonly homepage: PublishedPoints | null
  readonly eform: PublishedPoints | null
  /** Of the total. */
  readonly reason: NoPointsReason | null
  /** The total before; null: nothing of the portal was excluded. */
  readonly before: Unadjusted | null
  readonly grade: string | null
  /** Of whole-week batches; null below 28 days, or where one of them has no total. */
  readonly interval: { readonly low: number; readonly high: number; readonly batches: number } | null
  /** Among portals of its kind; null below eight weeks, or without an interval. */
  readonly ranks: { readonly best: number; readonly worst: number; readonly of: number } | null
  /** What keeps it from being an official score, whatever its points; null: nothing of its own. */
  readonly reservation: PortalReservation | null
  readonly pages: readonly PublishedPage[]
}

/** The scores of a period, as they are told to machines. */
export type Score = {
  readonly type: 'score'
  readonly criteria: string
  readonly version: number
  readonly reading: 'ours' | 'official'
  readonly period: string
  /** Days, both included. */
  readonly from: string
  readonly to: string
  readonly timezone: string
  readonly group: VantageGroup
  /** By scoring locations, or by all of the group, where none of it scores. */
  readonly kind: 'official' | 'operational'
  readonly locations: readonly string[]
  readonly reservation: Reservation | null
  readonly status: 'preview' | 'closed'
  /** How it was kept, signed; null: it was computed just now, and nobody has kept it. */
  readonly closing: Signed<Revision> | null
  /** Those that reach into the period. */
  readonly exclusions: readonly Exclusion[]
  /** In the catalogue's order. */
  readonly portals: readonly PublishedPortal[]
}
