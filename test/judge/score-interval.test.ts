import { expect, test } from 'vitest'
import { batchesOf, intervalOf } from '../../lib/judge/score-interval.ts'

test.each([
  [27, []],
  [28, [7, 4]],
  [31, [7, 4]],
  [56, [14, 4]],
  [83, [14, 4]],
  [84, [14, 6]],
  [92, [14, 6]],
  [365, [56, 6]],
])('%d days are cut into whole weeks', (days, [length, count] = []) => {
  const batches = batchesOf(days)
  expect(batches).toEqual(
    Array.from({ length: count ?? 0 }, (_, n) => ({ fromDay: n * (length ?? 0), toDay: (n + 1) * (length ?? 0) })),
  )
})

test('the interval is what a spreadsheet makes of it', () => {
  // AVERAGE, STDEV.S, T.INV.2T(0.05; 3) of 14, 15, 16, 17.
  const { mean, low, high } = intervalOf([14, 15, 16, 17], 20)
  expect([mean, low, high].map((value) => value.toFixed(4))).toEqual(['15.5000', '13.4457', '17.5543'])
  expect(intervalOf([12, 12, 12, 12, 12, 12], 20)).toEqual({ mean: 12, low: 12, high: 12, batches: 6 })
  expect(() => intervalOf([1, 2, 3], 20)).toThrow('an interval needs 4 or 6 batches, not 3')
})

test('no further than points go', () => {
  // 19.5 ± 3.18 × 1 ÷ 2, and the same from 0.
  expect(intervalOf([18, 20, 20, 20], 20)).toEqual({
    mean: 19.5,
    low: expect.closeTo(17.9088, 4),
    high: 20,
    batches: 4,
  })
  expect(intervalOf([2, 0, 0, 0], 20)).toEqual({ mean: 0.5, low: 0, high: expect.closeTo(2.0912, 4), batches: 4 })
  expect(intervalOf([8, 10, 10, 10], 10).high).toBe(10)
})
