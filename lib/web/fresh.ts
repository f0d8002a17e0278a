import type { Clock } from '../model/clock.ts'

/** `staleMs`: what is older than it should be by so much at most is given at once, while a new one is made. Default 0. */
export type Fresh<T> = (of?: { readonly staleMs: number }) => Promise<T>

export type FreshFor = {
  readonly clock: Clock
  readonly forMs: number
  /** When something was last changed: what was begun by then is given to nobody. Absent: whatever changes. */
  readonly changedMs?: () => number
}

/**
 * Makes a value at most once in `forMs`, however many ask: they share it, also while it is being made. A failure is
 * told to those who waited for it, and the next one tries again.
 */
export function fresh<T>(make: () => Promise<T>, of: FreshFor): Fresh<T> {
  let made: { readonly atMs: number; readonly value: Promise<T>; isPending: boolean } | null = null
  let ready: { readonly atMs: number; readonly value: T } | null = null
  const begin = (atMs: number): Promise<T> => {
    const mine = { atMs, value: make(), isPending: true }
    made = mine
    mine.value.then(
      (value) => {
        mine.isPending = false
        if (ready === null || ready.atMs < atMs) ready = { atMs, value }
      },
      () => {
        if (made === mine) made = null
      },
    )
    return mine.value
  }
  return ({ staleMs } = { staleMs: 0 }) => {
    const nowMs = of.clock.now()
    const changedMs = of.changedMs?.() ?? Number.NEGATIVE_INFINITY
    const isGood = (atMs: number, forMs: number): boolean => atMs > changedMs && nowMs - atMs < forMs
    // One that takes longer than it would be kept is waited for: another one beside it would take longer still.
    const value =
      made !== null && isGood(made.atMs, made.isPending ? Number.POSITIVE_INFINITY : of.forMs)
        ? made.value
        : begin(nowMs)
    return ready !== null && isGood(ready.atMs, of.forMs + staleMs) ? Promise.resolve(ready.value) : value
  }
}
