import { Worker } from 'node:worker_threads'
import type { Try } from '../flow/measure.ts'
import type { HttpRequest } from '../observe/http/observe.ts'
import { honourThreadLimits } from './honour-thread-limits.ts'
import type { HttpWorkerAnswer, HttpWorkerRequest } from './http-worker.ts'

/** One thread that measures; where it dies, what it had is rejected, and the next measurement starts it anew. */
export type MeasuringThread = {
  readonly measure: (request: HttpRequest) => Promise<Try>
  /** Measurements that it has not answered. */
  readonly unfinished: () => number
  readonly end: () => Promise<void>
}

/**
 * Young objects get room, since a check's live for as long as its portal takes to answer: with half of it a check costs
 * 6 % more processor time (measured). Wide enough for the largest bodies, many at once.
 */
const HEAP = { maxYoungGenerationSizeMb: 32, maxOldGenerationSizeMb: 1_024 }

export function createMeasuringThread(): MeasuringThread {
  const waiting = new Map<number, { readonly resolve: (made: Try) => void; readonly reject: (error: Error) => void }>()
  let nextId = 0
  let worker: Worker | null = null

  const start = (): Worker => {
    honourThreadLimits()
    const started = new Worker(new URL('./http-worker.ts', import.meta.url), { resourceLimits: HEAP })
    started.on('message', (answers: readonly HttpWorkerAnswer[]) => {
      for (const answer of answers) {
        const call = waiting.get(answer.id)
        waiting.delete(answer.id)
        if ('made' in answer) call?.resolve(answer.made)
        else call?.reject(new Error(answer.error))
      }
    })
    started.on('error', (error) => failAll(error instanceof Error ? error : new Error(String(error))))
    started.on('exit', () => {
      failAll(new Error('the measuring thread ended'))
      if (worker === started) worker = null
    })
    return started
  }
  const failAll = (error: Error): void => {
    for (const call of waiting.values()) call.reject(error)
    waiting.clear()
  }

  worker = start()
  return {
    measure: ({ signal: _, ...request }) => {
      worker ??= start()
      const { promise, resolve, reject } = Promise.withResolvers<Try>()
      const id = ++nextId
      waiting.set(id, { resolve, reject })
      worker.postMessage({ type: 'measure', id, request } satisfies HttpWorkerRequest)
      return promise
    },
    unfinished: () => waiting.size,
    end: async () => void (await worker?.terminate()),
  }
}
