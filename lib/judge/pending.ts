import type { Policy } from '../model/policy.ts'
import type { PendingRun } from './incident-state.ts'
import type { SlotStep } from './slot-step.ts'

/** What is pending after a slot; null: nothing is. */
export function stepPending(
  pending: PendingRun | null,
  { effective, doubtful, closing, policy, configured }: SlotStep,
): PendingRun | null {
  if (effective === 'down') {
    const failing = configured.filter((input) => input.class === 'FAIL')
    const suspect = failing.every((input) => input.isSuspect === true) ? { suspect: true as const } : {}
    const slot = { slotMs: closing.slotMs, alone: doubtful, ...suspect }
    return { ...pending, slots: [...(pending?.slots ?? []), slot], unknowns: 0 }
  }
  if (!pending || effective !== 'unknown') return null
  const unknowns = pending.unknowns + 1
  return unknowns >= policy.unknown.dropPendingAfterSlots ? null : { ...pending, unknowns }
}

/** Whether so many slots are an outage. */
export function opensDown({ slots }: PendingRun, { down }: Policy): boolean {
  const latest = slots.slice(-down.openAfterSlots)
  return (
    (latest.length === down.openAfterSlots && latest.every(({ alone }) => !alone)) ||
    slots.length >= down.openAfterSlotsAlone
  )
}
