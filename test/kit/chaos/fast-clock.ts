import type { Clock } from '../../../lib/model/clock.ts'

export type FastTime = {
  readonly speed: number
  /** Whole epoch ms. */
  readonly now: () => number
}

const VARIABLE = 'NHIP_TEST_FAST_TIME'

/** The environment of processes whose calendar begins now with `fromMs` and runs `speed` times as fast. */
export function fastTimeEnv(of: { readonly fromMs: number; readonly speed: number }): Readonly<Record<string, string>> {
  return {
    [VARIABLE]: JSON.stringify({ ...of, realMs: realNow() }),
    NODE_OPTIONS: `--import=${new URL('./fast-time.ts', import.meta.url).href}`,
  }
}

/** What such an environment says; null where it says nothing. The same moment is the same in all processes. */
export function fastTimeOf(env: Readonly<Record<string, string | undefined>>): FastTime | null {
  const text = env[VARIABLE]
  if (text === undefined) return null
  const { realMs, fromMs, speed } = JSON.parse(text) as {
    readonly realMs: number
    readonly fromMs: number
    readonly speed: number
  }
  return { speed, now: () => Math.floor(fromMs + (realNow() - realMs) * speed) }
}

/** For flows that run outside of such a process; it is looked at, nobody sleeps by it. */
export function fastClock(fast: FastTime): Clock {
  return { now: fast.now, sleepUntil: () => Promise.reject(new Error('nobody sleeps by this clock')) }
}

/** Finer than `Date`, of which it is made independent here. */
function realNow(): number {
  return performance.timeOrigin + performance.now()
}
