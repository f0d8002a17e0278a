import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  countOf,
  type Distribution,
  distributionOf,
  EXACT_BELOW,
  meanOf,
  mergeDistributions,
  quantileOf,
  quantilesOf,
  RELATIVE_ERROR,
} from '../../lib/judge/distribution.ts'
import { nearestRank } from '../../lib/judge/quantile.ts'
import { canonicalJson } from '../../lib/record/canonical.ts'
import { seededRandom } from '../kit/random.ts'

/** Times as they come, zeros among them, some from another world. */
const value = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: 0.001, max: 60_000, noNaN: true }) },
  { weight: 2, arbitrary: fc.nat(30_000) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1e-9, 100, 5e12) },
)
const values = fc.array(value, { maxLength: 400 })
const QUANTILES = [0.001, 0.01, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1]

describe('for any values', () => {
  test('a quantile is within the stated error of the exact one, and exact for few', () => {
    fc.assert(
      fc.property(values, (list) => {
        const distribution = distributionOf(list)
        const sorted = list.toSorted((a, b) => a - b)
        for (const q of QUANTILES) {
          const exact = nearestRank(sorted, q)
          const found = quantileOf(distribution, q)
          if (list.length < EXACT_BELOW || exact === null || found === null) expect(found).toBe(exact)
          // The bins' own bounds are computed in floating point.
          else expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact * RELATIVE_ERROR * (1 + 1e-9))
        }
        expect(quantilesOf(distribution, QUANTILES)).toEqual(QUANTILES.map((q) => quantileOf(distribution, q)))
        expect(countOf(distribution)).toBe(list.length)
      }),
      { numRuns: 300 },
    )
  })

  test('parts merged in any order and grouping are, byte for byte, what the whole is', () => {
    fc.assert(
      fc.property(fc.array(values, { maxLength: 6 }), fc.infiniteStream(fc.nat()), (parts, random) => {
        const whole = canonicalJson(distributionOf(parts.flat()))
        const shuffled = parts
          .map((part) => ({ part, key: random.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ part }) => distributionOf(part))
        expect(canonicalJson(mergeDistributions(shuffled))).toBe(whole)
        const stepwise = shuffled.reduce((a, b) => mergeDistributions([a, b]), distributionOf([]))
        expect(canonicalJson(stepwise)).toBe(whole)
        expect(canonicalJson(mergeDistributions(JSON.parse(JSON.stringify(shuffled)) as Distribution[]))).toBe(whole)
      }),
      { numRuns: 200 },
    )
  })

  test('the mean is exact to a ten-thousandth', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 60_000, noNaN: true }), { minLength: 1 }), (list) => {
        const exact = list.reduce((a, b) => a + b, 0) / list.length
        expect(meanOf(distributionOf(list))).toBeCloseTo(exact, 3)
      }),
    )
  })
})

test('none at all', () => {
  expect([countOf([]), quantileOf([], 0.5), meanOf([]), distributionOf([])]).toEqual([0, null, null, []])
})

test('only zeros', () => {
  const zeros = distributionOf(Array.from({ length: 150 }, () => 0))
  expect([quantileOf(zeros, 0.5), quantileOf(zeros, 1), meanOf(zeros)]).toEqual([0, 0, 0])
})

test('a day of one location is small: bins that hold nothing take no room', () => {
  const random = seededRandom(1)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const day = distributionOf(Array.from({ length: 288 }, () => Math.round(10 * 300 * Math.exp(0.4 * normal())) / 10))
  expect(canonicalJson(day).length).toBeLessThan(700)
})
