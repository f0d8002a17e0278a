import type { VantageGroup } from './catalogue.ts'
import type { Cause } from './cause.ts'

export type Verdict = 'ok' | 'slow' | 'down' | 'regional' | 'unknown'

/** What one location's result means for a slot. A missing result is UNKNOWN, like every inconclusive one. */
export type SlotClass = 'OK' | 'SLOW' | 'FAIL' | 'UNKNOWN'

/** A duration beside what is usual for its location, page and hour. */
export type Against = {
  readonly ms: number
  readonly usualMs: number
  /** `ms / usualMs`. */
  readonly ratio: number
  /** How much its logarithm usually varies: a robust standard deviation, never below the policy's floor. */
  readonly s: number
  /** What it usually is at the most, but for a tenth of the time. */
  readonly highMs: number
  /** What the mean of `ln(ratio)` over an hour usually is at the most, but for a tenth of the hours. */
  readonly highMean: number
  /** What the usual is of: the hour, on such days; four hours around it; or the page at any time. */
  readonly cell: 'hour' | 'block' | 'page'
  /** Of `usualMs`: so many times the usual of an ordinary season. Absent: 1. */
  readonly season?: number
}

/** What a passed result's durations mean. */
export type SlotTiming = {
  readonly waitMs: number | null
  /** Null: not measured, or nothing is known yet of what is usual. */
  readonly wait: Against | null
  readonly total: Against | null
}

/** One location's part in a slot: what the verdict was made from. */
export type SlotInput = {
  readonly location: string
  readonly group: VantageGroup
  /** Autonomous system or operator; null: one of its own. */
  readonly network: string | null
  readonly class: SlotClass
  readonly cause: Cause | null
  /** The failure may be the fault of our catalogue. Absent: it may not. */
  readonly isSuspect?: true
  /** The failure was seen by every attempt of the check. */
  readonly confirmed: boolean
  /** Null: it did not pass, or its durations say nothing of the page. */
  readonly timing: SlotTiming | null
}
