import type { PageSchedule, Span } from '../judge/page-schedule.ts'
import type { Stratum } from '../judge/stratum.ts'
import type { Measurable } from '../model/criteria-metric.ts'
import type { Day } from '../model/day.ts'
import type { Exclusion } from '../model/exclusion.ts'

/** All that decides what a page's checks come to, besides their results. */
export type PageCellsOf = {
  readonly schedule: PageSchedule
  /** What is not due in it. */
  readonly maintenance: readonly Span[]
  /** Those that are about the page. */
  readonly exclusions: readonly Exclusion[]
  /** In order, each half-open. */
  readonly days: readonly (Span & { readonly day: Day })[]
  readonly stratumOf: (slotMs: number) => Stratum
  readonly locations: ReadonlySet<string>
  /** May name the same twice. */
  readonly measured: readonly MeasuredAs[]
  /** Of them, those whose cells are asked for: others are only counted to be kept. Only of these it is told what was due. */
  readonly wanted: readonly MeasuredAs[]
  /** Audits count only where the location's control page was inside its band. */
  readonly official: boolean
  /** Parts of the days, half-open, counted from 0, of which each has cells of its own besides all of them. */
  readonly batches: readonly { readonly fromDay: number; readonly toDay: number }[]
}

/** What is measured; audits count by the profile that they were made with. */
export type MeasuredAs = Measurable & { readonly profile: string }

/** Names it; of checks without a browser there are no profiles. */
export function measuredName({ from, basis, metric, profile }: MeasuredAs): string {
  return `${from} ${basis} ${metric} ${from === 'audit' ? profile : '-'}`
}
