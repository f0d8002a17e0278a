import { MINUTE_MS } from '../../../lib/model/duration.ts'
import type { Interval } from '../equivalence.ts'
import { drawsOf } from './draws.ts'
import { bySeed, poisson, wilson } from './intervals.ts'
import type { FoundRow, Judged, WorldResult } from './world.ts'

export type Rate = { readonly value: number; readonly interval: Interval; readonly n: number }

/** How troubles of one class fared. */
export type ClassFigures = {
  readonly recall: Rate
  /** Minutes from the beginning to the message; NaN of none. */
  readonly p50: number
  readonly p90: number
  readonly p90Interval: Interval
  /** Of those that were told of in time, the share with which somebody was woken. */
  readonly paged: number
  /** Openings, of them pages, and all messages, per trouble that was told of in time. */
  readonly opened: number
  readonly openedPages: number
  readonly messages: number
  /** Of all of the class, those with more than one opening that is a page. */
  readonly pagedTwice: number
  readonly covered: number
  readonly late: number
}

export type Figures = {
  readonly who: string
  readonly falsePages: Rate
  readonly precision: Rate
}

type Choice = (row: FoundRow) => boolean

export function judgedBy(worlds: readonly WorldResult[], who: string): readonly Judged[] {
  return worlds.flatMap(({ judged }) => judged.filter((one) => one.who === who))
}

/** Of troubles that `choose` takes, over all worlds. */
export function figuresOf(worlds: readonly WorldResult[], who: string, choose: Choice): ClassFigures {
  const bySeeds = judgedBy(worlds, who).map(({ rows }) => rows.filter(choose))
  const rows = bySeeds.flat()
  const found = rows.filter(({ detected }) => detected === 'yes' || detected === 'covered')
  const told = rows.filter(({ detected }) => detected === 'yes')
  const p90 = (of: readonly (readonly FoundRow[])[]): number => quantile(delays(of.flat()), 0.9)
  return {
    recall: { value: found.length / rows.length, interval: wilson(found.length, rows.length), n: rows.length },
    p50: quantile(delays(rows), 0.5),
    p90: p90(bySeeds),
    p90Interval: bySeed(bySeeds, { statistic: p90, share: drawsOf('bootstrap', who).share }),
    paged: mean(told.map(({ paged }) => Number(paged))),
    opened: mean(told.map(({ opened }) => opened)),
    openedPages: mean(told.map(({ openedPages }) => openedPages)),
    messages: mean(told.map(({ opened, reminded, resolved }) => opened + reminded + resolved)),
    pagedTwice: rows.filter(({ openedPages }) => openedPages > 1).length,
    covered: rows.filter(({ detected }) => detected === 'covered').length,
    late: rows.filter(({ detected }) => detected === 'late').length,
  }
}

/** False pages a month of the whole fleet, and what share of all pages was true. */
export function pagesOf(worlds: readonly WorldResult[], who: string): Figures {
  const all = judgedBy(worlds, who)
  const months = worlds.reduce((sum, world) => sum + world.months, 0)
  const precisionOf = (of: readonly Judged[]): number => {
    const [right, wrong] = [total(of, 'truePages'), total(of, 'falsePages')]
    return right / (right + wrong)
  }
  const wrong = total(all, 'falsePages')
  const { low, high } = poisson(wrong)
  return {
    who,
    falsePages: { value: wrong / months, interval: { low: low / months, high: high / months }, n: wrong },
    precision: {
      value: precisionOf(all),
      interval: bySeed(all, { statistic: precisionOf, share: drawsOf('bootstrap', 'precision', who).share }),
      n: wrong + total(all, 'truePages'),
    },
  }
}

/** Nearest rank; NaN of none. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN
}

function delays(rows: readonly FoundRow[]): readonly number[] {
  return rows.flatMap(({ delayMs }) => (delayMs === null ? [] : [delayMs / MINUTE_MS]))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function total(all: readonly Judged[], field: 'truePages' | 'falsePages'): number {
  return all.reduce((sum, one) => sum + one[field], 0)
}
