import { describe, expect, test } from 'vitest'
import { runsOf, ticksTo } from '../../../lib/web/charts/scale.ts'
import { percent } from '../../../lib/web/figures.ts'

describe('ticks', () => {
  test.each([
    [100, [0, 50, 100]],
    [1, [0, 0.5, 1]],
    [399, [0, 100, 200, 300, 400]],
    [2_700, [0, 1_000, 2_000, 3_000]],
    [0.3, [0, 0.1, 0.2, 0.3]],
  ])('to %s', (most, ticks) => {
    expect(ticksTo(most)).toEqual(ticks)
  })
})

test('runs are what lies between gaps', () => {
  expect(runsOf([null, 1, 2, null, 0, null])).toEqual([
    { from: 1, to: 3 },
    { from: 4, to: 5 },
  ])
  expect(runsOf([])).toEqual([])
})

test.each([
  [1, '100.0%'],
  [0.99996, '99.996%'],
  [0.57, '57.0%'],
  [0.000_01, '0.001%'],
  [0, '0.0%'],
  [null, '–'],
])('a share of %s is %s', (share, text) => {
  expect(percent(share, 'en')).toBe(text)
})
