const SAMPLE_MS = 5
const KEEP_MS = 120_000

/** How long the event loop was held up: what it can't have measured exactly in that time. */
export type LoopDelay = {
  /** Starts sampling for one check; the returned function ends it and gives the longest delay since, ms. */
  readonly watch: () => () => number
}

/** Samples only while somebody watches. Delays below one sample are not seen. */
export function createLoopDelay(): LoopDelay {
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
  }

  return {
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
