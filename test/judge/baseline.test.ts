import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  against,
  cellsOfDay,
  type DayShape,
  type DaySteps,
  NO_CELLS,
  STEP,
  stepOf,
  timingOf,
} from '../../lib/judge/baseline.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'

const HOURS = Array.from({ length: 25 }, (_, hour) => hour * 2)
const WORK: DayShape = { free: false, hours: HOURS }
const FREE: DayShape = { free: true, hours: HOURS }

/** A day of two slots an hour, each of so many ms at its hour; null: none. */
function day(shape: DayShape, msAt: (hour: number, half: number) => number | null): DaySteps {
  const steps = Array.from({ length: 48 }, (_, index) => {
    const ms = msAt(index >> 1, index % 2)
    return ms === null ? -1 : stepOf(ms)
  })
  return { steps: Int16Array.from(steps), shape }
}

const days = (count: number, make: (index: number) => DaySteps) =>
  Array.from({ length: count }, (_, index) => make(index))
const cell = (list: readonly DaySteps[], hour: number, free = false) =>
  cellsOfDay(list, free, DEFAULT_POLICY)[hour] ?? null
const usual = (found: ReturnType<typeof cell>) => found && { ms: Math.round(Math.exp(found.ln)), of: found.of }

describe('what is usual', () => {
  test('is known from seven days on', () => {
    const steady = (count: number) => days(count, () => day(WORK, () => 200))
    expect(cell(steady(6), 10)).toBeNull()
    expect(usual(cell(steady(7), 10))).toEqual({ ms: 200, of: 'hour' })
    expect(cell(steady(7), 10)?.s).toBe(0.08)
  })

  test('is that of the hour, on working days apart from free ones', () => {
    const month = days(28, (index) =>
      day(index % 7 >= 5 ? FREE : WORK, (hour) => (index % 7 >= 5 ? 100 : 200) * (hour === 10 ? 3 : 1)),
    )
    expect(usual(cell(month, 10))?.ms).toBe(599)
    expect(usual(cell(month, 11))?.ms).toBe(200)
    expect(usual(cell(month, 10, true))?.ms).toBe(300)
    expect(usual(cell(month, 11, true))?.ms).toBe(100)
  })

  test('widens to four hours of all days, then to the page, where an hour has fewer than five days', () => {
    const week = days(8, (index) => day(index >= 6 ? FREE : WORK, (hour) => (hour >= 8 && hour < 12 ? 400 : 100)))
    expect(usual(cell(week, 9, true))).toEqual({ ms: 399, of: 'block' })
    expect(usual(cell(week, 12, true))).toEqual({ ms: 100, of: 'block' })
    const holed = days(8, () => day(WORK, (hour) => (hour >= 8 && hour < 12 ? null : 100)))
    expect(usual(cell(holed, 9))).toEqual({ ms: 100, of: 'page' })
  })

  test('in a week of seven days, is that of hours on five of them; on the two others that of four hours', () => {
    const week = days(7, (index) => day(index >= 5 ? FREE : WORK, (hour) => (hour === 9 ? 300 : 100)))
    expect(usual(cell(week, 9))).toEqual({ ms: 300, of: 'hour' })
    expect(usual(cell(week, 9, true))).toEqual({ ms: 100, of: 'block' })
  })

  test('varies by the median deviation, as far as the floor; a wild slot moves neither', () => {
    const swinging = days(10, (index) => day(WORK, (_, half) => (half === 0 ? 100 : 400) * (index === 3 ? 50 : 1)))
    const found = cell(swinging, 4)
    expect(usual(found)?.ms).toBeGreaterThan(190)
    expect(found?.s).toBeCloseTo(1.4826 * Math.log(4), 1)
    // The lower ones are all nearer than the first upper one.
    const odd = days(7, (index) => day(WORK, (_, half) => (half === 0 ? ([60, 70, 80, 100][index] ?? 5_000) : null)))
    expect(cell(odd, 4)?.s).toBeCloseTo(1.4826 * Math.log(100 / 60), 2)
  })

  test('may be that of a single value', () => {
    const policy = { ...DEFAULT_POLICY, baseline: { ...DEFAULT_POLICY.baseline, fewestDays: 1, cellDays: 1 } }
    const [found] = cellsOfDay([day(WORK, (hour, half) => (hour + half === 0 ? 100 : null))], false, policy)
    expect(found).toMatchObject({ ln: stepOf(100) * STEP, s: 0.08, highMean: 0, of: 'hour' })
  })

  test('what is high at an hour is so in those around it: a nightly job does not come by the clock', () => {
    const nightly = days(20, () => day(WORK, (hour, half) => (hour === 2 && half === 1 ? 300 : 100)))
    const high = (hour: number) => Math.round(Math.exp(cell(nightly, hour)?.high ?? 0))
    expect([0, 1, 2, 3, 4].map(high)).toEqual([100, 300, 300, 300, 100])
  })

  test('means of hours: what nine tenths of those around stay below; a wild slot counts as e times', () => {
    const wandering = days(20, (index) => day(WORK, () => (index % 5 === 0 ? 200 : 100)))
    expect(cell(wandering, 10)?.highMean).toBeCloseTo(Math.log(2), 1)
    const wild = days(20, (index) => day(WORK, (_, half) => (index % 5 === 0 && half === 0 ? 50_000 : 100)))
    expect(cell(wild, 10)?.highMean).toBeCloseTo(0.5, 2)
    expect(
      cell(
        days(20, () => day(WORK, () => 100)),
        10,
      )?.highMean,
    ).toBe(0)
  })

  test('means of hours: the ninth of ten in order, each above what is usual at its own hour', () => {
    const growing = days(20, (index) => day(WORK, () => 100 * 1.05 ** index))
    const at = (index: number) => stepOf(100 * 1.05 ** index)
    expect(cell(growing, 10)?.highMean).toBeCloseTo((at(17) - (at(9) + at(10)) / 2) * STEP, 9)
    const peaked = days(20, () => day(WORK, (hour) => (hour === 10 ? 300 : hour === 11 ? 30 : 100)))
    expect([8, 9, 10, 11, 12].map((hour) => cell(peaked, hour)?.highMean)).toEqual([0, 0, 0, 0, 0])
  })

  test('means of hours: on days of the kind that it is of, or of any', () => {
    const twice = days(20, (index) => day(index % 2 ? FREE : WORK, () => (index % 2 ? 200 : 100)))
    expect([cell(twice, 10)?.highMean, cell(twice, 10, true)?.highMean]).toEqual([0, 0])
    // Four hours of eight days, of one of them wild: it counts as e times.
    const wild = days(8, (index) => day(index >= 6 ? FREE : WORK, () => (index === 7 ? 50_000 : 100)))
    expect(cell(wild, 9, true)).toMatchObject({ of: 'block', highMean: 1 })
  })

  test('means of hours: of those of which half is known, also of 1 ms; where there are none, what is high', () => {
    const wildAt = (index: number) => (index % 5 === 0 ? 50_000 : 100)
    const half = days(20, (index) => day(WORK, (_, at) => (at === 0 ? wildAt(index) : null)))
    expect(cell(half, 10)?.highMean).toBe(1)
    const third = days(20, (index) => {
      const steps = Array.from({ length: 72 }, (_, at) => (at % 3 === 0 ? stepOf(wildAt(index)) : -1))
      return { steps: Int16Array.from(steps), shape: { free: false, hours: HOURS.map((at) => at * 1.5) } }
    })
    expect(cell(third, 10)?.highMean).toBeCloseTo(Math.log(500), 2)
    const short = days(20, () => day(WORK, (_, at) => (at === 0 ? 1 : 2)))
    expect(cell(short, 10)?.highMean).toBe(0)
  })

  test('an hour that the page is not measured in has no mean', () => {
    const shape = { free: false, hours: HOURS.map((at) => Math.max(0, at - 6)) }
    const unseen = days(20, () => ({ steps: new Int16Array(42).fill(stepOf(100)), shape }))
    expect(cell(unseen, 0)).toMatchObject({ of: 'block', highMean: 0 })
  })

  test('is what it would be without what a season moved a day by', () => {
    const steady = days(10, () => day(WORK, () => 100))
    const moved = days(10, (index) => ({ ...day(WORK, () => 100 * (1 + index)), shift: stepOf(1 + index) }))
    const [found, plain] = [cell(moved, 10), cell(steady, 10)]
    expect(found?.ln).toBeCloseTo(plain?.ln ?? 0, 1)
    expect(found?.s).toBe(0.08)
    expect(found?.highMean).toBeLessThanOrEqual(STEP)
  })

  test('is of the values that count: negative ones are none', () => {
    const excluded = days(8, (index) => day(WORK, () => (index === 0 ? null : 200)))
    expect(usual(cell(excluded, 0))?.ms).toBe(200)
    expect(cell(excluded.slice(0, 7), 0)).toBeNull()
  })

  test('is the median and MAD of any values, in any order of days', () => {
    const values = fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 13, maxLength: 56 })
    fc.assert(
      fc.property(values, (list) => {
        const made = days(Math.ceil(list.length / 2), (index) =>
          day(WORK, (hour, half) => (hour === 5 ? (list[2 * index + half] ?? null) : null)),
        )
        const steps = list.map(stepOf)
        const median = middle(steps)
        const mad = middle(steps.map((step) => Math.abs(step - median)))
        const found = cell(made, 5)
        expect(found?.ln).toBeCloseTo(median * STEP, 9)
        expect(found?.high).toBeCloseTo(
          (steps.toSorted((a, b) => a - b)[Math.ceil(0.9 * steps.length) - 1] ?? 0) * STEP,
          9,
        )
        expect(found?.s).toBeCloseTo(Math.max(0.08, 1.4826 * mad * STEP), 9)
        expect(cell(made.toReversed(), 5)).toEqual(found)
      }),
    )
  })
})

test('a duration beside it: ratio, deviation and where it is from; nothing of what did not pass', () => {
  const beside = against(500, { ln: Math.log(200), s: 0.1, high: Math.log(300), highMean: 0.2, of: 'hour' })
  expect(beside).toMatchObject({ ms: 500, s: 0.1, highMean: 0.2, cell: 'hour' })
  expect(beside?.ratio).toBeCloseTo(2.5, 9)
  expect(beside?.highMs).toBeCloseTo(300, 9)
  expect(beside).not.toHaveProperty('season')
  const moved = against(500, { ln: 1, s: 0.1, high: 1, highMean: 0.2, of: 'hour', season: Math.log(1.3) })
  expect(moved?.season).toBeCloseTo(1.3, 9)
  expect(against(null, { ln: 1, s: 0.1, high: 1, highMean: 0.2, of: 'hour' })).toBeNull()
  expect(timingOf({ outcome: 'failed', waitMs: 1, totalMs: 2 }, NO_CELLS)).toBeNull()
  expect(timingOf({ outcome: 'passed', waitMs: 1, totalMs: 2 }, NO_CELLS)).toEqual({
    waitMs: 1,
    wait: null,
    total: null,
  })
})

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[half] as number)
    : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2
}
