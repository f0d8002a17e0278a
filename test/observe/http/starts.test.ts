import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createStarts, MAX_START_SPACING_MS, START_SPACING_MS } from '../../../lib/observe/http/starts.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Asks for so many turns, and notes when each came. */
function turns(count: number, busyMs: number) {
  const starts = createStarts(() => busyMs)
  const cameAtMs: number[] = []
  const from = performance.now()
  for (let i = 0; i < count; i++) void starts.turn().then(() => cameAtMs.push(Math.round(performance.now() - from)))
  return cameAtMs
}

describe('starts', () => {
  test('come one by one, 250 a second where checks cost little', async () => {
    const cameAtMs = turns(5, 0.5)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(cameAtMs).toEqual([0, 1, 2, 3, 4].map((n) => n * START_SPACING_MS))
  })

  test('are further apart the more the loop is held up, up to a limit', async () => {
    const cameAtMs = turns(200, 10_000)
    await vi.advanceTimersByTimeAsync(200 * MAX_START_SPACING_MS)
    const gaps = cameAtMs.slice(1).map((at, index) => at - (cameAtMs[index] ?? 0))
    expect(gaps.at(-1)).toBe(MAX_START_SPACING_MS)
    expect(gaps[0]).toBeLessThan(MAX_START_SPACING_MS)
  })

  test('who gives up waiting goes at once, and the others keep their order', async () => {
    const starts = createStarts(() => 0)
    const came: string[] = []
    const stop = new AbortController()
    void starts.turn().then(() => came.push('first'))
    void starts.turn(stop.signal).then(() => came.push('gave up'))
    void starts.turn().then(() => came.push('last'))
    stop.abort()
    await vi.advanceTimersByTimeAsync(0)
    expect(came).toEqual(['first', 'gave up'])
    await vi.advanceTimersByTimeAsync(START_SPACING_MS)
    expect(came).toEqual(['first', 'gave up', 'last'])
  })
})
