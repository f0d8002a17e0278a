import type { BilingualText, PageKind, PortalKind, PortalState, VantageGroup } from './catalogue.ts'
import type { Criteria } from './criteria.ts'
import type { PageKey } from './id.ts'
import type { Decision, Review } from './review.ts'
import type { Score } from './score.ts'

/** Whose scores; null: not narrowed. All that are given have to fit. */
export type ExportFilter = {
  readonly portal: string | null
  readonly owner: string | null
  readonly vendor: string | null
}

/** A portal as the catalogue in force at the period's end has it. */
export type ExportPortal = {
  readonly portal: string
  readonly name: BilingualText & { readonly official: string | null }
  readonly owner: string
  readonly kind: PortalKind
  readonly order: number | null
  readonly state: PortalState
  readonly vendor: string | null
  readonly hosting: string | null
  readonly idCode: string | null
  readonly pages: readonly {
    readonly page: PageKey
    readonly kind: PageKind
    readonly url: string | null
    readonly procedure: string | null
    readonly engine: string | null
  }[]
  /** Of its page that had most: hours of the period that were not due because of maintenance. */
  readonly maintenanceHours: number
}

export type ExportLocation = {
  readonly location: string
  readonly group: VantageGroup
  readonly network: string | null
  readonly scoring: boolean
}

/** Planned maintenance that reaches into a period, whatever of it was accepted. Half-open, epoch ms; `page` null: every page of the portal. */
export type ExportWindow = {
  readonly portal: string
  readonly page: string | null
  readonly fromMs: number
  readonly toMs: number
  readonly declaredAtMs: number | null
  readonly note: string | null
}

/** A review without what only those concerned should read: its files, and who wrote and decided it. */
export type ExportReview = Omit<Review, 'files' | 'by' | 'decision'> & {
  readonly decision: Omit<Decision, 'by'> | null
}

/** With what a location measured: one row for each combination that was seen. */
export type ExportInstrument = {
  readonly location: string
  readonly from: 'http' | 'audit'
  /** Null for `http` checks. */
  readonly instrument: string | null
  readonly profile: string | null
  readonly cpuSlowdownMultiplier: number | null
  readonly software: Readonly<Record<string, string>>
  readonly results: number
  /** The first and the last slot, epoch ms. */
  readonly fromMs: number
  readonly toMs: number
}

export type ExportPack = {
  readonly criteria: Criteria
  /** Of the pack's text. */
  readonly sha256: string
  /** Of the portals that are exported, in the order of the file. */
  readonly score: Score
  /** For each of these portals the SHA-256 of its score. */
  readonly codes: readonly { readonly portal: string; readonly sha256: string }[]
}

/** Everything that an export of a period holds, whatever its format. */
export type ScoreExport = {
  readonly type: 'export'
  readonly atMs: number
  /** The version of Nhịp that made it. */
  readonly nhip: string
  readonly period: { readonly name: string; readonly from: string; readonly to: string; readonly timezone: string }
  /** `closed` only where every score is. */
  readonly status: 'preview' | 'closed'
  readonly only: ExportFilter
  readonly catalogue: {
    readonly catalog: string
    /** Those in force at some time of the period. */
    readonly versions: readonly {
      readonly version: string
      readonly effectiveFromMs: number
      readonly untilMs: number | null
    }[]
  }
  /** Of the group that scores. */
  readonly locations: readonly ExportLocation[]
  /** By kind, official order, then name. */
  readonly portals: readonly ExportPortal[]
  readonly packs: readonly ExportPack[]
  readonly maintenance: readonly ExportWindow[]
  /** That were asked for about the period, oldest first. */
  readonly reviews: readonly ExportReview[]
  readonly instruments: readonly ExportInstrument[]
}

/** Kinds in the order of a report. */
export const PORTAL_KIND_ORDER: readonly PortalKind[] = ['national', 'ministry', 'province', 'other']
