import { Worker } from 'node:worker_threads'
import type { Measurer, Try } from '../flow/measure.ts'
import type { HttpWorkerRequest } from './http-worker.ts'

export type RemoteMeasurer = Measurer & {
  /** Gives up what is under way, and ends the thread. */
  readonly close: () => Promise<void>
}

type Answer = { readonly id: number; readonly made: Try } | { readonly id: number; readonly error: string }

/** Small where objects are young, so that the heap stays small; wide enough for the largest bodies, many at once. */
const HEAP = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 1_024 }

/** Measures in a thread of its own, so that nothing else here disturbs the clock; a thread that dies is replaced. */
export function createRemoteMeasurer(): RemoteMeasurer {
  const waiting = new Map<number, { readonly resolve: (made: Try) => void; readonly reject: (error: Error) => void }>()
  let nextId = 0
  let worker: Worker | null = null
  let closed = false

  const start = (): Worker => {
    const started = new Worker(new URL('./http-worker.ts', import.meta.url), { resourceLimits: HEAP })
    started.on('message', (answer: Answer) => {
      const call = waiting.get(answer.id)
      waiting.delete(answer.id)
      if ('made' in answer) call?.resolve(answer.made)
      else call?.reject(new Error(answer.error))
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
      if (closed) return Promise.reject(new Error('the measuring thread is closed'))
      worker ??= start()
      const { promise, resolve, reject } = Promise.withResolvers<Try>()
      const id = ++nextId
      waiting.set(id, { resolve, reject })
      worker.postMessage({ type: 'measure', id, request } satisfies HttpWorkerRequest)
      return promise
    },
    close: async () => {
      closed = true
      await worker?.terminate()
    },
  }
}
