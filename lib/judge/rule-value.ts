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

/** Far above what the sum of some products of doubles below 1 may be off, far below any share that is asked for. */
const NEAR = 1e-9

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
    sum = sum.add(weight.mul(insideOf(cell, of) + countTo(cell, placeOf(cell, limit))))
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
  const sides = parts.map(({ cell, weight }) => ({ cell, weight, about: weight.valueOf(), inside: insideOf(cell, of) }))
  return qs.map((q) => {
    const about = q.valueOf()
    return firstValue(
      sides.map(({ cell }) => cell),
      (counts) => {
        // Binary fractions tell all but what lies closer to `q` than they are exact.
        const sum = sides.reduce((total, side, index) => total + side.about * (side.inside + (counts[index] ?? 0)), 0)
        if (Math.abs(sum - about) > NEAR) return sum > about
        return sides
          .reduce((total, { weight, inside }, index) => total.add(weight.mul(inside + (counts[index] ?? 0))), NONE)
          .gte(q)
      },
    )
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

/**
 * The smallest value of some cells of which `reaches` holds, which is told how many results of each cell are not above a
 * value, and holds of all above one of which it holds. Of no values 0, where it holds without any.
 */
function firstValue(cells: readonly ScoreCell[], reaches: (counts: readonly number[]) => boolean): RuleValue {
  if (reaches(cells.map(() => 0))) {
    const least = Math.min(...cells.flatMap(({ values }) => values[0] ?? []))
    return new Fraction(Number.isFinite(least) ? least : 0)
  }
  /** In each cell the places, half-open, of values of which it isn't known yet. */
  const open = cells.map(({ values }) => ({ from: 0, to: values.length }))
  let found: RuleValue = 'infinite'
  for (;;) {
    const widths = open.map(({ from, to }) => to - from)
    const widest = widths.indexOf(Math.max(0, ...widths))
    const [cell, range] = [cells[widest], open[widest]]
    if (cell === undefined || range === undefined || range.from === range.to) return found
    const value = cell.values[(range.from + range.to) >> 1] as number
    const places = cells.map((one) => placeOf(one, value))
    const isIn = ({ values }: ScoreCell, place: number): boolean => values[place] === value
    const after = cells.map((one, index) => (places[index] ?? 0) + Number(isIn(one, places[index] ?? 0)))
    const holds = reaches(cells.map((one, index) => countTo(one, after[index] ?? 0)))
    if (holds) found = new Fraction(value)
    for (const [index, one] of open.entries()) {
      if (holds) one.to = Math.min(one.to, places[index] ?? 0)
      else one.from = Math.max(one.from, after[index] ?? 0)
    }
  }
}

/** How many different values of a cell are below one. */
function placeOf({ values }: ScoreCell, value: number): number {
  let [from, to] = [0, values.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((values[middle] as number) < value) from = middle + 1
    else to = middle
  }
  return from
}

/** How many results have one of a cell's first so many values. */
function countTo({ upTo }: ScoreCell, place: number): number {
  return place === 0 ? 0 : (upTo[place - 1] as number)
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
