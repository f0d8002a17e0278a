import type { Policy } from '../model/policy.ts'
import type { SlotInput } from '../model/verdict.ts'
import type { GroupState } from './incident-state.ts'
import type { SlotStep } from './slot-step.ts'

/**
 * By location, the slots of late, the oldest first, in which it failed and no majority did, or one did with another location that
 * has an open `regional` incident; one without any is missing.
 */
export type LoneFailures = Readonly<Record<string, readonly number[]>>

/** What speaks against an outage in a slot in which a majority fails. */
export type Dispute = {
  /** It is told with a slot more. */
  readonly disputed: boolean
  /** Two things do: with one more. */
  readonly weak: boolean
}

type Seen = {
  readonly configured: readonly SlotInput[]
  readonly slotMs: number
  readonly everyMs: number
  readonly policy: Policy
}

/**
 * Disputed: a location sees the page pass; or two tell of the outage, and one of them has an open `regional` incident or is unsteady,
 * failing by itself now and then anyway. Weak: one sees it pass, or one of two that tell of it has an open `regional` incident, and of those two, or of the other one,
 * somebody failed by itself of late at all. Where three fail nothing of that is asked, nor where one is alone.
 */
export function disputeOf(state: GroupState, seen: Seen): Dispute {
  const { configured, policy } = seen
  const passes = configured.some((input) => input.class === 'OK' || input.class === 'SLOW')
  const failing = configured.filter((input) => input.class === 'FAIL')
  if (failing.length !== 2) return { disputed: passes, weak: false }
  const most = (of: readonly SlotInput[]): number =>
    Math.max(0, ...of.map(({ location }) => countLone(state, location, seen)))
  const news = newsOf(state, failing)
  return {
    disputed: passes || news.length < 2 || most(failing) >= policy.down.unsteadySlots,
    weak: passes ? most(failing) > 0 : news.length === 1 && most(news) > 0,
  }
}

/** Those that don't fail by themselves already, as is told. */
function newsOf({ regional }: GroupState, failing: readonly SlotInput[]): readonly SlotInput[] {
  return failing.filter(({ location }) => regional?.locations.includes(location) !== true)
}

/** How often a location failed by itself of late, before the outage that may be pending. */
function countLone({ lone, downPending }: GroupState, location: string, { slotMs, everyMs, policy }: Seen): number {
  const toMs = downPending?.slots[0]?.slotMs ?? slotMs
  const fromMs = toMs - policy.down.unsteadyOfSlots * everyMs
  return lone?.[location]?.filter((atMs) => atMs >= fromMs && atMs < toMs).length ?? 0
}

/** Lone failures after a slot. */
export function stepLone(state: GroupState, { closing, policy, effective, configured }: SlotStep): GroupState {
  const all = configured.filter((input) => input.class === 'FAIL')
  const news = newsOf(state, all)
  // Beside one that fails for long by itself, one more is by itself, too.
  const isOnTop = effective === 'down' && news.length === 1 && all.length === 2
  const failing = effective === 'regional' ? all : isOnTop ? news : []
  const known = Object.entries(state.lone ?? {})
  if (failing.length === 0 && known.length === 0) return state
  const toMs = state.downPending?.slots[0]?.slotMs ?? closing.slotMs + closing.everyMs
  const fromMs = toMs - policy.down.unsteadyOfSlots * closing.everyMs
  const fresh = known.map(([location, slots]) => [location, slots.filter((slotMs) => slotMs >= fromMs)] as const)
  const lone: Record<string, readonly number[]> = Object.fromEntries(fresh.filter(([, slots]) => slots.length > 0))
  for (const { location } of failing) lone[location] = [...(lone[location] ?? []), closing.slotMs]
  return { ...state, lone }
}
