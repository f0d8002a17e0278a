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

  test('is as large as memory can’t explain: by hand, of a series without noise', () => {
    // 42 days at 0, 14 at d: the mean is d / 4. Of 55 pairs of days 41 are both before the step, 13 both after it.
    const d = Math.log(1.4)
    const variance = (d ** 2 * 42 * 14) / 56 ** 2
    const memory = (d ** 2 * (41 * (1 / 4) ** 2 - (1 / 4) * (3 / 4) + 13 * (3 / 4) ** 2)) / 56 / variance
    const left = variance * (1 - memory ** 2) + 0.03 ** 2
    const step = at(steps(500, 700, 14))
    expect(step?.memory).toBeCloseTo(memory, 12)
    expect(step?.gain).toBeCloseTo(Math.sqrt(56 * Math.log(left / 0.03 ** 2)), 10)
  })

  test('a day of which nothing is known parts those beside it', () => {
    const d = Math.log(1.4)
    const [off, on] = [(-14 / 55) * d, (41 / 55) * d]
    const variance = (d ** 2 * 41 * 14) / 55 ** 2
    const memory = ((39 * off ** 2 + off * on + 13 * on ** 2) / 53) * (54 / 55)
    const hole = steps(500, 700, 14).map((value, day) => (day === 20 ? null : value))
    expect(at(hole)?.memory).toBeCloseTo(memory / variance, 12)
    expect(at(hole)?.gain).toBeCloseTo(
      Math.sqrt(55 * Math.log((variance * (1 - (memory / variance) ** 2) + 0.03 ** 2) / 0.03 ** 2)),
      10,
    )
  })

  test('every other day is enough, though nothing is known of their memory', () => {
    const step = at(steps(500, 700, 14).map((value, day) => (day % 2 === 0 ? value : null)))
    expect(step).toMatchObject({ daysAfter: 14, memory: 0 })
    expect([step?.before, step?.after].map(ms)).toEqual([500, 700])
  })

  test('a series that never changes has none, at the youngest place', () => {
    expect(at(steps(1, 1, 14))).toMatchObject({ gain: 0, memory: 0, daysAfter: 6, isAtEnd: true })
  })

  test('one that swings from day to day has no memory, rather than less than none', () => {
    const none = Array.from({ length: STEP_WINDOW.days }, () => false)
    const swings = Array.from({ length: STEP_WINDOW.days }, (_, day) => day % 2)
    expect(stepOfLogs(swings, none)?.memory).toBe(0)
  })

  test('what has come down again since is told by the last seven days', () => {
    const days = steps(500, 700, 14).map((value, day) => (day >= STEP_WINDOW.days - 7 ? 600 : value))
    const step = at(days)
    expect(step?.daysAfter).toBe(14)
    expect(ms(step?.latest)).toBe(600)
    expect(ms(step?.after)).toBe(Math.round(Math.sqrt(600 * 700)))
  })

  test('its oldest place has three weeks of known days before it, or is four weeks old', () => {
    const from = (day: number) => at(steps(500, 700, 14).map((value, on) => (on < day ? null : value)))
    expect(from(20)).toMatchObject({ daysAfter: 14, isAtEnd: false })
    expect(from(21)).toMatchObject({ daysAfter: 14, isAtEnd: true })
    expect(at(steps(500, 700, 27))).toMatchObject({ daysAfter: 27, isAtEnd: false })
  })

  test('how much free days differ is the middle of what weeks say that have both', () => {
    const shares = [0.3, 0.5, 0.4, 0.5, 0.6, 0.5, 0.7, 0.2]
    const days = steps(500, 500, 14).map((value, day) =>
      WEEKENDS[day] ? value * (shares[Math.floor(day / 7)] ?? 1) : value,
    )
    const working = days.map((value, day) => (WEEKENDS[day] ? null : value))
    // A week of holidays, and one that nobody measured.
    const isFree = WEEKENDS.map((free, day) => free || Math.floor(day / 7) === 1)
    const known = days.map((value, day) => (Math.floor(day / 7) === 1 ? 100 : Math.floor(day / 7) === 2 ? null : value))
    const step = findStep(known, { isFree, least: 1 })
    const expected = findStep(
      known.map((value, day) => (value !== null && isFree[day] ? value / 0.5 : value)),
      { isFree: isFree.map(() => false), least: 1 },
    )
    expect(step?.gain).toBeCloseTo(expected?.gain ?? Number.NaN, 10)
    expect(step?.memory).toBeCloseTo(expected?.memory ?? Number.NaN, 10)
    expect(at(working)?.gain).toBe(0)
  })

  test('days that are all free, or mostly, are on their own level', () => {
    const step = findStep(steps(500, 700, 14), { isFree: WEEKENDS.map(() => true), least: 1 })
    expect([step?.before, step?.after].map(ms)).toEqual([500, 700])
    const isFree = WEEKENDS.map((free, day) => free || (day >= 7 && day < 49))
    const days = steps(500, 500, 14).map((value, day) => (isFree[day] ? value / 2 : value))
    const known = findStep(days, { isFree, least: 1 })
    expect(known?.gain).toBe(0)
    expect(ms(known?.before)).toBe(500)
  })

  test('weeks are counted from the end; the first may be short', () => {
    const length = 52
    const isFree = Array.from({ length }, (_, day) => (day + 4) % 7 >= 5)
    const days = steps(500, 700, 14)
      .slice(-length)
      .map((value, day) => (isFree[day] ? value / 2 : value))
    const step = findStep(days, { isFree, least: 1 })
    expect(step?.daysAfter).toBe(14)
    expect([step?.before, step?.after].map(ms)).toEqual([500, 700])
    // Only the whole weeks agree on how much they differ.
    const odd = days.map((value, day) => (day < 3 && isFree[day] ? value * 1.5 : value))
    expect(ms(findStep(odd, { isFree, least: 1 })?.before)).toBe(500)
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

  test('goes with the square of the gain between two numbers of the table, and past its last', () => {
    expect(chanceOfStep({ gain: 2.03 / Math.SQRT2, memory: 0 })).toBeCloseTo(10 ** -0.5, 10)
    expect(chanceOfStep({ gain: 2.03, memory: 0 })).toBeCloseTo(0.1, 10)
    expect(chanceOfStep({ gain: Math.sqrt((3.5 ** 2 + 3.96 ** 2) / 2), memory: 0 })).toBeCloseTo(10 ** -3.5, 12)
    expect(chanceOfStep({ gain: Math.sqrt(2 * 4.3 ** 2 - 3.96 ** 2), memory: 0 })).toBeCloseTo(1e-6, 14)
    expect(chanceOfStep({ gain: 3.27 + 0.25 * 0.08, memory: 0.225 })).toBeCloseTo(0.01, 10)
    expect(chanceOfStep({ gain: 2.88, memory: 0.7 })).toBeCloseTo(0.1, 10)
    expect(chanceOfStep({ gain: 2.88, memory: 0.9 })).toBeCloseTo(0.1, 10)
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
