import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nearestRank } from '../../lib/judge/quantile.ts'

test('of a hundred values, the one of that rank', () => {
  const values = Array.from({ length: 100 }, (_, index) => index + 1)
  for (let rank = 1; rank <= 100; rank++) expect(nearestRank(values, rank / 100)).toBe(rank)
  expect(nearestRank(values, 0.001)).toBe(1)
  expect(nearestRank(values, 0.991)).toBe(100)
})

test('of one value that, of none null', () => {
  expect(nearestRank([7], 0.01)).toBe(7)
  expect(nearestRank([7], 1)).toBe(7)
  expect(nearestRank([], 0.5)).toBeNull()
})

test('is the smallest observed value whose share reaches q', () => {
  const list = fc.array(fc.nat(1_000), { minLength: 1 }).map((values) => values.toSorted((a, b) => a - b))
  fc.assert(
    fc.property(list, fc.integer({ min: 1, max: 100 }), (sorted, percent) => {
      const value = nearestRank(sorted, percent / 100) as number
      expect(sorted.filter((other) => other <= value).length * 100).toBeGreaterThanOrEqual(percent * sorted.length)
      expect(sorted.filter((other) => other < value).length * 100).toBeLessThan(percent * sorted.length)
    }),
  )
})
