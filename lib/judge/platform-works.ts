import { MINUTE_MS } from '../model/duration.ts'

export type Signs = {
  readonly nowMs: number
  /** The shortest cadence; null: nothing is measured. */
  readonly everyMs: number | null
  /** The latest closed slot of which any result is known; null: none. */
  readonly lastAnsweredMs: number | null
  /** When the oldest event came up that is still to be published; null: none is. */
  readonly untoldSinceMs: number | null
}

/** What must have been told by now, the schedule having missed some of its minutes. */
const TELLING_MS = 10 * MINUTE_MS

/** A slot that begins is measured within its cadence, and closed within another one and some minutes. */
const CLOSING_MS = 5 * MINUTE_MS

/**
 * Why the platform can't be said to work; null: it does. It works when checks were made, their results came in, slots
 * were closed over them, and what there was to tell has been told.
 */
export function whyNotWorking(signs: Signs): string | null {
  const { nowMs, everyMs, lastAnsweredMs, untoldSinceMs } = signs
  if (everyMs === null) return 'nothing is measured'
  if (lastAnsweredMs === null) return 'no slot with a result has been closed'
  if (nowMs - lastAnsweredMs > 3 * everyMs + CLOSING_MS)
    return `no slot with a result has been closed since ${new Date(lastAnsweredMs).toISOString()}`
  if (untoldSinceMs !== null && nowMs - untoldSinceMs > TELLING_MS)
    return `alerts wait to be published since ${new Date(untoldSinceMs).toISOString()}`
  return null
}
