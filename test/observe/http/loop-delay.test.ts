import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLoopDelay } from '../../../lib/observe/http/loop-delay.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance', 'Date'] }))
afterEach(() => void vi.useRealTimers())

/** The clock goes on while no timer can run: the loop is held up. */
function hold(delayMs: number): void {
  const now = performance.now()
  vi.spyOn(performance, 'now').mockImplementation(() => now + delayMs)
  vi.advanceTimersByTime(0)
}

test('a loop that keeps up has no delay', async () => {
  const end = createLoopDelay().watch()
  await vi.advanceTimersByTimeAsync(500)
  expect(end()).toBe(0)
})

test('the longest delay since the watch began, once and for all', () => {
  const loop = createLoopDelay()
  const end = loop.watch()
  hold(120)
  expect(end()).toBe(100)
  vi.restoreAllMocks()
  vi.advanceTimersByTime(1_000)
  expect(end()).toBe(100)
})

test('what was before a watch began is not its delay', async () => {
  const loop = createLoopDelay()
  const first = loop.watch()
  let skewMs = 0
  const real = performance.now.bind(performance)
  vi.spyOn(performance, 'now').mockImplementation(() => real() + skewMs)
  await vi.advanceTimersByTimeAsync(40)
  skewMs = 300
  await vi.advanceTimersByTimeAsync(20)
  await vi.advanceTimersByTimeAsync(1)
  const second = loop.watch()
  await vi.advanceTimersByTimeAsync(50)
  expect(second()).toBe(0)
  expect(first()).toBe(300)
  vi.restoreAllMocks()
})

test('samples only while somebody watches', async () => {
  const loop = createLoopDelay()
  expect(vi.getTimerCount()).toBe(0)
  const [first, second] = [loop.watch(), loop.watch()]
  expect(vi.getTimerCount()).toBe(1)
  first()
  first()
  expect(vi.getTimerCount()).toBe(1)
  second()
  expect(vi.getTimerCount()).toBe(0)
})
