import { describe, expect, test } from 'vitest'
import { STEP } from '../../lib/judge/baseline.ts'
import type { OpenIncident } from '../../lib/judge/incident-state.ts'
import {
  dayShifts,
  isToldSlow,
  levelOf,
  loadRatio,
  NO_DAY_SHIFTS,
  NO_SHIFT,
  nextPace,
  type Pace,
  type PageLevels,
  pacesAfter,
  seasonOf,
  seasonOfPaces,
  seasonShift,
  shiftBy,
  shifted,
  shiftSteps,
  voiceOf,
} from '../../lib/judge/season.ts'
import { addDays } from '../../lib/model/day.ts'
import { HOUR_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY as policy } from '../../lib/model/policy.ts'
import type { Against, SlotTiming } from '../../lib/model/verdict.ts'
import { closing } from '../kit/slots.ts'

const EVERY = { everyMs: 300_000, policy }

function timing(wait: number | null, total: number | null = null, season?: number): SlotTiming {
  const beside = (ratio: number | null): Against | null =>
    ratio === null
      ? null
      : {
          ms: ratio * 100,
          usualMs: 100,
          ratio,
          s: 0.1,
          highMs: 120,
          highMean: 0.1,
          cell: 'hour',
          ...(season ? { season } : {}),
        }
  return { waitMs: wait && wait * 100, wait: beside(wait), total: beside(total) }
}

const after = (slots: number, of: SlotTiming, from?: Pace): Pace | undefined => {
  let pace = from
  for (let slot = 0; slot < slots; slot++) pace = nextPace(pace, of, EVERY)
  return pace
}

describe('a pace', () => {
  test('comes to two thirds of what a page is slower by in three hours', () => {
    const pace = after(36, timing(1.4, 1.2))
    expect((pace?.wait ?? 0) / Math.log(1.4)).toBeCloseTo(1 - Math.exp(-1), 1)
    expect((pace?.total ?? 0) / Math.log(1.2)).toBeCloseTo(1 - Math.exp(-1), 1)
  })

  test('is beside the usual of an ordinary season, whatever has been taken off already', () => {
    expect(after(500, timing(1.1, null, 1.25))?.wait).toBeCloseTo(Math.log(1.1 * 1.25), 3)
  })

  test('knows nothing of slots without a timing, and of a wild one no more than e times', () => {
    expect(nextPace(undefined, null, EVERY)).toBeUndefined()
    expect(nextPace(undefined, timing(null), EVERY)).toBeUndefined()
    const pace = { wait: 0.2, total: 0.1 }
    expect(nextPace(pace, null, EVERY)).toBe(pace)
    expect(nextPace(undefined, timing(null, 1.2), EVERY)?.total).toBeCloseTo(Math.log(1.2) / 36, 4)
    expect(nextPace(pace, timing(1), EVERY)?.total).toBe(0.1)
    expect(nextPace(undefined, timing(1_000), EVERY)?.wait).toBeCloseTo(1 / 36, 4)
    expect(nextPace(undefined, timing(0.001), EVERY)?.wait).toBeCloseTo(-1 / 36, 4)
  })

  test('takes two dozen slots where they are seldom: a trouble is told before it is taken for a season', () => {
    let pace: Pace | undefined
    for (let slot = 0; slot < 4; slot++) pace = nextPace(pace, timing(2), { everyMs: HOUR_MS, policy })
    expect((pace?.wait ?? 0) / Math.log(2)).toBeCloseTo(1 - (23 / 24) ** 4, 3)
  })

  test('is kept by location', () => {
    const { inputs } = closing('s?=', 0)
    const paces = pacesAfter({ b: { wait: 0.3, total: 0.3 }, gone: { wait: 0.1, total: 0.1 } }, inputs, EVERY)
    expect(Object.keys(paces).sort()).toEqual(['a', 'b', 'c', 'gone'])
    expect(Object.keys(pacesAfter({}, inputs, EVERY)).sort()).toEqual(['a', 'c'])
    expect(paces.a?.wait).toBeCloseTo(Math.log(2.5) / 36, 4)
    expect(paces.b).toEqual({ wait: 0.3, total: 0.3 })
    expect(paces.c?.wait).toBe(0)
  })
})

describe('a season', () => {
  const voices = (...lns: readonly (readonly [of: string, pages: number, ln: number])[]) =>
    lns.flatMap(([of, pages, ln]) => Array.from({ length: pages }, () => ({ of, ln })))

  test('is what the vendors have in common, each with one voice', () => {
    expect(seasonOf(voices(['a', 4, 0.2], ['b', 4, 0.2], ['c', 4, 0.2]), policy)).toBeCloseTo(0.2)
    // Two thirds of all pages are those of one vendor in trouble.
    expect(seasonOf(voices(['a', 20, 0.3], ['b', 5, 0], ['c', 5, 0.01]), policy)).toBeCloseTo(0.01)
  })

  test('is none of few pages, or of two vendors', () => {
    expect(seasonOf(voices(['a', 3, 0.2], ['b', 3, 0.2], ['c', 3, 0.2]), policy)).toBe(0)
    expect(seasonOf(voices(['a', 4, 0.2], ['b', 3, 0.2], ['c', 3, 0.2]), policy)).toBeCloseTo(0.2)
    expect(seasonOf(voices(['a', 20, 0.2], ['b', 20, 0.2]), policy)).toBe(0)
  })

  test('is none while most are told to be slow: a trouble that all have does not become one', () => {
    const paces = (slow: number) =>
      Array.from({ length: 12 }, (_, index) => ({
        voice: `v${index}`,
        pace: { wait: 0.3, total: 0.2 },
        isSlow: index < slow,
      }))
    expect(seasonOfPaces(paces(0), policy)).toEqual({ wait: 0.3, total: 0.2 })
    expect(seasonOfPaces(paces(5), policy)).toEqual({ wait: 0.3, total: 0.2 })
    expect(seasonOfPaces(paces(7), policy)).toEqual({ wait: 0, total: 0 })
    expect(isToldSlow({ domestic: { slow: null } })).toBe(false)
    expect(isToldSlow({})).toBe(false)
    expect(isToldSlow({ domestic: { slow: null }, abroad: { slow: {} as OpenIncident } })).toBe(true)
  })

  test('in which all are quicker makes no location look loaded when it ends', () => {
    expect(loadRatio(timing(1.6, null, 0.7))).toBeCloseTo(1.6 * 0.7)
    expect(loadRatio(timing(1.6, null, 1.3))).toBe(1.6)
    expect(loadRatio(timing(1.6))).toBe(1.6)
    expect(loadRatio(timing(null, 2))).toBeNull()
    expect(loadRatio(null)).toBeNull()
  })

  test('has an end: what is more is no season', () => {
    expect(seasonOf(voices(['a', 4, 0.9], ['b', 4, 0.9], ['c', 4, 0.9]), policy)).toBeCloseTo(Math.log(1.5))
    expect(seasonOf(voices(['a', 4, -0.9], ['b', 4, -0.9], ['c', 4, -0.9]), policy)).toBeCloseTo(-Math.log(1.5))
  })

  test('takes a page with it as far as it goes itself', () => {
    expect([0.5, 0.1, -0.3].map((own) => shiftBy(own, 0.2))).toEqual([0.2, 0.1, 0])
    expect([-0.5, -0.1, 0.3].map((own) => shiftBy(own, -0.2))).toEqual([-0.2, -0.1, 0])
    expect(seasonShift({ wait: 0.5, total: 0.1 }, { wait: 0.2, total: 0.2 })).toEqual({ wait: 0.2, total: 0.1 })
    expect(seasonShift({ wait: 0.5, total: 0.1 }, { wait: 0, total: 0.2 })).toEqual({ wait: 0, total: 0.1 })
    expect(seasonShift({ wait: 0.5, total: 0.1 }, { wait: 0.2, total: 0 })).toEqual({ wait: 0.2, total: 0 })
    expect(seasonShift({ wait: 0.5, total: 0.1 }, { wait: 0, total: 0 })).toBe(NO_SHIFT)
    expect(seasonShift(undefined, { wait: 0.2, total: 0.2 })).toBe(NO_SHIFT)
    expect(NO_SHIFT).toEqual({ wait: 0, total: 0 })
  })

  test('moves what is usual and what is high, and says so', () => {
    const cell = { ln: 5, s: 0.1, high: 5.2, highMean: 0.1, of: 'hour' } as const
    const { wait, total } = shifted({ wait: cell, total: cell }, { wait: 0.2, total: 0 })
    expect(wait).toEqual({ ...cell, ln: 5.2, high: 5.4, season: 0.2 })
    expect(total).toBe(cell)
    expect(shifted({ wait: null, total: null }, { wait: 0.2, total: 0.2 })).toEqual({ wait: null, total: null })
  })

  test('a portal without a vendor has a voice of its own', () => {
    expect(voiceOf({ id: 'hue', vendor: 'vnpt' })).toBe(voiceOf({ id: 'da-nang', vendor: 'vnpt' }))
    expect(voiceOf({ id: 'hue', vendor: 'vnpt' })).not.toBe(voiceOf({ id: 'hue', vendor: 'fpt' }))
    expect(voiceOf({ id: 'hue', vendor: null })).not.toBe(voiceOf({ id: 'da-nang', vendor: null }))
    expect(voiceOf({ id: 'vnpt', vendor: null })).not.toBe(voiceOf({ id: 'hue', vendor: 'vnpt' }))
  })
})

describe('days', () => {
  /** Fourteen days from a Monday, weekends at half; what is added to each. */
  const levels = (voice: string, added: (day: number) => number | null): PageLevels => ({
    voice,
    days: Array.from({ length: 14 }, (_, index) => {
      const free = index % 7 >= 5
      const more = added(index)
      return { day: addDays('2026-11-16', index), free, ln: more === null ? null : (free ? 5 : 6) + more }
    }),
  })
  const shiftsOf = (pages: readonly PageLevels[], page = 0) =>
    [...(dayShifts(pages, policy)[page] ?? [])]
      .filter(([, ln]) => Math.abs(ln) > 1e-9)
      .map(([day, ln]) => `${day.slice(-2)} ${ln.toFixed(2)}`)
  const everybody = (added: (day: number) => number | null) =>
    Array.from({ length: 10 }, (_, index) => levels(`v${index % 3}`, added))

  test('are moved where everybody was, free ones beside free ones', () => {
    const rush = (day: number): number => (day === 9 ? 0.25 : day === 12 ? -0.2 : 0)
    const pages = [levels('v1', rush), ...everybody(rush)]
    expect(shiftsOf(pages)).toEqual(['25 0.25', '28 -0.20'])
  })

  test('are moved for a page as far as it went itself; of a day of which it tells nothing, as everybody', () => {
    const rush = (day: number): number => (day === 9 || day === 10 ? 0.25 : 0)
    expect(shiftsOf([levels('v1', (day) => (day === 9 ? 0.1 : 0)), ...everybody(rush)])).toEqual(['25 0.10'])
    expect(shiftsOf([levels('v1', (day) => (day === 9 ? null : 0)), ...everybody(rush)])).toEqual(['25 0.25'])
    expect(shiftsOf([levels('v1', (day) => (day === 9 ? 2 : 0)), ...everybody(() => 0)])).toEqual([])
  })

  test('every page has its say, and one that tells of few days has its own usual', () => {
    const rush = (ln: number) => (day: number) => (day === 9 ? ln : 0)
    const others = [0.2, 0.2, 0.2, 0.2, 0.2, 0.4, 0.4, 0.4, 0.4].map((ln) => levels(ln === 0.2 ? 'v1' : 'v2', rush(ln)))
    expect(shiftsOf([levels('v0', rush(0.3)), ...others], 9)).toEqual(['25 0.30'])
    const late = levels('v1', (day) => (day > 8 ? rush(0.1)(day) : null))
    expect(shiftsOf([late, ...everybody(rush(0.25))])).toEqual(['25 0.10'])
    expect(dayShifts(everybody(rush(0)), policy).map(({ size }) => size)).toEqual(Array.from({ length: 10 }, () => 0))
    expect([NO_DAY_SHIFTS.wait.size, NO_DAY_SHIFTS.total.size]).toEqual([0, 0])
  })

  test('are known by their median, where more than half of them is', () => {
    const day = (steps: readonly number[]) => ({ steps: Int16Array.from(steps), shape: { free: false, hours: [] } })
    expect(levelOf(day([800, 900, 1_000, -1]))).toBeCloseTo(900 * STEP)
    expect(levelOf(day([800, 900, -1]))).toBeCloseTo(850 * STEP)
    expect(levelOf(day([1_000, -1, 800, 900]))).toBeCloseTo(900 * STEP)
    expect(levelOf(day([0, 0, 900]))).toBe(0)
    expect(levelOf(day([800, 900, -1, -1]))).toBeNull()
    expect(levelOf(day([]))).toBeNull()
  })

  test('are moved by whole steps, as durations are kept', () => {
    expect([shiftSteps(undefined), shiftSteps(2.6 * STEP), shiftSteps(-2.4 * STEP)]).toEqual([0, 3, -2])
  })
})
