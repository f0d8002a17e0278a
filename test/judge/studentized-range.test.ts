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
