import type { Clock } from '../model/clock.ts'

/**
 * Makes a value at most once in `forMs`, however many ask: they share it, also while it is being made. A failure is
 * told to those who asked, and the next one tries again.
 */
export function fresh<T>(
  make: () => Promise<T>,
  of: { readonly clock: Clock; readonly forMs: number },
): () => Promise<T> {
  let made: { readonly atMs: number; readonly value: Promise<T> } | null = null
  return () => {
    const nowMs = of.clock.now()
    if (made !== null && nowMs - made.atMs < of.forMs) return made.value
    const mine = { atMs: nowMs, value: make() }
    made = mine
    mine.value.catch(() => {
      if (made === mine) made = null
    })
    return mine.value
  }
}
