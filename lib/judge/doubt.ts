import type { Cause } from '../model/cause.ts'
import type { SlotInput } from '../model/verdict.ts'
import { end, open, stepOpen } from './incident-life.ts'
import { type GroupState, NO_TRANSITIONS } from './incident-state.ts'
import { opensDown, stepPending } from './pending.ts'
import { likelyCauses } from './reason.ts'
import type { SlotStep } from './slot-step.ts'

/** What a page shows that was moved or rebuilt while our catalogue was not, as much as one that is broken. */
const SUSPECT: ReadonlySet<Cause> = new Set(['content_mismatch', 'not_ready', 'soft_404', 'redirect_elsewhere'])

/** Whether a failure may be our catalogue's fault. What is forbidden (403) is no failure: it is obstructed. */
export function isSuspect({ cause }: { readonly cause: Cause | null }): boolean {
  return cause !== null && SUSPECT.has(cause)
}

/**
 * One slot of the rule `needs_review`: where an outage would open, all of it is such that our catalogue may be at fault, and
 * it began at all locations at once after the page had passed there, a person is asked instead. Until they have decided, and
 * afterwards where it was the catalogue, slots like that are unknown (`isMasked`); any other failure is an outage as ever.
 */
export function stepDoubt(
  state: GroupState,
  step: SlotStep,
): { readonly state: GroupState; readonly isMasked: boolean } {
  const { closing, policy } = step
  const okMs = { ...state.okMs }
  for (const { location, class: seen } of step.configured)
    if (seen === 'OK' || seen === 'SLOW') okMs[location] = closing.slotMs
  const next: GroupState = { ...state, okMs }
  const isAlike = isSuspectEverywhere(step) && step.effective === 'down'
  if (state.doubt) {
    const decided = closing.decision ?? null
    if (decided !== null) {
      end(state.doubt, step, { reason: decided })
      if (decided === 'catalogue') {
        const excused = { incident: state.doubt.id, sinceMs: state.doubt.sinceMs, slotMs: closing.slotMs }
        return { state: { ...next, doubt: null, excused }, isMasked: isAlike }
      }
      // As an outage it began with its first slot, and is told now.
      const slots = [{ slotMs: state.doubt.sinceMs, alone: false }]
      const downPending = isAlike ? { slots, unknowns: 0, isDecided: true as const } : state.downPending
      return { state: { ...next, doubt: null, downPending }, isMasked: false }
    }
    const { incident } = stepOpen(state.doubt, NO_TRANSITIONS, step, {
      bad: isAlike,
      unknown: step.effective === 'unknown' || (step.effective === 'down' && !isAlike),
      resolveAfterSlots: policy.down.resolveAfterSlots,
    })
    return { state: { ...next, doubt: incident }, isMasked: isAlike }
  }
  if (state.excused) {
    if (isAlike) return { state: { ...next, excused: { ...state.excused, slotMs: closing.slotMs } }, isMasked: true }
    return { state: step.effective === 'unknown' ? next : { ...next, excused: null }, isMasked: false }
  }
  const pending = stepPending(state.downPending, step)
  if (state.down || !isAlike || !pending || pending.isDecided || !opensDown(pending, policy))
    return { state: next, isMasked: false }
  const [first, second] = pending.slots
  const sinceMs = first?.slotMs ?? closing.slotMs
  const beganAtOnce = step.configured
    .filter((input) => input.class === 'FAIL')
    .every(({ location }) => {
      const ok = okMs[location]
      return (
        ok !== undefined &&
        ok < (second?.slotMs ?? Number.POSITIVE_INFINITY) &&
        sinceMs - ok <= policy.review.passedWithinSlots * closing.everyMs
      )
    })
  if (!beganAtOnce || !pending.slots.every(({ suspect }) => suspect === true)) return { state: next, isMasked: false }
  const failing = step.configured.filter((input) => input.class === 'FAIL')
  const opened = open(step, {
    kind: 'monitor',
    sinceMs,
    severity: 'ticket',
    alone: false,
    locations: failing.map(({ location }) => location),
    transitions: NO_TRANSITIONS,
    figures: { rule: 'needs_review', cause: likelyCauses(failing)[0] ?? null },
  })
  // Unknown from its first slot on: it adds up with no outage.
  const { all, loose, ...counted } = next.burnSlots
  const burnSlots = {
    ...counted,
    all: all.filter(({ slotMs }) => slotMs < sinceMs),
    loose: loose.filter((slotMs) => slotMs < sinceMs),
  }
  return { state: { ...next, doubt: opened.incident, downPending: null, burnSlots }, isMasked: true }
}

function isSuspectEverywhere({ configured, closing }: SlotStep): boolean {
  const known = configured.filter((input) => input.class !== 'UNKNOWN')
  return known.length > 0 && closing.passesElsewhere !== true && known.every(isSuspectFailure)
}

function isSuspectFailure(input: SlotInput): boolean {
  return input.class === 'FAIL' && input.isSuspect === true
}
