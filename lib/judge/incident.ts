import { HOUR_MS } from '../model/duration.ts'
import type { Policy } from '../model/policy.ts'
import type { SlotInput } from '../model/verdict.ts'
import { stepBurn } from './burn.ts'
import { disputeOf, stepLone } from './dispute.ts'
import { stepDoubt } from './doubt.ts'
import { open, stepOpen, supersede, transition } from './incident-life.ts'
import type { BurnSlots, GroupState, SlotOutcome } from './incident-state.ts'
import { stepNewLevel } from './new-level.ts'
import { opensDown, stepPending } from './pending.ts'
import { decideSlot } from './slot.ts'
import { describeSlot, isPathOnly, type SlotClosing, type SlotStep } from './slot-step.ts'
import { isBadSign, isSlowAt, readTimings, stepSlow } from './slow.ts'

/**
 * The state machine of incidents, one closed slot at a time: pending, open, recovering, resolved. Slots must come in
 * order. `unknown` neither advances nor resets a run. The result depends on the arguments alone.
 */
export function reduceSlot(state: GroupState, closing: SlotClosing, policy: Policy): SlotOutcome {
  const conclusive = { ...state.conclusive }
  for (const input of closing.inputs) {
    if (input.class !== 'UNKNOWN' || conclusive[input.location] === undefined)
      conclusive[input.location] = closing.slotMs
  }
  const inputs = closing.inputs.map((input) => classed(input, policy))
  const configured = inputs.filter((input) =>
    isConfigured({ ...state, conclusive }, { ...input, slotMs: closing.slotMs }, policy),
  )
  const timings = readTimings(configured, policy)
  const decision = decideSlot(configured, {
    judging: closing.judging,
    slow: isBadSign(timings.sign),
    ...(state.regional ? { regional: state.regional.locations } : {}),
  })
  const seen: SlotStep = {
    closing,
    policy,
    about: { ...closing.subject, subject: 'page', location: null, name: closing.subject.page, group: closing.group },
    describe: describeSlot(closing, policy),
    decision,
    doubtful: decision.alone || decision.few === true || isKnownElsewhere(state, configured),
    ...disputeOf(state, { ...closing, configured, policy }),
    timings,
    configured,
    effective: closing.maintenance ? 'unknown' : decision.verdict,
    events: [],
    records: [],
  }
  const doubt = stepDoubt({ ...state, closedMs: closing.slotMs, conclusive }, seen)
  const verdict = doubt.isMasked ? 'unknown' : decision.verdict
  const step: SlotStep = doubt.isMasked ? { ...seen, effective: verdict } : seen
  let next = stepDown(doubt.state, step)
  next = stepRegional(next, step)
  next = stepLone(next, step)
  next = stepSlow(next, step)
  next = stepNewLevel(next, step)
  next = stepBurn(next, step)
  return {
    state: next,
    entry: {
      slotMs: closing.slotMs,
      group: closing.group,
      verdict,
      maintenance: closing.maintenance,
      inputs: inputs.map(writeInput).join(' '),
    },
    events: step.events,
    records: step.records,
  }
}

/** Whether a location still counts for a page: one that was inconclusive for a day does not. */
export function isConfigured(
  state: Pick<GroupState, 'conclusive'>,
  at: { readonly location: string; readonly slotMs: number },
  policy: Policy,
): boolean {
  const last = state.conclusive[at.location]
  return last === undefined || at.slotMs - last < policy.unknown.unconfiguredAfterHours * HOUR_MS
}

function classed(input: SlotInput, policy: Policy): SlotInput {
  return input.class === 'OK' && input.timing !== null && isSlowAt(input.timing, policy)
    ? { ...input, class: 'SLOW' }
    : input
}

/**
 * A location fails by itself already, as is told, and of the others no majority fails with it: this may be a passing failure
 * that came on top.
 */
function isKnownElsewhere({ regional }: GroupState, configured: readonly SlotInput[]): boolean {
  if (regional === null) return false
  const others = configured.filter(({ location }) => !regional.locations.includes(location))
  const failing = others.filter((input) => input.class === 'FAIL').length
  return others.length > 0 && failing * 2 <= others.length
}

function stepDown(state: GroupState, step: SlotStep): GroupState {
  const { closing, policy, decision, effective } = step
  const failing = step.configured.filter((input) => input.class === 'FAIL')
  const isOnPath = isPathOnly(failing, policy)
  // What is told as a fault of the way there is told anew once it is seen to be none, as is what one location told alone.
  const isLess = state.down?.severity === 'ticket'
  const pending = (state.down && !isLess) || (isLess && isOnPath) ? null : stepPending(state.downPending, step)
  const opens = pending !== null && opensDown(pending, policy)
  if (state.down && !opens) {
    const { incident, transitions } = stepOpen(state.down, state.downTransitions, step, {
      bad: effective === 'down',
      unknown: effective === 'unknown',
      resolveAfterSlots: policy.down.resolveAfterSlots,
    })
    return { ...state, downPending: incident ? pending : null, down: incident, downTransitions: transitions }
  }
  if (!opens) return { ...state, downPending: pending }
  const sinceMs = pending.slots[0]?.slotMs ?? closing.slotMs
  // One of several locations, all the time: nobody is woken before it has told so twice as often.
  const isSingle =
    decision.alone && step.configured.length > 1 && pending.slots.every(({ alone }) => alone) && state.down === null
  if (state.down) supersede(state.down, step)
  const opened = open(step, {
    kind: 'down',
    sinceMs,
    severity: isOnPath || isSingle ? 'ticket' : 'page',
    alone: decision.alone,
    locations: failing.map(({ location }) => location),
    transitions: state.downTransitions,
  })
  const superseded = state.regional ? supersede(state.regional, step) : null
  return {
    ...state,
    burnSlots: state.down ? sameOutage(state.burnSlots, { before: state.down.sinceMs, sinceMs }) : state.burnSlots,
    downPending: null,
    down: opened.incident,
    downTransitions: opened.transitions,
    regional: null,
    regionalRecent: {},
    regionalTransitions: superseded ? transition(state.regionalTransitions, step) : state.regionalTransitions,
  }
}

/** An outage that is told anew is no other one. */
function sameOutage(
  slots: BurnSlots,
  { before, sinceMs }: { readonly before: number; readonly sinceMs: number },
): BurnSlots {
  return { ...slots, all: slots.all.map((slot) => (slot.outageMs === before ? { ...slot, outageMs: sinceMs } : slot)) }
}

function stepRegional(state: GroupState, step: SlotStep): GroupState {
  const { closing, policy, effective, configured } = step
  if (state.regional) {
    const affected = configured.filter(({ location }) => state.regional?.locations.includes(location))
    const { incident, transitions } = stepOpen(state.regional, state.regionalTransitions, step, {
      bad: effective === 'regional' || effective === 'down',
      unknown: effective === 'unknown' || affected.every((input) => input.class === 'UNKNOWN'),
      resolveAfterSlots: policy.regional.resolveAfterSlots,
    })
    // Whom it is about doesn't change by an outage on top.
    const { locations } = effective === 'down' || incident === null ? state.regional : incident
    return {
      ...state,
      regional: incident && { ...incident, locations },
      regionalTransitions: transitions,
      ...(incident ? {} : { regionalRecent: {} }),
    }
  }
  if (effective === 'unknown') return state
  if (state.down && effective === 'down') return { ...state, regionalRecent: {} }
  const recent = { ...state.regionalRecent }
  for (const input of configured) {
    if (input.class === 'UNKNOWN') continue
    const bad = effective === 'regional' && input.class === 'FAIL'
    recent[input.location] = [...(recent[input.location] ?? []), { slotMs: closing.slotMs, bad }].slice(
      -policy.regional.ofSlots,
    )
  }
  // For whom it fails while the outage is seen to be over, it isn't over: told with its end.
  if (state.down) return { ...state, regionalRecent: recent }
  const badSlots = Object.entries(recent)
    .map(([location, slots]) => ({ location, slots: slots.filter(({ bad }) => bad) }))
    .filter(({ slots }) => slots.length >= policy.regional.openAfterSlots && slots.at(-1)?.slotMs === closing.slotMs)
  if (badSlots.length === 0) return { ...state, regionalRecent: recent }
  const opened = open(step, {
    kind: 'regional',
    sinceMs: Math.min(...badSlots.map(({ slots }) => slots[0]?.slotMs ?? closing.slotMs)),
    severity: 'ticket',
    alone: false,
    locations: badSlots.map(({ location }) => location),
    transitions: state.regionalTransitions,
  })
  return { ...state, regionalRecent: recent, regional: opened.incident, regionalTransitions: opened.transitions }
}

function writeInput({ location, class: seen, cause }: SlotInput): string {
  return cause === null ? `${location}:${seen}` : `${location}:${seen}/${cause}`
}
