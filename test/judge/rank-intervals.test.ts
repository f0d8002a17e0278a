import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rankIntervals } from '../../lib/judge/rank-intervals.ts'

const ranks = (scores: Readonly<Record<string, readonly number[]>>) =>
  rankIntervals(Object.entries(scores).map(([portal, of]) => ({ portal, scores: of }))).map(
    ({ portal, best, worst }) => `${portal} ${best}–${worst}`,
  )

test('what differs by less than chance does has the same ranks', () => {
  expect(ranks({ a: [15, 16, 14, 15], b: [15.2, 15.4, 14.9, 15.1], c: [14, 16, 15, 15.5] })).toEqual([
    'a 1–3',
    'b 1–3',
    'c 1–3',
  ])
})

test('what is far apart has one rank, whatever all have in common in a batch', () => {
  expect(ranks({ a: [18, 14, 18.1, 14.1], b: [12, 8.1, 12, 8], c: [5, 1, 5.1, 1] })).toEqual([
    'a 1–1',
    'b 2–2',
    'c 3–3',
  ])
})

test('a portal that varies more than the others is not ranked by their steadiness', () => {
  const steady = { a: [10, 10.1, 10, 10.1], b: [9, 9.1, 9.1, 9], c: [8, 8.1, 8, 8.1] }
  expect(ranks({ ...steady, d: [20, 1, 19, 3] }).at(-1)).toBe('d 1–4')
})

test('a difference must be more than what a table of the studentized range asks for', () => {
  // Residuals ±1 of a and b, none of c, 6 degrees of freedom, q = 4.339; variances 1, 1 and the pooled 4/6.
  // Least differences: a and b 4.339 × √(2 / 8) = 2.170, each of them and c 4.339 × √(1.667 / 8) = 1.980.
  const of = (b: number, c: number) =>
    ranks({ a: [11, 9, 10, 10], b: [b - 1, b + 1, b, b], c: [c, c, c, c] }).map((rank) => rank.slice(2))
  expect(of(10 - 2.16, 10)).toEqual(['1–3', '2–3', '1–2'])
  expect(of(10 - 2.18, 10)).toEqual(['1–2', '3–3', '1–2'])
  expect(of(10, 10 - 1.97)).toEqual(['1–3', '1–3', '1–3'])
  expect(of(10, 10 - 1.99)).toEqual(['1–2', '1–2', '3–3'])
})

test('portals that are the same in each batch share their rank', () => {
  expect(ranks({ a: [5, 5, 5, 5], b: [5, 5, 5, 5], c: [4, 4, 4, 4] })).toEqual(['a 1–2', 'b 1–2', 'c 3–3'])
})

test('of one portal or none there is no rank', () => {
  expect([ranks({}), ranks({ a: [1, 2, 3, 4] })]).toEqual([[], []])
  expect(() => ranks({ a: [1, 2, 3, 4], b: [1, 2, 3] })).toThrow('b has 3 batches, a 4')
})

test('a better portal never ranks below a worse one, and every rank is possible', () => {
  const scores = fc.array(fc.array(fc.double({ min: 0, max: 20, noNaN: true }), { minLength: 4, maxLength: 4 }), {
    minLength: 2,
    maxLength: 8,
  })
  fc.assert(
    fc.property(scores, (all) => {
      const found = rankIntervals(all.map((one, index) => ({ portal: `p${index}`, scores: one })))
      for (const { best, worst } of found) {
        expect(best).toBeLessThanOrEqual(worst)
        expect(worst).toBeLessThanOrEqual(all.length)
      }
      for (let rank = 1; rank <= all.length; rank++)
        expect(found.some(({ best, worst }) => best <= rank && rank <= worst)).toBe(true)
    }),
    { numRuns: 40 },
  )
})
