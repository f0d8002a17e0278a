import { openSync, readSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import type { MarkClock } from '../../transport/mark.ts'

/** A state of this thread: the time, how long its loop has been idle so far, how long it has waited for a processor. */
type Point = { readonly atMs: number; readonly idleMs: number; readonly queuedMs: number }

/**
 * Marks of one thread's event loop, with the bound of their error. One turn of the loop takes from the kernel all that
 * has arrived, then runs the callbacks one by one: everything in a turn has arrived before its first callback. Where
 * the loop had to wait for it, it hasn't arrived longer ago than the loop has been busy since it last did nothing, and
 * the thread has waited for a processor; where the loop didn't have to wait, it arrived after the turn before had begun.
 * The mark is the middle of that time: halves the error (measured, 200 in flight: p99 4.0 → 2.1 ms).
 */
export function createMarkClock(): MarkClock {
  const queued = createQueuedTime()
  const now = (): Point => ({ atMs: performance.now(), idleMs: performance.nodeTiming.idleTime, queuedMs: queued() })
  let turn: { readonly earliestMs: number; readonly latestMs: number } | null = null
  /** The first callback of the last turn that something arrived in: all that was there by then has been handled. */
  let swept = now()
  /** The end of the last turn. */
  let ended = swept
  let ending = false

  const endTurn = (): void => {
    ending = false
    turn = null
    ended = now()
  }
  const endAfterCallbacks = (): void => {
    if (ending) return
    ending = true
    // The check phase: after the callbacks of this turn, before the loop looks again.
    setImmediate(endTurn)
  }
  const beginTurn = (): { readonly earliestMs: number; readonly latestMs: number } => {
    const point = now()
    const waited = point.idleMs > ended.idleMs
    const since = waited ? ended : swept
    const busyMs = point.atMs - since.atMs - (point.idleMs - since.idleMs)
    // Time without a processor counts as idle where the thread was to be woken, and as busy elsewhere.
    const queuedMs = waited ? point.queuedMs - ended.queuedMs : 0
    swept = point
    return { earliestMs: point.atMs - Math.max(0, busyMs) - queuedMs, latestMs: point.atMs }
  }
  return {
    arrived: (afterMs) => {
      turn ??= beginTurn()
      endAfterCallbacks()
      const earliestMs = Math.max(turn.earliestMs, afterMs)
      const lateMs = Math.max(0, turn.latestMs - earliestMs) / 2
      return { atMs: earliestMs + lateMs, lateMs }
    },
    began: endAfterCallbacks,
  }
}

/**
 * How long this thread has been ready to run without a processor, ms, as Linux accounts for it (second number of
 * `schedstat`; 2 µs to read, measured). Always 0 where the system doesn't say.
 */
function createQueuedTime(): () => number {
  const bytes = Buffer.alloc(64)
  let file: number
  try {
    file = openSync('/proc/thread-self/schedstat', 'r')
  } catch {
    return () => 0
  }
  return () => Number(bytes.toString('latin1', 0, readSync(file, bytes, 0, 64, 0)).split(' ')[1]) / 1e6
}
