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
  { weight: 1, arbitrary: fc.constantFrom(0, 1e-9, 100, 1e7) },
)
/** As many as that: of themselves lists are of ten at the most, and no sketch. */
const values = fc.array(value, { maxLength: 160, size: 'max' })
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
      { numRuns: 50 },
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
      { numRuns: 30 },
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

describe('many values', () => {
  const from = (first: number, to: number, step = 1) =>
    Array.from({ length: Math.floor((to - first) / step) + 1 }, (_, at) => first + at * step)
  const zeros = (count: number) => Array.from({ length: count }, () => 0)
  const sketch = (list: readonly number[]) => {
    const made = distributionOf(list)
    if (!('bins' in made)) throw new Error('no sketch')
    return made
  }

  test('are a sketch from a hundred on, and as they are below', () => {
    expect(distributionOf(from(1, 99).toReversed())).toEqual(from(1, 99))
    expect(sketch([...from(1, 250), ...zeros(50)])).toMatchObject({ n: 300, min: 0, max: 250, zeros: 50 })
    expect(sketch(from(1, 100))).toMatchObject({ n: 100, sum: 50_500_000, min: 1, max: 100, zeros: 0 })
  })

  test('have one bin where they are equal', () => {
    expect(sketch(Array.from({ length: 150 }, () => 7)).bins.slice(1)).toEqual([150])
    expect(sketch(zeros(100)).bins).toEqual([])
    expect(
      sketch(from(1, 100))
        .bins.filter((_, at) => at % 2 === 1)
        .reduce((sum, count) => sum + count),
    ).toBe(100)
  })

  test('have quantiles within a hundredth, of zeros exactly', () => {
    const made = sketch([...from(1, 250), ...zeros(50)])
    expect(quantilesOf(made, [0.1, 50 / 300])).toEqual([0, 0])
    for (const [q, exact] of [
      [51 / 300, 1],
      [52 / 300, 2],
      [0.5, 100],
      [0.75, 175],
      [299 / 300, 249],
    ] as const)
      expect(Math.abs((quantileOf(made, q) ?? 0) / exact - 1)).toBeLessThanOrEqual(RELATIVE_ERROR)
    expect(quantileOf(made, 1)).toBeCloseTo(250, -1)
    expect(quantileOf(sketch(Array.from({ length: 150 }, () => 7)), 0.5)).toBe(7)
    expect(quantileOf(sketch(zeros(100)), 1)).toBe(0)
  })

  test('have the mean of all', () => {
    expect(meanOf(distributionOf(from(1, 199)))).toBe(100)
    expect(meanOf(distributionOf(from(1, 99)))).toBe(50)
    expect(meanOf([])).toBeNull()
  })

  test.each([
    ['by turns', [from(1, 300, 2), from(2, 300, 2)]],
    ['one after the other', [from(1, 150), from(151, 300)]],
    ['the later first', [from(151, 300), from(1, 150)]],
    ['alike', [from(1, 150), from(1, 150)]],
    ['many and few', [from(1, 150), from(200, 220), from(3, 5)]],
    ['few and few', [from(1, 60), from(30, 90)]],
    ['with zeros', [zeros(120), from(1, 120), [...zeros(7), 3]]],
    ['with nothing', [[], from(1, 120)]],
  ])('are the same %s', (_name, parts) => {
    expect(mergeDistributions(parts.map((part) => distributionOf(part)))).toEqual(distributionOf(parts.flat()))
  })

  test('stay as they are where together they are few, or come alone', () => {
    expect(mergeDistributions([from(50, 60), from(1, 9)])).toEqual([...from(1, 9), ...from(50, 60)])
    expect(mergeDistributions([from(1, 50), from(51, 99)])).toHaveLength(99)
    expect(mergeDistributions([from(1, 50), from(51, 100)])).toHaveProperty('n', 100)
    const alone = distributionOf(from(1, 120))
    expect(mergeDistributions([alone])).toBe(alone)
    expect(mergeDistributions([])).toEqual([])
  })
})
