import { describe, expect, test } from 'vitest'
import { findStep, STEP_WINDOW, stepOfLogs } from '../../lib/judge/level-step.ts'
import { chanceOfStep } from '../../lib/judge/step-chance.ts'
import { drawsOf } from '../bench/alerts/draws.ts'

const WEEKENDS = Array.from({ length: STEP_WINDOW.days }, (_, day) => day % 7 >= 5)
const at = (days: readonly (number | null)[], least = 1) => findStep(days, { isFree: WEEKENDS, least })
const steps = (before: number, after: number, daysAfter: number): number[] =>
  Array.from({ length: STEP_WINDOW.days }, (_, day) => (day < STEP_WINDOW.days - daysAfter ? before : after))
const ms = (log: number | undefined): number => Math.round(Math.exp(log ?? 0))

/** A series without a step. */
function noise(memory: number, seed: number): number[] {
  const draws = drawsOf('level-step', memory, seed)
  let off = draws.normal()
  return Array.from({ length: STEP_WINDOW.days }, () => {
    off = memory * off + Math.sqrt(1 - memory ** 2) * draws.normal()
    return off
  })
}

describe('the largest step', () => {
  test.each([6, 7, 14, 20, 27, 28])('is found where it is, %d days ago', (daysAfter) => {
    const step = at(steps(500, 700, daysAfter))
    expect(step).toMatchObject({ daysAfter, isAtEnd: daysAfter === 6 || daysAfter === 28 })
    expect([step?.before, step?.after, step?.latest].map(ms)).toEqual([500, 700, 700])
  })

  test('weekends that are quicker make none, nor move it; the levels are those of working days', () => {
    const quick = (days: number[]): number[] => days.map((value, day) => (WEEKENDS[day] ? value / 2 : value))
    expect(at(quick(steps(500, 500, 14)))?.gain).toBe(0)
    const step = at(quick(steps(500, 700, 12)))
    expect(step).toMatchObject({ daysAfter: 12 })
    expect([step?.before, step?.after].map(ms)).toEqual([500, 700])
  })

  test('one with too few known days since is found at an end', () => {
    const holes = steps(500, 700, 9).map((value, day) => ([51, 53, 55].includes(day) ? null : value))
    expect(at(holes)).toMatchObject({ daysAfter: 9, isAtEnd: true })
  })

  test('one down is none', () => {
    expect(at(steps(700, 500, 14))?.gain).toBe(0)
  })

  test('needs a week since and three weeks before of which something is known', () => {
    const known = steps(500, 700, 14)
    expect(at(known.map((value, day) => (day >= 56 - 8 ? null : value)))).not.toBeNull()
    expect(at(known.map((value, day) => (day < 35 ? null : value)))).toBeNull()
    expect(at(known.map(() => null))).toBeNull()
    expect(at(known.map((value, day) => (day < 28 || day >= 34 ? value : null)))).not.toBeNull()
  })

  test('what is below the least counts as that', () => {
    expect(at(steps(0, 9, 14), 10)?.gain).toBe(0)
    expect(at(steps(0, 200, 14), 10)?.before).toBeCloseTo(Math.log(10))
  })

  test('memory is seen where there is some', () => {
    const of = (memory: number): number => {
      const found = Array.from({ length: 60 }, (_, seed) => stepOfLogs(noise(memory, seed), WEEKENDS)?.memory ?? 0)
      return found.reduce((sum, one) => sum + one, 0) / found.length
    }
    expect(of(0)).toBeLessThan(0.15)
    expect(of(0.7)).toBeGreaterThan(0.45)
  })
})

describe('its chance', () => {
  test('is that of the table at its numbers, and between them', () => {
    expect(chanceOfStep({ gain: 2.9, memory: 0 })).toBeCloseTo(0.01, 6)
    expect(chanceOfStep({ gain: 4.89, memory: 0.5 })).toBeCloseTo(0.000_1, 8)
    expect(chanceOfStep({ gain: (2.9 + 3.19) / 2, memory: 0.05 })).toBeCloseTo(0.01, 6)
    expect(chanceOfStep({ gain: 5.93, memory: 0.95 })).toBeCloseTo(0.000_01, 9)
    expect(chanceOfStep({ gain: 0, memory: 0.3 })).toBe(1)
  })

  test('falls with the gain, and rises with the memory, without end', () => {
    const gains = Array.from({ length: 100 }, (_, i) => i / 10)
    for (const memory of [0, 0.33, 0.7, 0.9]) {
      const chances = gains.map((gain) => chanceOfStep({ gain, memory }))
      expect(chances).toEqual(chances.toSorted((a, b) => b - a))
      expect(new Set(chances).size).toBe(chances.length)
    }
    expect(chanceOfStep({ gain: 4, memory: 0.6 })).toBeGreaterThan(chanceOfStep({ gain: 4, memory: 0.1 }))
  })

  test.each([0, 0.3, 0.5, 0.7])(
    'with a memory of %f a hundredth of series without a step seem to have one of a hundredth',
    (memory) => {
      const series = 3_000
      const below = Array.from({ length: series }, (_, seed) => stepOfLogs(noise(memory, seed), WEEKENDS)).filter(
        (step) => step !== null && chanceOfStep(step) <= 0.01,
      ).length
      // Fixed seeds: 30 are expected, and one deviation is 5.5.
      expect(below).toBeGreaterThan(10)
      expect(below).toBeLessThan(50)
    },
  )
})
