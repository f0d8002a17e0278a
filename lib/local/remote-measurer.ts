import { availableParallelism } from 'node:os'
import type { Measurer } from '../flow/measure.ts'
import { hostOf } from '../model/catalogue.ts'
import { isLoopbackHost } from '../model/host-fit.ts'
import { HOST_SPACING_MS } from '../observe/http/pace.ts'
import { createMeasuringThread, type MeasuringThread } from './measuring-thread.ts'

export type RemoteMeasurer = Measurer & {
  /** Gives up what is under way, and ends the threads. */
  readonly close: () => Promise<void>
}

/** So many unfinished measurements ask for a second thread: it costs 30 MB, and a pace of 200 a second needs it. */
export const SECOND_THREAD_FROM = 50
const IDLE_MS = 60_000

/**
 * Measures in a thread of its own, so that nothing else here disturbs the clock; while much is under way, in two where
 * there are two processors. A host stays with the thread that has it: that one keeps its pace.
 */
export function createRemoteMeasurer({ processors = availableParallelism() } = {}): RemoteMeasurer {
  const first = createMeasuringThread()
  const hosts = new Map<string, { readonly thread: MeasuringThread; unfinished: number }>()
  let second: MeasuringThread | null = null
  let idle: NodeJS.Timeout | null = null
  let closed = false

  const freer = (): MeasuringThread => {
    if (second === null && processors > 1 && first.unfinished() >= SECOND_THREAD_FROM) second = createMeasuringThread()
    return second !== null && second.unfinished() < first.unfinished() ? second : first
  }
  const endSecondWhenIdle = (): void => {
    if (second === null || second.unfinished() > 0 || idle) return
    idle = setTimeout(() => {
      idle = null
      if (second === null || second.unfinished() > 0 || [...hosts.values()].some(({ thread }) => thread === second))
        return
      void second.end()
      second = null
    }, IDLE_MS).unref()
  }
  const ofHost = async <T>(url: string, work: (thread: MeasuringThread) => Promise<T>): Promise<T> => {
    if (isLoopbackHost(new URL(url).hostname)) return work(freer())
    const host = hostOf(url)
    const place = hosts.get(host) ?? { thread: freer(), unfinished: 0 }
    hosts.set(host, place)
    place.unfinished++
    try {
      return await work(place.thread)
    } finally {
      place.unfinished--
      const forget = (): unknown => place.unfinished === 0 && hosts.get(host) === place && hosts.delete(host)
      setTimeout(forget, HOST_SPACING_MS).unref()
    }
  }
  return {
    measure: (request) => {
      if (closed) return Promise.reject(new Error('the measuring thread is closed'))
      return ofHost(request.url, (thread) => thread.measure(request)).finally(endSecondWhenIdle)
    },
    close: async () => {
      closed = true
      if (idle) clearTimeout(idle)
      await Promise.all([first.end(), second?.end()])
    },
  }
}
