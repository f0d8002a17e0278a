import { type Cause, outcomeOf } from '../model/cause.ts'
import type { Observation } from '../model/observation.ts'
import type { SlotClass, SlotInput, Verdict } from '../model/verdict.ts'

export type SlotDecision = {
  readonly verdict: Verdict
  /** Only one location could say anything, and it says FAIL: an outage needs more slots to be believed. */
  readonly alone: boolean
  /** Fewer than a majority of the expected locations fail, but one of those that could tell: more slots are needed, too. */
  readonly few?: true
}

/** Class of one location's result, its timings aside. Null is a result that is missing when the slot closes. */
export function classOf(result: Pick<Observation, 'outcome'> | null): SlotClass {
  if (result === null || result.outcome === 'inconclusive') return 'UNKNOWN'
  return result.outcome === 'failed' ? 'FAIL' : 'OK'
}

/**
 * What the configured locations of one vantage group together say of a page. A majority is counted over all expected
 * locations; where so few of them could tell that none can come about, over those that could: confirmed failures stand as `down`
 * then, marked `few`, or `alone` where they are of a single location. Silence by itself makes no outage. Groups that don't judge the page never say `down`. `slow`: what the
 * timings of those that pass come to.
 */
export function decideSlot(
  inputs: readonly SlotInput[],
  options: {
    readonly judging: boolean
    readonly slow: boolean
    /** Locations that fail by themselves already; that others have gone silent makes no outage of it. */
    readonly regional?: readonly string[]
  },
): SlotDecision {
  const valid = inputs.filter((input) => input.class !== 'UNKNOWN')
  const failing = valid.filter((input) => input.class === 'FAIL')
  if (valid.length === 0) return { verdict: 'unknown', alone: false }
  if (failing.length === 0) {
    return { verdict: options.slow ? 'slow' : 'ok', alone: false }
  }
  if (!options.judging) return { verdict: 'regional', alone: false }
  if (valid.length === 1) {
    return failing[0]?.confirmed ? { verdict: 'down', alone: true } : { verdict: 'unknown', alone: false }
  }
  if (failing.length * 2 > inputs.length) return { verdict: 'down', alone: false }
  const isNew = failing.some(({ location }) => options.regional?.includes(location) !== true)
  if (isNew && failing.length * 2 > valid.length && failing.every(({ confirmed }) => confirmed))
    return { verdict: 'down', alone: false, few: true }
  return { verdict: 'regional', alone: false }
}

/** Whether every attempt of a check failed, and there was more than one where the check could be repeated. */
export function isConfirmed(result: { readonly attempts: readonly { readonly cause: Cause | null }[] }): boolean {
  return result.attempts.length > 1 && result.attempts.every(({ cause }) => outcomeOf(cause) === 'failed')
}
