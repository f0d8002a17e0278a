import type { Clock } from '../../lib/model/clock.ts'

export type PlayedTime = Clock & {
  /** Runs work beside all other; resolves when it has ended. */
  readonly run: (work: () => Promise<void>) => Promise<void>
  /** Waits until a thing is free, and takes it until `work` has ended. */
  readonly alone: (thing: string, work: () => Promise<void>) => Promise<void>
}

/**
 * A clock for many at once: it stands still while anybody works, however long that takes, and goes on to the next
 * moment that somebody sleeps for when all sleep or wait.
 */
export function playedTime(nowMs: number): PlayedTime {
  let now = nowMs
  let working = 0
  const sleepers: { readonly untilMs: number; readonly wake: () => void }[] = []
  const queues = new Map<string, (() => void)[]>()

  const goOn = (): void => {
    if (working > 0 || sleepers.length === 0) return
    const next = sleepers.reduce((first, one) => (one.untilMs < first.untilMs ? one : first))
    sleepers.splice(sleepers.indexOf(next), 1)
    now = Math.max(now, next.untilMs)
    working++
    next.wake()
  }
  const idle = async (until: (wake: () => void) => void): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>()
    until(resolve)
    working--
    goOn()
    await promise
  }
  return {
    now: () => now,
    sleepUntil: async (untilMs) => {
      if (untilMs > now) await idle((wake) => sleepers.push({ untilMs, wake }))
    },
    run: async (work) => {
      working++
      // All that begins now is counted before time goes on.
      await Promise.resolve()
      try {
        await work()
      } finally {
        working--
        goOn()
      }
    },
    alone: async (thing, work) => {
      const waiting = queues.get(thing)
      if (waiting) await idle((wake) => waiting.push(wake))
      else queues.set(thing, [])
      try {
        await work()
      } finally {
        const next = queues.get(thing)?.shift()
        if (next) {
          working++
          next()
        } else queues.delete(thing)
      }
    },
  }
}
