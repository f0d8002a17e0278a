import { expect, test } from 'vitest'
import { drawsOf } from './draws.ts'
import { bySeed, poisson, wilson } from './intervals.ts'

test('shares, by the published example and at both ends', () => {
  // Newcombe 1998, table I, Wilson without continuity correction: 81 of 263, 0 of 20.
  expect(wilson(81, 263).low).toBeCloseTo(0.2553, 4)
  expect(wilson(81, 263).high).toBeCloseTo(0.3662, 4)
  expect(wilson(0, 20).low).toBe(0)
  expect(wilson(0, 20).high).toBeCloseTo(0.1611, 4)
  expect(wilson(20, 20).high).toBe(1)
})

test('counts, by the tables of the exact limits', () => {
  for (const [count, low, high] of [
    [0, 0, 3.689],
    [1, 0.02532, 5.572],
    [10, 4.795, 18.39],
    [100, 81.36, 121.6],
  ] as const) {
    expect(poisson(count).low / (low || 1)).toBeCloseTo(low === 0 ? 0 : 1, 3)
    expect(poisson(count).high / high).toBeCloseTo(1, 3)
  }
})

test('counts of thousands have limits too', () => {
  const { low, high } = poisson(5_000)
  expect([low / 5_000, high / 5_000].map((share) => Number(share.toFixed(3)))).toEqual([0.972, 1.028])
})

test('what differs from seed to seed is as uncertain as seeds are', () => {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const { share } = drawsOf('test')
  expect(bySeed([5, 5, 5], { statistic: mean, share })).toEqual({ low: 5, high: 5 })
  const { low, high } = bySeed([0, 10, 0, 10, 0, 10], { statistic: mean, share })
  expect([low < 3, high > 7]).toEqual([true, true])
})
