import { expect, test } from 'vitest'
import { clockOffsetMs } from '../../lib/judge/clock.ts'

const DATE = 1_790_000_000_000

test.each([
  ['both within the second', { startedAtMs: DATE + 500, totalMs: 100 }, 0],
  ['ours at the end of its second', { startedAtMs: DATE + 1_000, totalMs: 100 }, 0],
  ['ours just past it', { startedAtMs: DATE + 1_001, totalMs: 100 }, 1],
  ['ours ten seconds ahead', { startedAtMs: DATE + 10_000, totalMs: 100 }, 9_000],
  ['ours behind, by no more than the answer took', { startedAtMs: DATE - 100, totalMs: 100 }, 0],
  ['ours behind by a little more', { startedAtMs: DATE - 101, totalMs: 100 }, -1],
  ['ours ten seconds behind', { startedAtMs: DATE - 10_000, totalMs: 100 }, -9_900],
])('%s', (_name, at, expected) => {
  expect(clockOffsetMs({ dateMs: DATE, ...at })).toBe(expected)
})
