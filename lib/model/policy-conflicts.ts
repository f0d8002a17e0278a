import type { Policy } from './policy.ts'

/** A number of a policy that another one of the same rule makes senseless. */
type PolicyConflict = {
  readonly path: readonly [rule: string, name: string]
  readonly message: string
  readonly fix: string
}

type Numbers = Readonly<Record<string, unknown>>

/** `[rule, name, limit, why]`: `name` is `limit` at most. */
const AT_MOST: readonly (readonly [rule: keyof Policy, name: string, limit: string, why: string])[] = [
  ['down', 'openAfterSlots', 'openAfterSlotsAlone', 'one location alone would be believed sooner than several'],
  ['down', 'openAfterSlotsAlone', 'openAfterSlotsWeak', 'who fails now and then would be believed sooner than others'],
  ['down', 'unsteadySlots', 'unsteadyOfSlots', 'of fewer slots so many can never be bad'],
  ['regional', 'openAfterSlots', 'ofSlots', 'of fewer slots so many can never be bad'],
  ['flapping', 'overAfterHours', 'withinHours', 'it would be forgotten before it is over'],
  ['baseline', 'fewestDays', 'days', 'of fewer days so many can never be known'],
  ['baseline', 'cellDays', 'days', 'of fewer days so many can never be known'],
  ['slow', 'badSlots', 'ofSlots', 'of fewer slots so many can never be slow'],
  ['slow', 'ceilingBadSlots', 'ceilingOfSlots', 'of fewer slots so many can never be slow'],
  ['slow', 'ceilingCalmMs', 'ceilingMs', 'what opens an incident would be calm'],
  ['slow', 'calmBelow', 'ratio', 'what opens an incident would be calm'],
  ['slow', 'meanCalmBelow', 'meanRatio', 'what opens an incident would be calm'],
  ['slow', 'meanRatio', 'meanRatioMost', 'what is always enough can not be less than what is needed'],
  ['slow', 'meanRatio', 'riseRatio', 'what is always enough can not be less than what is needed'],
  ['slow', 'riseRatio', 'meanRatioMost', 'a rise that is more than what is always enough tells nothing'],
  ['burn', 'weakCounts', 'disputedCounts', 'what two things speak against would count for more'],
  ['burn', 'fastSlots', 'fastOfSlots', 'of fewer slots so many can never be down'],
  ['burn', 'slowSlots', 'slowOfSlots', 'of fewer slots so many can never be down'],
  ['burn', 'ticketSlots', 'ticketOfSlots', 'of fewer slots so many can never be down'],
  ['burn', 'fastRecentSlots', 'fastOfSlots', 'the latest slots are among these'],
  ['burn', 'slowRecentSlots', 'slowOfSlots', 'the latest slots are among these'],
  ['burn', 'fastOfSlots', 'slowOfSlots', 'the fast window is the shorter one'],
  ['burn', 'slowOfSlots', 'ticketOfSlots', "the ticket's window is the longest one"],
  ['drift', 'calmBelow', 'ratio', 'what opens an incident would be over'],
  ['drift', 'anchorDays', 'anchorWithinDays', 'of fewer days so many can never be known'],
  ['pillar', 'calmBelow', 'points', 'what opens an incident would be over'],
]

/** Times the usual: at 1 or below, what is as usual would be slow, or nothing would ever be calm. */
const ABOVE_ONE: readonly (readonly [rule: keyof Policy, name: string])[] = [
  ['location', 'loadedRatio'],
  ['slow', 'ratio'],
  ['slow', 'calmBelow'],
  ['slow', 'meanRatio'],
  ['slow', 'meanCalmBelow'],
  ['drift', 'ratio'],
  ['drift', 'calmBelow'],
]

/** What contradicts itself, in the order of the rules; each number by itself is right. */
export function policyConflicts(policy: Policy): readonly PolicyConflict[] {
  const numberOf = (rule: keyof Policy, name: string): number => (policy[rule] as Numbers)[name] as number
  return [
    ...ABOVE_ONE.filter(([rule, name]) => numberOf(rule, name) <= 1).map(
      ([rule, name]): PolicyConflict => ({
        path: [rule, name],
        message: `${numberOf(rule, name)} times the usual is as usual, or less`,
        fix: 'write a number above 1',
      }),
    ),
    ...AT_MOST.filter(([rule, name, limit]) => numberOf(rule, name) > numberOf(rule, limit)).map(
      ([rule, name, limit, why]): PolicyConflict => ({
        path: [rule, name],
        message: `${numberOf(rule, name)} is more than ${rule}.${limit}, ${numberOf(rule, limit)}: ${why}`,
        fix: `write ${numberOf(rule, limit)} at most, or a greater ${limit}`,
      }),
    ),
  ]
}
