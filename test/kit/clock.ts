import type { Clock } from '../../lib/model/clock.ts'

/** A clock that stands still but for those who sleep: they are woken at once, at the moment that they asked for. */
export function heldClock(nowMs: number): Clock & { set: (timeMs: number) => void; readonly slept: readonly number[] } {
  let now = nowMs
  const slept: number[] = []
  return {
    slept,
    now: () => now,
    set: (timeMs) => {
      now = timeMs
    },
    sleepUntil: (timeMs) => {
      slept.push(timeMs)
      now = Math.max(now, timeMs)
      return Promise.resolve()
    },
  }
}
