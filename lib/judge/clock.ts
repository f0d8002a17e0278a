/** A clock that is further off than this can't say when something was measured (`docs/methods.md`). */
export const LARGEST_CLOCK_OFFSET_MS = 2_000

/** A `Date` header names the second that had begun. */
const DATE_STEP_MS = 1_000

export type ClockReading = {
  /** The server's clock by its answer, epoch ms, to the second below. */
  readonly dateMs: number
  /** By our clock: when the request began, and how long it took until the answer was there. */
  readonly startedAtMs: number
  readonly totalMs: number
}

/**
 * How far our clock is from a server's, ms; positive: ours is ahead. What a `Date` header and the way of the request
 * leave open counts in our favour: 0 where both clocks may agree, else the least offset that explains the reading.
 */
export function clockOffsetMs({ dateMs, startedAtMs, totalMs }: ClockReading): number {
  const aheadAtLeast = startedAtMs - (dateMs + DATE_STEP_MS)
  const behindAtLeast = dateMs - (startedAtMs + totalMs)
  if (aheadAtLeast > 0) return aheadAtLeast
  return behindAtLeast > 0 ? -behindAtLeast : 0
}
