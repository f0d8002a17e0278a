import { expect, test } from 'vitest'
import { pairedInterval } from './equivalence.ts'
import { trendOf } from './trend.ts'

test('the interval leaves 5 % at each end, by the tables of the signed-rank test', () => {
  // Critical values at 5 %, one-sided: n = 20: 60, n = 10: 10, n = 5: 0. With differences 1…n the averages are known.
  for (const [pairs, critical] of [
    [5, 0],
    [10, 10],
    [20, 60],
  ] as const) {
    const differences = Array.from({ length: pairs }, (_, i) => 2 ** i)
    const averages = differences
      .flatMap((a, i) => differences.slice(i).map((b) => (a + b) / 2))
      .toSorted((a, b) => a - b)
    expect(pairedInterval(differences)).toEqual({ low: averages[critical], high: averages.at(-critical - 1) })
  }
})

test('four pairs prove nothing', () => {
  expect(pairedInterval([0, 0, 0, 0])).toEqual({ low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY })
})

test('a trend is found under noise, and none where there is none', () => {
  const noise = Array.from({ length: 60 }, (_, i) => Math.sin(i * i))
  expect(trendOf(noise.map((value, i) => value + i * 0.1)).slope.low).toBeGreaterThan(0)
  const { low, high } = trendOf(noise).slope
  expect([low <= 0, high >= 0]).toEqual([true, true])
})
