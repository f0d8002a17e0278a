import { expect, test } from 'vitest'
import { lighthouseScore } from '../../lib/web/figures.ts'

test.each([
  [0.57, 57],
  [0.29, 29],
  [0.58, 58],
  [0.899, 89],
  [0.9, 90],
  [1, 100],
  [0, 0],
])('a Lighthouse score of %d is %d of 100', (score, shown) => {
  expect(lighthouseScore(score)).toBe(shown)
})
