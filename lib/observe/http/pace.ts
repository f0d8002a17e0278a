import { hostOf } from '../../model/catalogue.ts'
import { isLoopbackHost } from '../../model/host-fit.ts'
import { onAbort } from '../../transport/on-abort.ts'
import { createStarts, type Starts } from './starts.ts'

/** Least time between two starts at one host. */
export const HOST_SPACING_MS = 2_000

/**
 * Keeps one check of a host in flight, and starts at one host apart; loopback hosts need no such manners. Starts over
 * all hosts come one by one, so that the clock of the checks in flight is not disturbed.
 */
export type Pace = {
  /** An aborted signal ends all waiting: the work is then run at once. */
  readonly run: <T>(url: string, work: () => Promise<T>, signal?: AbortSignal) => Promise<T>
}

/** The timetable spaces visits already; this holds it up where one process does what several places would. */
export function createPace(starts: Starts = createStarts()): Pace {
  /** By host, the latest turn: once it is over, the moment from which the next may start. */
  const turns = new Map<string, Promise<number>>()
  return {
    run: async (url, work, signal) => {
      if (isLoopbackHost(new URL(url).hostname)) {
        await starts.turn(signal)
        return work()
      }
      const host = hostOf(url)
      const before = turns.get(host)
      const { promise: turn, resolve: finish } = Promise.withResolvers<number>()
      turns.set(host, turn)
      const waitMs = ((await before) ?? 0) - performance.now()
      // Keeps the process alive, since somebody waits for the work.
      if (waitMs > 0) await pause(Math.ceil(waitMs), signal)
      await starts.turn(signal)
      const nextMs = performance.now() + HOST_SPACING_MS
      try {
        return await work()
      } finally {
        finish(nextMs)
        const forget = (): unknown => turns.get(host) === turn && turns.delete(host)
        setTimeout(forget, HOST_SPACING_MS).unref()
      }
    },
  }
}

function pause(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) return Promise.resolve()
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, delayMs)
  const forget = onAbort(signal, resolve)
  return promise.finally(() => {
    clearTimeout(timer)
    forget()
  })
}
