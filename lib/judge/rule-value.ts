import Fraction from 'fraction.js'
import type { Criteria, CriteriaRule } from '../model/criteria.ts'
import type { ScoreCell, ScoreCells } from './score-tally.ts'
import { STRATA, type Stratum } from './stratum.ts'

/** What becomes of results that the portal's side kept from being measured: nothing, or all outside, or all inside a limit. */
export type ObstructedAs = 'ignored' | 'outside' | 'inside'

/** Infinite: so many failed that no value reaches the share. */
export type RuleValue = Fraction | 'infinite'

type Of = {
  readonly strata: Criteria['strata']
  /** Default `ignored`. */
  readonly obstructed?: ObstructedAs
}

const NONE = new Fraction(0)
const ALL = new Fraction(1)

/**
 * The value of a rule: the share within its limit, 0 to 1, or a quantile in the metric's unit. Per location and part of
 * the week, the mean over locations, then the weighted sum over the parts. Exact: weights are the decimals that they are
 * written as, so that 0.9 is not missed by the dust of binary fractions. Null where a part that has weight has no result
 * that passed or failed.
 */
export function ruleValue(
  cells: ScoreCells,
  { rule, ...of }: Of & { readonly rule: Pick<CriteriaRule, 'statistic' | 'limit'> },
): RuleValue | null {
  if (rule.statistic === 'within') return within(cells, { limit: rule.limit ?? 0, ...of })
  return quantile(cells, { q: new Fraction(Number(rule.statistic.slice(1)), 100), ...of })
}

/** The share of results that passed with a value below the limit, weighted as a rule's. */
export function within(cells: ScoreCells, { limit, ...of }: Of & { readonly limit: number }): Fraction | null {
  const parts = weigh(cells, of)
  if (parts === null) return null
  let sum = NONE
  for (const { cell, weight } of parts) {
    let inside = insideOf(cell, of)
    for (const [value, count] of cell.values) if (value < limit) inside += count
    sum = sum.add(weight.mul(inside))
  }
  return sum
}

/** The smallest value whose cumulative weight reaches `q`, in (0, 1]. */
export function quantile(cells: ScoreCells, { q, ...of }: Of & { readonly q: Fraction }): RuleValue | null {
  return quantiles(cells, { qs: [q], ...of })[0] as RuleValue | null
}

/** The same for each of `qs`. */
export function quantiles(
  cells: ScoreCells,
  { qs, ...of }: Of & { readonly qs: readonly Fraction[] },
): readonly (RuleValue | null)[] {
  const parts = weigh(cells, of)
  if (parts === null) return qs.map(() => null)
  const all = parts.flatMap(({ cell, weight }) => {
    const each = weight.valueOf()
    return Array.from(cell.values, ([value, count]) => ({ value, weight: each * count }))
  })
  all.sort((a, b) => a.value - b.value)
  const values = [...new Set(all.map(({ value }) => value))]
  let reached = parts.reduce((sum, { cell, weight }) => sum + weight.valueOf() * insideOf(cell, of), 0)
  let next = 0
  const sums = values.map((value) => {
    for (let one = all[next]; one?.value === value; one = all[++next]) reached += one.weight
    return reached
  })
  /** Exact: there may be thousands of values, so that binary fractions say where to look, and not what is there. */
  const reaches = (index: number, q: Fraction): boolean => {
    const value = values[index] ?? Number.NEGATIVE_INFINITY
    let sum = NONE
    for (const { cell, weight } of parts) {
      let count = insideOf(cell, of)
      for (const [other, times] of cell.values) if (other <= value) count += times
      sum = sum.add(weight.mul(count))
    }
    return sum.gte(q)
  }
  return qs.map((q) => {
    if (reaches(-1, q)) return new Fraction(values[0] ?? 0)
    const found = sums.findIndex((sum) => sum >= q.valueOf())
    let index = found === -1 ? values.length - 1 : found
    while (index > 0 && reaches(index - 1, q)) index--
    while (index < values.length && !reaches(index, q)) index++
    return index < values.length && values.length > 0 ? new Fraction(values[index] as number) : 'infinite'
  })
}

/**
 * The part of its points that a rule earns, 0 to 1. Where `full` is `zero`, all or nothing, and only what is strictly
 * better than it earns all.
 */
export function earned(
  value: RuleValue,
  { statistic, ...rule }: Pick<CriteriaRule, 'statistic' | 'full' | 'zero'>,
): Fraction {
  if (value === 'infinite') return NONE
  const [full, zero] = [new Fraction(rule.full), new Fraction(rule.zero)]
  if (full.equals(zero)) return (statistic === 'within' ? value.gt(full) : value.lt(full)) ? ALL : NONE
  const part = value.sub(zero).div(full.sub(zero))
  if (part.lt(NONE)) return NONE
  return part.gt(ALL) ? ALL : part
}

/** Results that count as within every limit. */
function insideOf(cell: ScoreCell, { obstructed }: Of): number {
  return obstructed === 'inside' ? cell.obstructed : 0
}

/** Cells that have results, each with the weight of one of its results; null where a part of the week has none. */
function weigh(
  cells: ScoreCells,
  { strata, obstructed = 'ignored' }: Of,
): readonly { readonly cell: ScoreCell; readonly weight: Fraction }[] | null {
  const parts: { readonly cell: ScoreCell; readonly weight: Fraction }[] = []
  for (const stratum of STRATA) {
    if (strata[stratum] === 0) continue
    const counted = counts(cells, stratum, obstructed)
    if (counted.length === 0) return null
    const share = new Fraction(strata[stratum]).div(counted.length)
    for (const { cell, count } of counted) parts.push({ cell, weight: share.div(count) })
  }
  return parts
}

function counts(cells: ScoreCells, stratum: Stratum, as: ObstructedAs) {
  return [...cells.values()].flatMap((of) => {
    const cell = of[stratum]
    const count = cell.passed + cell.failed + (as === 'ignored' ? 0 : cell.obstructed)
    return count === 0 ? [] : [{ cell, count }]
  })
}
