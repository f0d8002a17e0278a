import type { PageKind, VantageGroup } from './catalogue.ts'
import type { Day } from './day.ts'
import type { PageKey } from './id.ts'
import type { NoPointsReason } from './score.ts'

/** What some days in a row come to. */
export type RolledWindow = {
  /** As they are published; null: see `reason`. */
  readonly points: number | null
  readonly reason: NoPointsReason | null
  /** The least of the pages; null: nothing was due. */
  readonly coverage: number | null
}

/** `week`: the 7 days that end with the day, itself included; `month`: the 28. */
export type RolledPage = {
  readonly page: PageKey
  readonly kind: PageKind
  readonly week: RolledWindow
  readonly month: RolledWindow
}

/** Operational points of a portal as they stood at the end of a day: nothing that anybody is judged by. */
export type RollingScore = {
  readonly portal: string
  readonly day: Day
  readonly criteria: string
  readonly version: number
  readonly group: VantageGroup
  readonly week: RolledWindow
  readonly month: RolledWindow
  /** The 28 days before the week; null: not all of its pages, or not all locations, were there for all of them. */
  readonly before: RolledWindow | null
  /** The 28 days that ended 84 days before the day, likewise. */
  readonly longAgo: RolledWindow | null
  readonly pages: readonly RolledPage[]
}

/** All portals of a day, without their pages. */
export type RollingDay = {
  readonly day: Day
  /** With what audits were made on that day: `<location> <instrument>`, in order. */
  readonly instruments: readonly string[]
  /** In the catalogue's order. */
  readonly portals: readonly Omit<RollingScore, 'pages' | 'day'>[]
}

export const WEEK_DAYS = 7
export const MONTH_DAYS = 28
export const LONG_AGO_DAYS = 84
