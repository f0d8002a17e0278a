import type { Policy } from '../model/policy.ts'
import type { PendingRun } from './incident-state.ts'
import type { SlotStep } from './slot-step.ts'

/** What is pending after a slot; null: nothing is. */
export function stepPending(
  pending: PendingRun | null,
  { effective, doubtful, disputed, weak, closing, policy, configured }: SlotStep,
): PendingRun | null {
  if (effective === 'down') {
    const failing = configured.filter((input) => input.class === 'FAIL')
    // Where nobody sees it pass an outage is told with its third slot at the latest.
    const passes = configured.some((input) => input.class === 'OK' || input.class === 'SLOW')
    const suspect = failing.every((input) => input.isSuspect === true) ? { suspect: true as const } : {}
    const slot = {
      slotMs: closing.slotMs,
      alone: doubtful,
      ...(disputed ? { disputed } : {}),
      ...(weak && passes ? { weak } : {}),
      ...suspect,
    }
    return { ...pending, slots: [...(pending?.slots ?? []), slot], unknowns: 0 }
  }
  if (!pending || effective !== 'unknown') return null
  const unknowns = pending.unknowns + 1
  return unknowns >= policy.unknown.dropPendingAfterSlots ? null : { ...pending, unknowns }
}

/**
 * Whether so many slots are an outage. That somebody saw the page pass counts against the latest alone: where an outage begins
 * between the visits of two locations, the one that came first saw it pass.
 */
export function opensDown({ slots }: PendingRun, { down }: Policy): boolean {
  const latest = slots.slice(-down.openAfterSlots)
  const isClear = latest.every(({ alone }) => !alone) && latest.at(-1)?.disputed !== true
  return (
    (isClear && latest.length === down.openAfterSlots) ||
    slots.length >= (slots.at(-1)?.weak ? down.openAfterSlotsWeak : down.openAfterSlotsAlone)
  )
}
