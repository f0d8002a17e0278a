import { type Cause, outcomeOf } from '../model/cause.ts'
import type { Observation } from '../model/observation.ts'
import type { SlotClass, SlotInput, Verdict } from '../model/verdict.ts'

export type SlotDecision = {
  readonly verdict: Verdict
  /** Only one location could say anything, and it says FAIL: an outage needs more slots to be believed. */
  readonly alone: boolean
}

/** Class of one location's result, its timings aside. Null is a result that is missing when the slot closes. */
export function classOf(result: Pick<Observation, 'outcome'> | null): SlotClass {
  if (result === null || result.outcome === 'inconclusive') return 'UNKNOWN'
  return result.outcome === 'failed' ? 'FAIL' : 'OK'
}

/**
 * What the configured locations of one vantage group together say of a page. A majority is counted over all expected
 * locations, so that silence never makes an outage; where a single location is left that knows anything, its
 * confirmed failure stands as `down`, marked `alone`. Groups that don't judge the page never say `down`. `slow`: what the
 * timings of those that pass come to.
 */
export function decideSlot(
  inputs: readonly SlotInput[],
  options: { readonly judging: boolean; readonly slow: boolean },
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
  return { verdict: 'regional', alone: false }
}

/** Whether every attempt of a check failed, and there was more than one where the check could be repeated. */
export function isConfirmed(result: { readonly attempts: readonly { readonly cause: Cause | null }[] }): boolean {
  return result.attempts.length > 1 && result.attempts.every(({ cause }) => outcomeOf(cause) === 'failed')
}
