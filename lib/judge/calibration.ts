import { MULTIPLIERS, REFERENCE_MULTIPLIER } from '../model/calibration.ts'
import { isWithin, median } from './control-band.ts'

/** A multiplier that was tried, and the control page's median TBT with it. */
export type Trial = { readonly multiplier: number; readonly tbtMs: number }

/** What the control page showed in one load. */
export type ControlValues = { readonly tbtMs: number; readonly lcpMs: number }

/** So near to the reference is found; finer would be lost in the noise. */
const NEAR_ENOUGH = 0.02

/** More halvings than the bounds need to come within a hundredth of each other. */
export const MOST_TRIALS = 11

/** A location that is outside its own band in more of its loads than this can't score. */
export const MOST_OUTSIDE = 0.2

/**
 * The next multiplier to try: first the reference's own, then by bisection over `MULTIPLIERS`, to two decimals, since
 * TBT grows with it. Or what came of it: the trial nearest to the reference, or on which side the reference can't be reached.
 */
export function nextTrial(
  trials: readonly Trial[],
  referenceTbtMs: number,
):
  | { readonly kind: 'try'; readonly multiplier: number }
  | { readonly kind: 'found'; readonly trial: Trial }
  | { readonly kind: 'unreachable'; readonly side: 'too slow' | 'too fast' } {
  const near = trials.find(({ tbtMs }) => Math.abs(tbtMs / referenceTbtMs - 1) <= NEAR_ENOUGH)
  if (near) return { kind: 'found', trial: near }
  let low: number = MULTIPLIERS.min
  let high: number = MULTIPLIERS.max
  for (const { multiplier, tbtMs } of trials) {
    if (tbtMs < referenceTbtMs) low = Math.max(low, multiplier)
    else high = Math.min(high, multiplier)
  }
  const middle = trials.length === 0 ? REFERENCE_MULTIPLIER : Math.round(((low + high) / 2) * 100) / 100
  if (trials.length < MOST_TRIALS && high - low > 0.05) return { kind: 'try', multiplier: middle }
  if (low >= MULTIPLIERS.max - 0.1) return { kind: 'unreachable', side: 'too fast' }
  if (high <= MULTIPLIERS.min + 0.1) return { kind: 'unreachable', side: 'too slow' }
  const [nearest] = trials.toSorted((a, b) => Math.abs(a.tbtMs - referenceTbtMs) - Math.abs(b.tbtMs - referenceTbtMs))
  if (!nearest) throw new RangeError('nothing was tried')
  return { kind: 'found', trial: nearest }
}

/** Medians of some loads; `outside`: the share of them that lies outside ±10 % of those. */
export function centreOf(loads: readonly ControlValues[]): ControlValues & { readonly outside: number } {
  const tbtMs = median(loads.map((load) => load.tbtMs))
  const lcpMs = median(loads.map((load) => load.lcpMs))
  const outside = loads.filter((load) => !isWithin(load.tbtMs, tbtMs) || !isWithin(load.lcpMs, lcpMs))
  return { tbtMs, lcpMs, outside: loads.length === 0 ? 1 : outside.length / loads.length }
}
