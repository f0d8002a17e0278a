import type { VantageGroup } from './catalogue.ts'
import type { Cause } from './cause.ts'

export type Verdict = 'ok' | 'slow' | 'down' | 'regional' | 'unknown'

/** What one location's result means for a slot. A missing result is UNKNOWN, like every inconclusive one. */
export type SlotClass = 'OK' | 'SLOW' | 'FAIL' | 'UNKNOWN'

/** One location's part in a slot: what the verdict was made from. */
export type SlotInput = {
  readonly location: string
  readonly group: VantageGroup
  /** Autonomous system or operator; null: one of its own. */
  readonly network: string | null
  readonly class: SlotClass
  readonly cause: Cause | null
  /** The failure was seen by every attempt of the check. */
  readonly confirmed: boolean
}
