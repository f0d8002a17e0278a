import { expect, test } from 'vitest'
import { discoveries } from '../../lib/judge/false-discoveries.ts'

/** The example of Benjamini and Hochberg 1995, section 4: fifteen hypotheses, of which they reject four at 0.05. */
const EXAMPLE = [
  0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
]

test('the example of the paper', () => {
  expect(discoveries(EXAMPLE, 0.05).map(Number)).toEqual([1, 1, 1, 1, ...Array.from({ length: 11 }, () => 0)])
})

test('each in its place, whatever the order', () => {
  expect(discoveries(EXAMPLE.toReversed(), 0.05).filter(Boolean)).toHaveLength(4)
  expect(discoveries([0.9, 0.001, 0.5], 0.01)).toEqual([false, true, false])
})

test('a later one that is small enough takes those before it along', () => {
  // 0.03 is above 1/4 of 0.1, 0.04 is below 2/4 of it.
  expect(discoveries([0.03, 0.04, 0.5, 0.9], 0.1)).toEqual([true, true, false, false])
})

test('exactly at the limit counts; nothing tells nothing', () => {
  expect(discoveries([0.005, 0.5], 0.01)).toEqual([true, false])
  expect(discoveries([0.0051, 0.5], 0.01)).toEqual([false, false])
  expect(discoveries([], 0.01)).toEqual([])
})
