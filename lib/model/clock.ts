/** Time as the flows see it, so that a test can hold it. */
export type Clock = {
  /** Epoch ms. */
  readonly now: () => number
  /** Resolves at a moment, or at once where it has passed or the signal is aborted. Never rejects. */
  readonly sleepUntil: (timeMs: number, signal?: AbortSignal) => Promise<void>
}
