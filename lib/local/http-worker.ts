import { parentPort } from 'node:worker_threads'
import { createMeasurer } from '../flow/measure.ts'
import { createLoopDelay } from '../observe/http/loop-delay.ts'
import type { HttpRequest } from '../observe/http/observe.ts'
import { createPace } from '../observe/http/pace.ts'

/** To the worker: a measurement to make, or all of them to be given up. */
export type HttpWorkerRequest =
  | { readonly type: 'measure'; readonly id: number; readonly request: HttpRequest }
  | { readonly type: 'stop' }

const port = parentPort
if (!port) throw new Error('this is a worker thread')

const measurer = createMeasurer({ pace: createPace(), loopDelay: createLoopDelay() })
const stop = new AbortController()

port.on('message', (message: HttpWorkerRequest) => {
  if (message.type === 'stop') return stop.abort()
  const { id, request } = message
  measurer.measure({ ...request, signal: stop.signal }).then(
    (made) => port.postMessage({ id, made }),
    (error: unknown) => port.postMessage({ id, error: String(error) }),
  )
})
