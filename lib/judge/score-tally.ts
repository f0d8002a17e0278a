import type { Scored } from './scored.ts'
import { STRATA, type Stratum } from './stratum.ts'

/** Results of one metric at one location in one part of the week. */
export type ScoreCell = {
  /** Checks outside accepted maintenance. */
  readonly due: number
  /** Of those that passed, each different one once, ascending. */
  readonly values: Float64Array
  /** How many passed with a value up to that one, by its index. */
  readonly upTo: Float64Array
  readonly passed: number
  readonly failed: number
  /** Those that asked for a login included. */
  readonly obstructed: number
  readonly login: number
}

/** Of one metric of one page over a span: by location, in order of their ids, then part of the week. */
export type ScoreCells = ReadonlyMap<string, Readonly<Record<Stratum, ScoreCell>>>

export type ScoreTally = {
  readonly due: (at: { readonly location: string; readonly stratum: Stratum }, count?: number) => void
  /** A result that was due. */
  readonly add: (at: { readonly location: string; readonly stratum: Stratum }, seen: Scored) => void
  /** What another tally has come to. */
  readonly merge: (cells: ScoreCells) => void
  /** The same, one cell. */
  readonly mergeCell: (at: { readonly location: string; readonly stratum: Stratum }, cell: CountedCell) => void
  readonly cells: () => ScoreCells
  /** The same, and begins anew: whoever counts one span after another needs the memory of one. */
  readonly take: () => ScoreCells
}

/** A cell of which only the first `length` values are there: so that a reader of many needs no new arrays for each. */
export type CountedCell = ScoreCell & { readonly length: number }

type Counting = {
  due: number
  /** How often each value came. */
  sparse: Map<number, number>
  /** Besides, of whole values that were merged, by the value, all in [from, to) and below `DENSE`: there are millions. */
  dense: { counts: Uint32Array | null; from: number; to: number }
  passed: number
  failed: number
  obstructed: number
  login: number
}

/** Nearly all durations are below it, ms. */
const DENSE = 8_192

/**
 * Counts results, exactly: memory grows with different values, not with results. In whatever order they are added, the
 * cells are the same.
 */
export function createTally(): ScoreTally {
  const cells = new Map<string, Record<Stratum, Counting>>()
  const spare: Record<Stratum, Counting>[] = []
  const at = ({ location, stratum }: { readonly location: string; readonly stratum: Stratum }): Counting => {
    const known = cells.get(location)
    if (known) return known[stratum]
    const made = spare.pop() ?? { work: empty(), evening: empty(), night: empty() }
    cells.set(location, made)
    return made[stratum]
  }
  return {
    due: (where, count = 1) => {
      at(where).due += count
    },
    add: (where, seen) => {
      const cell = at(where)
      if (typeof seen === 'number') {
        cell.passed++
        cell.sparse.set(seen, (cell.sparse.get(seen) ?? 0) + 1)
      } else if (seen === 'login') {
        cell.obstructed++
        cell.login++
      } else if (seen !== 'unmeasured') cell[seen]++
    },
    merge: (others) => {
      for (const [location, strata] of others)
        for (const stratum of STRATA) {
          const cell = strata[stratum]
          mergeInto(at({ location, stratum }), { ...cell, length: cell.values.length })
        }
    },
    mergeCell: (where, cell) => mergeInto(at(where), cell),
    cells: () => inOrder(cells),
    take: () => {
      const taken = inOrder(cells)
      for (const strata of cells.values()) {
        for (const stratum of STRATA) clear(strata[stratum])
        spare.push(strata)
      }
      cells.clear()
      return taken
    },
  }
}

export type Coverage = {
  readonly due: number
  readonly passed: number
  readonly failed: number
  readonly obstructed: number
  readonly login: number
  /** (passed + failed) / due; null where nothing was due. */
  readonly share: number | null
  /** The same in working hours. */
  readonly workShare: number | null
  readonly obstructedShare: number | null
}

export function coverageOf(cells: ScoreCells): Coverage {
  const sum = (
    key: 'due' | 'passed' | 'failed' | 'obstructed' | 'login',
    strata: readonly Stratum[] = STRATA,
  ): number =>
    [...cells.values()].reduce((total, of) => total + strata.reduce((part, stratum) => part + of[stratum][key], 0), 0)
  const share = (strata: readonly Stratum[]): number | null => {
    const due = sum('due', strata)
    return due === 0 ? null : (sum('passed', strata) + sum('failed', strata)) / due
  }
  const due = sum('due')
  const obstructed = sum('obstructed')
  return {
    due,
    passed: sum('passed'),
    failed: sum('failed'),
    obstructed,
    login: sum('login'),
    share: share(STRATA),
    workShare: share(['work']),
    obstructedShare: due === 0 ? null : obstructed / due,
  }
}

function inOrder(cells: ReadonlyMap<string, Readonly<Record<Stratum, Counting>>>): ScoreCells {
  return new Map(
    [...cells]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([location, { work, evening, night }]) => [
        location,
        { work: scoreCell(work), evening: scoreCell(evening), night: scoreCell(night) },
      ]),
  )
}

function mergeInto(into: Counting, from: CountedCell): void {
  into.due += from.due
  into.passed += from.passed
  into.failed += from.failed
  into.obstructed += from.obstructed
  into.login += from.login
  addValues(into, from)
}

function addValues(into: Counting, { values, upTo, length }: CountedCell): void {
  if (length === 0) return
  const { sparse, dense } = into
  dense.counts ??= new Uint32Array(DENSE)
  const { counts } = dense
  let before = 0
  for (let index = 0; index < length; index++) {
    const [value, sum] = [values[index] as number, upTo[index] as number]
    if (value >= 0 && value < DENSE && value === Math.floor(value))
      counts[value] = (counts[value] as number) + sum - before
    else sparse.set(value, (sparse.get(value) ?? 0) + sum - before)
    before = sum
  }
  dense.from = Math.min(dense.from, Math.max(0, Math.floor(values[0] as number)))
  dense.to = Math.max(dense.to, Math.min(DENSE, (values[length - 1] as number) + 1))
}

/** Written anew by each cell, and copied from: cells are short beside what they could be. */
let scratch = { values: new Float64Array(DENSE), upTo: new Float64Array(DENSE) }

function scoreCell({ dense, sparse, ...counts }: Counting): ScoreCell {
  const rest = [...sparse].sort(([a], [b]) => a - b)
  const most = sparse.size + Math.max(0, Math.ceil(dense.to) - dense.from)
  if (most > scratch.values.length) scratch = { values: new Float64Array(2 * most), upTo: new Float64Array(2 * most) }
  const { values, upTo } = scratch
  let [length, sum, next] = [0, 0, 0]
  const put = (value: number, count: number): void => {
    if (length > 0 && values[length - 1] === value) length--
    values[length] = value
    upTo[length++] = sum += count
  }
  for (let value = dense.from; value < dense.to; value++) {
    const count = dense.counts?.[value] as number
    if (count === 0) continue
    for (let one = rest[next]; one !== undefined && one[0] <= value; one = rest[++next]) put(...one)
    put(value, count)
  }
  for (const one of rest.slice(next)) put(...one)
  return { ...counts, values: values.slice(0, length), upTo: upTo.slice(0, length) }
}

function clear(cell: Counting): void {
  const { dense, sparse } = cell
  dense.counts?.fill(0, Math.max(0, dense.from), Math.ceil(dense.to))
  sparse.clear()
  Object.assign(cell, { ...empty(), sparse, dense: { counts: dense.counts, from: DENSE, to: 0 } })
}

function empty(): Counting {
  return {
    due: 0,
    sparse: new Map(),
    dense: { counts: null, from: DENSE, to: 0 },
    passed: 0,
    failed: 0,
    obstructed: 0,
    login: 0,
  }
}
