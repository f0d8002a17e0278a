import { openSync, readSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import type { Mark, MarkClock } from '../../transport/mark.ts'

/** A state of this thread: the time, how long its loop has been idle so far, how long it has waited for a processor. */
type Point = { readonly atMs: number; readonly idleMs: number; readonly queuedMs: number }

/**
 * Marks of one thread's event loop, with the bound of their error. One turn of the loop takes from the kernel all that
 * has arrived, then runs the callbacks one by one: everything in a turn has arrived before its first callback, whose
 * time therefore is the mark of all. It can't have arrived before the loop last looked and found nothing; so the mark
 * is late by no more than what the loop has been busy since, plus what the thread has waited for a processor.
 */
export function createMarkClock(): MarkClock {
  const queued = createQueuedTime()
  const now = (): Point => ({
    atMs: performance.now(),
    idleMs: performance.nodeTiming.idleTime,
    queuedMs: queued(),
  })
  let turn: Mark | null = null
  let lastTurnAtMs = performance.now()
  let last = now()
  let closing = false

  const close = (): void => {
    closing = false
    turn = null
    last = now()
    lastTurnAtMs = last.atMs
  }
  const closeAfterThisTurn = (): void => {
    if (closing) return
    closing = true
    // The check phase: after the callbacks of this turn, before the loop looks again.
    setImmediate(close)
  }
  return {
    arrived: () => {
      if (turn) return turn
      const point = now()
      const idleMs = point.idleMs - last.idleMs
      const busyMs = idleMs > 0 ? point.atMs - last.atMs - idleMs : point.atMs - lastTurnAtMs
      turn = { atMs: point.atMs, lateMs: Math.max(0, busyMs) + point.queuedMs - last.queuedMs }
      lastTurnAtMs = point.atMs
      closeAfterThisTurn()
      return turn
    },
    began: closeAfterThisTurn,
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
