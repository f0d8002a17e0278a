import { expect, test } from 'vitest'
import { studentizedRange } from '../../lib/judge/studentized-range.ts'

// Harter's tables, three or four figures.
test.each([
  [2, 3, 4.501],
  [3, 10, 3.877],
  [4, 20, 3.958],
  [5, 60, 3.977],
  [10, 30, 4.824],
  [20, 120, 5.126],
  [2, 120, 2.8],
  [3, 6, 4.339],
])('of %s groups and %s degrees of freedom it is %s', (groups, freedom, table) => {
  expect(studentizedRange({ alpha: 0.05, groups, freedom })).toBeCloseTo(table, 2)
})

test('of a hundredth it is more, and of a fleet there is one', () => {
  expect(studentizedRange({ alpha: 0.01, groups: 3, freedom: 10 })).toBeCloseTo(5.27, 2)
  const fleet = studentizedRange({ alpha: 0.05, groups: 83, freedom: 82 * 5 })
  expect(fleet).toBeGreaterThan(studentizedRange({ alpha: 0.05, groups: 50, freedom: 82 * 5 }))
  expect(() => studentizedRange({ alpha: 0.05, groups: 1, freedom: 10 })).toThrow(RangeError)
})

// The range of two is √2 times Student's t; its tables have six decimals and more.
test.each([
  [3, 0.05, 3.182_446_305],
  [4, 0.05, 2.776_445_105],
  [10, 0.05, 2.228_138_852],
  [60, 0.05, 2.000_297_822],
  [120, 0.05, 1.979_930_405],
  [10, 0.01, 3.169_272_673],
  [30, 0.1, 1.697_260_887],
])('of two groups and %s degrees of freedom, at %s, it is √2 times %s, rounded up', (freedom, alpha, t) => {
  expect(studentizedRange({ alpha, groups: 2, freedom })).toBe(Math.ceil(Math.SQRT2 * t * 1e4) / 1e4)
})

test('a range beyond the first guess is found as well', () => {
  expect(studentizedRange({ alpha: 0.01, groups: 2, freedom: 3 })).toBeCloseTo(Math.SQRT2 * 5.840_909_31, 2)
  expect(studentizedRange({ alpha: 0.01, groups: 2, freedom: 4 })).toBe(6.5112)
})

test.each([
  [1, 10],
  [2, 2],
])('there is none of %s groups and %s degrees of freedom', (groups, freedom) => {
  expect(() => studentizedRange({ alpha: 0.05, groups, freedom })).toThrow(
    `no studentized range of ${groups} groups and ${freedom} degrees of freedom`,
  )
})
