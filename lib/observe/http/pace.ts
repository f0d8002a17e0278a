import { setTimeout as delay } from 'node:timers/promises'
import { hostOf } from '../../model/catalogue.ts'
import { isLoopbackHost } from '../../model/host-fit.ts'

/** Least time between two starts at one host. */
export const HOST_SPACING_MS = 2_000

/** Keeps one check of a host in flight, and starts at one host apart. Loopback hosts need no manners. */
export type Pace = { readonly run: <T>(url: string, work: () => Promise<T>) => Promise<T> }

/** The timetable spaces visits already; this holds it up where one process does what several places would. */
export function createPace(): Pace {
  const turns = new Map<string, Promise<void>>()
  return {
    run: async (url, work) => {
      if (isLoopbackHost(new URL(url).hostname)) return work()
      const host = hostOf(url)
      const before = turns.get(host) ?? Promise.resolve()
      const { promise: finished, resolve: finish } = Promise.withResolvers<void>()
      const { promise: spaced, resolve: space } = Promise.withResolvers<void>()
      const turn = Promise.all([finished, spaced]).then(() => {
        if (turns.get(host) === turn) turns.delete(host)
      })
      turns.set(host, turn)
      await before
      void delay(HOST_SPACING_MS, undefined, { ref: false }).then(space)
      try {
        return await work()
      } finally {
        finish()
      }
    },
  }
}
