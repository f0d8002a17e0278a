import type { MarkClock } from '../../transport/mark.ts'
import { createMarkClock } from './mark-clock.ts'

const SAMPLE_MS = 20
const KEEP_MS = 120_000

/** How long the event loop was held up: what it can't have measured exactly in that time. */
export type LoopDelay = {
  /** Starts sampling for one check; the returned function ends it and gives the longest delay since, ms. */
  readonly watch: () => () => number
  /** Takes the marks of checks, and knows of each how late it may be. */
  readonly clock: MarkClock
}

/** Samples only while somebody watches. Delays below one sample are not seen. */
export function createLoopDelay(): LoopDelay {
  const clock = createMarkClock()
  let watchers = 0
  let timer: NodeJS.Timeout | null = null
  let expected = 0
  let delays: { readonly at: number; readonly delayMs: number }[] = []

  const sample = (): void => {
    const now = performance.now()
    const delayMs = now - expected
    if (delayMs > 1) delays.push({ at: now, delayMs })
    if (delays.length > 1_000) delays = delays.filter(({ at }) => now - at < KEEP_MS)
    expected = now + SAMPLE_MS
    clock.began()
  }

  return {
    clock,
    watch: () => {
      const startedAt = performance.now()
      watchers++
      if (!timer) {
        expected = startedAt + SAMPLE_MS
        timer = setInterval(sample, SAMPLE_MS)
      }
      let result: number | null = null
      return () => {
        if (result !== null) return result
        sample()
        result =
          Math.round(
            delays.reduce((longest, { at, delayMs }) => (at >= startedAt ? Math.max(longest, delayMs) : longest), 0) *
              1_000,
          ) / 1_000
        watchers--
        if (watchers === 0 && timer) {
          clearInterval(timer)
          timer = null
          delays = []
        }
        return result
      }
    },
  }
}
