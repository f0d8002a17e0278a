import { hostOf } from '../../model/catalogue.ts'
import { isLoopbackHost } from '../../model/host-fit.ts'

/** Least time between two starts at one host. */
export const HOST_SPACING_MS = 2_000

/** Keeps one check of a host in flight, and starts at one host apart. Loopback hosts need no manners. */
export type Pace = { readonly run: <T>(url: string, work: () => Promise<T>) => Promise<T> }

/** The timetable spaces visits already; this holds it up where one process does what several places would. */
export function createPace(): Pace {
  /** By host, the latest turn: once it is over, the moment from which the next may start. */
  const turns = new Map<string, Promise<number>>()
  return {
    run: async (url, work) => {
      if (isLoopbackHost(new URL(url).hostname)) return work()
      const host = hostOf(url)
      const before = turns.get(host)
      const { promise: turn, resolve: finish } = Promise.withResolvers<number>()
      turns.set(host, turn)
      const waitMs = ((await before) ?? 0) - performance.now()
      // Keeps the process alive, since somebody waits for the work.
      if (waitMs > 0) await new Promise<void>((resolve) => setTimeout(resolve, Math.ceil(waitMs)))
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
