/** When something arrived, on `performance.now()`'s clock, and by how much it may have been earlier or later, ms. */
export type Mark = { readonly atMs: number; readonly lateMs: number }

/** Takes the time of what arrives from the network, in the callbacks of the event loop. */
export type MarkClock = {
  /** What arrives now can't have arrived before `afterMs`, when it was asked for. */
  readonly arrived: (afterMs: number) => Mark
  /** Work that nobody waited for begins, such as a new exchange: not to be taken for lateness of what comes after it. */
  readonly began: () => void
}

/** The time of the callback, as late as it may be. */
export const BARE_CLOCK: MarkClock = {
  arrived: () => ({ atMs: performance.now(), lateMs: 0 }),
  began: () => undefined,
}
