import type { Cause } from '../model/cause.ts'

/** What the judge needs of a try to say whether its times hold. */
export type TimedFacts = {
  /** By how much a mark may be off, at most, ms. */
  readonly lateMs: number
  readonly waitMs: number | null
  readonly totalMs: number | null
}

/** A mark may be off by so much, or by this share of what is measured, whichever is more. */
export const MAX_LATE_MS = 20
export const MAX_LATE_SHARE = 0.1

const TIMEOUTS: ReadonlySet<Cause | null> = new Set([
  'connect_timeout',
  'wait_timeout',
  'download_timeout',
  'dns_error',
])

/**
 * Whether a try's marks were taken so late, since our own loop or processor was busy, that its times say nothing. That
 * spoils what passed, whose times are used, and what ran into a deadline; every other failure stands by itself.
 */
export function isSpoilt(facts: TimedFacts, cause: Cause | null): boolean {
  if (cause !== null && !TIMEOUTS.has(cause)) return false
  const measuredMs = (cause === null ? facts.waitMs : facts.totalMs) ?? 0
  return facts.lateMs > Math.max(MAX_LATE_MS, MAX_LATE_SHARE * measuredMs)
}

/** From here on a passed try is worth another where that costs a portal little: times are told to the millisecond. */
export const DOUBTFUL_LATE_MS = 1

/** Whether a try's times hold, and might be had more exactly: only of what passed, so that no failure is tried away. */
export function isDoubtful(facts: TimedFacts, cause: Cause | null): boolean {
  return cause === null && facts.lateMs > DOUBTFUL_LATE_MS
}
