import type { Scored } from './scored.ts'
import { STRATA, type Stratum } from './stratum.ts'

/** Results of one metric at one location in one part of the week. */
export type ScoreCell = {
  /** Checks outside accepted maintenance. */
  readonly due: number
  /** How often each value came, of those that passed. */
  readonly values: ReadonlyMap<number, number>
  readonly passed: number
  readonly failed: number
  /** Those that asked for a login included. */
  readonly obstructed: number
  readonly login: number
}

/** The same with its values in order, each followed by how often it came. */
export type CountedCell = Omit<ScoreCell, 'values'> & { readonly pairs: Float64Array }

export type CountedCells = ReadonlyMap<string, Readonly<Record<Stratum, CountedCell>>>

/** Of one metric of one page over a span: by location, in order of their ids, then part of the week. */
export type ScoreCells = ReadonlyMap<string, Readonly<Record<Stratum, ScoreCell>>>

export type ScoreTally = {
  readonly due: (at: { readonly location: string; readonly stratum: Stratum }, count?: number) => void
  /** A result that was due. */
  readonly add: (at: { readonly location: string; readonly stratum: Stratum }, seen: Scored) => void
  /** What another tally has come to. */
  readonly merge: (cells: CountedCells) => void
  /** As `cells`, to be merged or kept. */
  readonly counted: () => CountedCells
  readonly cells: () => ScoreCells
}

type Counting = {
  due: number
  values: Map<number, number>
  /** Of whole values below `DENSE` that were merged, by the value: there are millions. */
  dense: Uint32Array | null
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
  const at = ({ location, stratum }: { readonly location: string; readonly stratum: Stratum }): Counting => {
    const known = cells.get(location)
    if (known) return known[stratum]
    const made = { work: empty(), evening: empty(), night: empty() }
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
        cell.values.set(seen, (cell.values.get(seen) ?? 0) + 1)
      } else if (seen === 'login') {
        cell.obstructed++
        cell.login++
      } else if (seen !== 'unmeasured') cell[seen]++
    },
    merge: (cells) => {
      for (const [location, strata] of cells)
        for (const stratum of STRATA) {
          const [into, from] = [at({ location, stratum }), strata[stratum]]
          into.due += from.due
          into.passed += from.passed
          into.failed += from.failed
          into.obstructed += from.obstructed
          into.login += from.login
          addPairs(into, from.pairs)
        }
    },
    counted: () =>
      inOrder(cells, (cell) => {
        const { values, ...counts } = scoreCell(cell)
        return { ...counts, pairs: Float64Array.from([...values].sort(([a], [b]) => a - b).flat()) }
      }),
    cells: () => inOrder(cells, scoreCell),
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

function inOrder<T>(
  cells: ReadonlyMap<string, Readonly<Record<Stratum, Counting>>>,
  as: (cell: Counting) => T,
): ReadonlyMap<string, Readonly<Record<Stratum, T>>> {
  return new Map(
    [...cells]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([location, { work, evening, night }]) => [
        location,
        { work: as(work), evening: as(evening), night: as(night) },
      ]),
  )
}

function addPairs(into: Counting, pairs: Float64Array): void {
  if (pairs.length > 0) into.dense ??= new Uint32Array(DENSE)
  const { dense, values } = into
  for (let index = 0; index < pairs.length; index += 2) {
    const [value, count] = [pairs[index] as number, pairs[index + 1] as number]
    if (dense && value < DENSE && value === Math.floor(value)) dense[value] = (dense[value] as number) + count
    else values.set(value, (values.get(value) ?? 0) + count)
  }
}

function scoreCell({ dense, values, ...counts }: Counting): ScoreCell {
  if (dense === null) return { ...counts, values }
  const all = new Map<number, number>()
  for (let value = 0; value < DENSE; value++) {
    const count = dense[value] as number
    if (count > 0) all.set(value, count)
  }
  for (const [value, count] of values) all.set(value, (all.get(value) ?? 0) + count)
  return { ...counts, values: all }
}

function empty(): Counting {
  return { due: 0, values: new Map(), dense: null, passed: 0, failed: 0, obstructed: 0, login: 0 }
}
