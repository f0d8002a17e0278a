import { MINUTE_MS } from './duration.ts'

/**
 * The part of each cadence in which a location may load a host's pages in a browser: nobody else's visit, and not its
 * own, is due then. `[fromMs, fromMs + lengthMs)` after each multiple of `everyMs`; may reach into the next cadence.
 */
export type Gap = { readonly everyMs: number; readonly fromMs: number; readonly lengthMs: number }

/** So long after its last first attempt was due, a visit that meets no trouble is over. */
export const VISITED_MS = 5_000

/** What a load is given: one that starts with less left waits for the next gap. */
export const LOAD_MS = 45_000

/** Nobody waits longer for a gap: whoever makes an audit may run for a quarter of an hour (AWS Lambda). */
const LONGEST_WAIT_MS = 6 * MINUTE_MS

/** What most loads take, and more. */
const USUAL_LOAD_MS = 12_000

/**
 * The first moment from `timeMs` on at which so many loads may start (default 1), so that they end within the gap as a
 * rule, where it is long enough for that.
 */
export function nextInGap(gap: Gap, timeMs: number, loads = 1): number {
  const intoMs = (((timeMs - gap.fromMs) % gap.everyMs) + gap.everyMs) % gap.everyMs
  const roomMs = Math.min(gap.lengthMs, LOAD_MS + (loads - 1) * USUAL_LOAD_MS)
  return intoMs <= gap.lengthMs - roomMs ? timeMs : timeMs + gap.everyMs - intoMs
}

/** When loads that could start now should; without a gap, or with one too far away, at once. */
export function loadStart(gap: Gap | null, nowMs: number, loads = 1): number {
  if (gap === null) return nowMs
  const startMs = nextInGap(gap, nowMs, loads)
  return startMs - nowMs > LONGEST_WAIT_MS ? nowMs : startMs
}
