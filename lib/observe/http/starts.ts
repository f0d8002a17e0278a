import { performance as ownPerformance } from 'node:perf_hooks'
import { onAbort } from '../../transport/on-abort.ts'

/** Lets checks start one by one, over all hosts, at a pace that the processor keeps up with. */
export type Starts = {
  /** Resolves when it is the caller's turn, in order of calls; at once when the signal is aborted. */
  readonly turn: (signal?: AbortSignal) => Promise<void>
}

/** Between two starts, ms, on average: 250 a second; and the most that it grows to where the loop can't keep up. */
export const START_SPACING_MS = 4
export const MAX_START_SPACING_MS = 64

/** The share of time that checks may keep the event loop busy. */
const MOST_BUSY = 0.5
/** What a check costs is averaged over about so many. */
const AVERAGED = 16

/**
 * The spacing is such that checks, by what they have cost lately, keep the event loop busy half the time at most.
 * @param busyMs how long the event loop has been busy since the last call; default: what it says of itself
 */
export function createStarts(busyMs: () => number = createBusyTime()): Starts {
  const queue: (() => void)[] = []
  let costMs = 0
  let nextMs = 0
  let timer: NodeJS.Timeout | null = null

  const start = (): void => {
    const nowMs = performance.now()
    if (nowMs >= nextMs) {
      costMs += (Math.min(busyMs(), MAX_START_SPACING_MS) - costMs) / AVERAGED
      const spacingMs = Math.min(MAX_START_SPACING_MS, Math.max(START_SPACING_MS, costMs / MOST_BUSY))
      // A timer that fires late is made up for, by less than one spacing.
      nextMs = Math.max(nextMs, nowMs - spacingMs) + spacingMs
      queue.shift()?.()
    }
    timer = queue.length > 0 ? setTimeout(start, Math.max(0, nextMs - performance.now())) : null
  }
  return {
    turn: (signal) => {
      if (signal?.aborted) return Promise.resolve()
      const { promise, resolve } = Promise.withResolvers<void>()
      const forget = onAbort(signal, () => {
        queue.splice(queue.indexOf(begin), 1)
        resolve()
      })
      const begin = (): void => {
        forget()
        resolve()
      }
      queue.push(begin)
      if (!timer) start()
      return promise
    },
  }
}

function createBusyTime(): () => number {
  let before = ownPerformance.eventLoopUtilization()
  return () => {
    const now = ownPerformance.eventLoopUtilization()
    const { active } = ownPerformance.eventLoopUtilization(now, before)
    before = now
    return active
  }
}
