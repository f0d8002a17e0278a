import type { Severity } from '../model/alert.ts'
import type { Policy } from '../model/policy.ts'
import { open, stepOpen, supersede } from './incident-life.ts'
import type { BurnSlots, GroupState, IncidentFigures, OpenIncident } from './incident-state.ts'
import type { SlotStep } from './slot-step.ts'

/**
 * The BURN rule, one slot on, once DOWN has been stepped: DOWN slots that come one by one. It counts slots, not probes: a
 * few of a hundred probes fail by themselves. While DOWN is open it is silent, and what an incident of it holds counts for
 * the ticket alone, together with those of another outage: one that has paged, however long, adds up with nothing. What a
 * burn has told of counts for no other one.
 */
export function stepBurn(state: GroupState, step: SlotStep): GroupState {
  const { closing, policy, effective, doubtful } = step
  // What is doubtful is believed only where DOWN has opened on it.
  const isDown = effective === 'down' && closing.judging && (!doubtful || state.down !== null)
  const slots = isDown || state.burnSlots.all.length > 0 ? count(state, isDown, step) : state.burnSlots
  const found = state.down || slots.all.length === 0 ? null : findBurn(slots, step, state)
  if (state.burn && !(found && isWorse(found, state.burn))) {
    const { incident, transitions } = stepOpen(state.burn, state.burnTransitions, step, {
      bad: isDown && !state.down,
      unknown: effective === 'unknown' || state.down !== null,
      resolveAfterSlots: policy.burn.resolveAfterSlots,
    })
    return {
      ...state,
      burn: incident,
      burnTransitions: transitions,
      burnSlots: incident ? slots : NONE,
    }
  }
  if (found === null) return slots === state.burnSlots ? state : { ...state, burnSlots: slots }
  if (state.burn) supersede(state.burn, step)
  const opened = open(step, {
    kind: 'burn',
    sinceMs: found.sinceMs,
    severity: found.severity,
    alone: false,
    locations: step.configured.filter((input) => input.class === 'FAIL').map(({ location }) => location),
    transitions: state.burnTransitions,
    figures: found.figures,
  })
  return { ...state, burn: opened.incident, burnTransitions: opened.transitions, burnSlots: slots }
}

/** Fewer have nothing to add up. */
const LEAST_OUTAGES = 2

const NONE: BurnSlots = { all: [], loose: [] }

type FoundBurn = { readonly sinceMs: number; readonly severity: Severity; readonly figures: IncidentFigures }

/** Old ones are left out; those of a DOWN incident that is open now are not loose. */
function count({ burnSlots, down }: GroupState, isDown: boolean, step: SlotStep): BurnSlots {
  const { closing, policy } = step
  const { burn } = policy
  const now = isDown ? [closing.slotMs] : []
  const fromMs = closing.slotMs - burn.ticketOfSlots * closing.everyMs
  const all = [...burnSlots.all, ...now.map((slotMs) => ({ slotMs, outageMs: slotMs }))]
    .filter(({ slotMs }) => slotMs > fromMs)
    // Those before an incident opened are known to be its own once it has.
    .map((slot) => (down !== null && slot.slotMs >= down.sinceMs ? { ...slot, outageMs: down.sinceMs } : slot))
  const loose = [...burnSlots.loose, ...now].filter((slotMs) => down === null || slotMs < down.sinceMs)
  const doubts = {
    disputed: [...(burnSlots.disputed ?? []), ...(step.disputed && !step.weak ? now : [])],
    weak: [...(burnSlots.weak ?? []), ...(step.weak ? now : [])],
  }
  const most = Math.max(burn.fastSlots, burn.slowSlots)
  const kept = loose.filter((_, index) => weigh(loose.slice(index + 1), doubts, policy) < most)
  const [disputed, weak] = [doubts.disputed, doubts.weak].map((slots) =>
    slots.filter((slotMs) => kept.includes(slotMs)),
  )
  return {
    all: all.slice(-burn.ticketSlots),
    loose: kept,
    ...(disputed?.length ? { disputed } : {}),
    ...(weak?.length ? { weak } : {}),
  }
}

/** As how many slots they count: one that something speaks against is less than one. */
function weigh(
  slots: readonly number[],
  { disputed = [], weak = [] }: Pick<BurnSlots, 'disputed' | 'weak'>,
  { burn }: Policy,
): number {
  const weightOf = (slotMs: number): number =>
    weak.includes(slotMs) ? burn.weakCounts : disputed.includes(slotMs) ? burn.disputedCounts : 1
  return slots.reduce((sum, slotMs) => sum + weightOf(slotMs), 0)
}

/** A ticket whose slots have come to page. */
function isWorse(found: FoundBurn, { severity }: OpenIncident): boolean {
  return severity === 'ticket' && found.severity === 'page'
}

/** While the latest outage may be one that pages, a ticket waits until that is known. */
function findBurn(
  { all, loose, ...doubts }: BurnSlots,
  { closing, policy }: SlotStep,
  { downPending, burn: open }: GroupState,
): FoundBurn | null {
  const { burn } = policy
  const within = (slots: readonly number[], of: number): readonly number[] =>
    slots.filter((slotMs) => slotMs > closing.slotMs - of * closing.everyMs)
  const outages = new Set(all.map(({ outageMs }) => outageMs)).size
  const tests = [
    {
      rule: 'fast',
      severity: 'page',
      slots: within(loose, burn.fastOfSlots),
      least: burn.fastSlots,
      recent: burn.fastRecentSlots,
    },
    {
      rule: 'slow',
      severity: 'page',
      slots: within(loose, burn.slowOfSlots),
      least: burn.slowSlots,
      recent: burn.slowRecentSlots,
    },
    {
      rule: 'ticket',
      severity: 'ticket',
      slots: outages < LEAST_OUTAGES ? [] : all.map(({ slotMs }) => slotMs),
      least: burn.ticketSlots,
      recent: burn.ticketOfSlots,
    },
  ] as const
  const spans = { fast: burn.fastOfSlots, slow: burn.slowOfSlots, ticket: burn.ticketOfSlots }
  const found = tests.flatMap(({ rule, severity, slots, least, recent }): readonly FoundBurn[] => {
    // A page that takes the place of a ticket is an incident of its own, by the slot since which it is.
    const firstMs = slots.find((slotMs) => slotMs !== open?.sinceMs)
    if (firstMs === undefined || slots.length < least || within(slots, recent).length === 0) return []
    const isSure = severity === 'page' && weigh(slots, doubts, policy) >= least
    if (!isSure && downPending !== null) return []
    const figures = { rule, slots: slots.length, ofSlots: spans[rule], spanMs: spans[rule] * closing.everyMs }
    return [{ sinceMs: firstMs, severity: isSure ? 'page' : 'ticket', figures }]
  })
  // A page is new with an outage's latest slot alone, when no ticket is found beside it.
  return found[0] ?? null
}
