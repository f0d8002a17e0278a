import { DAY_MS } from '../model/duration.ts'
import { emit } from './incident-life.ts'
import { type GroupState, recordOf } from './incident-state.ts'
import type { SlotStep } from './slot-step.ts'

/** Of the slots of those days so many must have been slow: what nobody could see is no level. */
const LEAST_SHARE = 0.5

/**
 * Ends a SLOW incident that has been open for days without a slot that was calm: the page is like that now, and what is
 * usual begins anew with the incident. Above the ceiling nothing becomes usual.
 */
export function stepNewLevel(state: GroupState, step: SlotStep): GroupState {
  const { slow } = state
  if (slow === null) {
    if (state.slowUnbrokenMs === undefined) return state
    const { slowUnbrokenMs: _, ...rest } = state
    return rest
  }
  const { closing, policy, timings } = step
  if (slow.good > 0) return { ...state, slowUnbrokenMs: closing.slotMs + closing.everyMs }
  const slowUnbrokenMs = state.slowUnbrokenMs ?? slow.sinceMs
  const lastedMs = policy.drift.newLevelDays * DAY_MS
  const isOver = (timings.ceiling?.ms ?? 0) >= policy.slow.ceilingMs
  if (
    closing.slotMs - slowUnbrokenMs < lastedMs ||
    slow.lastBadMs !== closing.slotMs ||
    slow.bad * closing.everyMs < LEAST_SHARE * lastedMs ||
    isOver
  )
    return { ...state, slowUnbrokenMs }
  step.records.push({ ...recordOf(slow, { ...step.about, resolvedAtMs: closing.nowMs }), newLevel: true })
  if (slow.toldAtMs !== null) emit(slow, step, { event: 'resolved', facts: { rule: 'new_level', reason: 'new_level' } })
  const { slowUnbrokenMs: _, ...rest } = state
  return { ...rest, slow: null, slowRecent: '', slowCourse: '', level: { sinceMs: slow.sinceMs, atMs: closing.nowMs } }
}
