import { parentPort } from 'node:worker_threads'
import { createMeasurer, type Try } from '../flow/measure.ts'
import { createLoopDelay } from '../observe/http/loop-delay.ts'
import type { HttpRequest } from '../observe/http/observe.ts'
import { createPace } from '../observe/http/pace.ts'

/** To the worker: a measurement to make, or all of them to be given up. */
export type HttpWorkerRequest =
  | { readonly type: 'measure'; readonly id: number; readonly request: HttpRequest }
  | { readonly type: 'stop' }

/** From the worker: measurements that have been made, or why one could not be. */
export type HttpWorkerAnswer =
  | { readonly id: number; readonly made: Try }
  | { readonly id: number; readonly error: string }

/** What is answered within this time goes together: to wake who waits costs more than an answer does. */
const TOGETHER_MS = 10

const port = parentPort
if (!port) throw new Error('this is a worker thread')

const measurer = createMeasurer({ pace: createPace(), loopDelay: createLoopDelay() })
const stop = new AbortController()
let answers: HttpWorkerAnswer[] = []

port.on('message', (message: HttpWorkerRequest) => {
  if (message.type === 'stop') return stop.abort()
  const { id, request } = message
  measurer.measure({ ...request, signal: stop.signal }).then(
    (made) => answer({ id, made }),
    (error: unknown) => answer({ id, error: String(error) }),
  )
})

function answer(one: HttpWorkerAnswer): void {
  if (answers.push(one) === 1) setTimeout(post, TOGETHER_MS)
}

function post(): void {
  port?.postMessage(answers)
  answers = []
}
