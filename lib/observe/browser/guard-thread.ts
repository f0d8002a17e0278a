import { Worker } from 'node:worker_threads'
import type { GuardOptions } from '../../transport/guard-proxy.ts'
import type { GuardAnswer, GuardCall, GuardReport } from './guard-worker.ts'

/** A guard proxy in the thread of guards: see `createGuardProxy`. */
export type Guard = {
  /** For `proxyServer`: `socks5://127.0.0.1:<port>`. */
  readonly url: string
  readonly report: () => Promise<GuardReport>
  /** Ends every connection; the next request makes a new one. */
  readonly disconnect: () => Promise<void>
  /** As `disconnect`, and makes none any more. */
  readonly seal: () => Promise<void>
  /** Ends every connection and stops listening. Once. */
  readonly close: () => Promise<void>
}

type Waiting = {
  readonly resolve: (report: GuardReport) => void
  readonly reject: (error: Error) => void
}

/** Beside this module; in a package both are compiled. */
const ENTRY = import.meta.url.endsWith('.ts')
  ? new URL('./guard-worker.ts', import.meta.url)
  : new URL('./guard-worker.mjs', import.meta.url)

/** It passes bytes on: what is young in its heap is small and short-lived. */
const HEAP = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 } as const

let worker: Worker | null = null
let guards = 0
const waiting = new Map<number, Waiting>()

/**
 * Opens a guard in a thread that all guards of this process share and that ends with it. There the handling of a
 * browser's thousands of messages does not delay connections: from the time that they take, Lighthouse estimates the
 * way to the server, and what is lost there moves its metrics.
 */
export async function openGuard(options: GuardOptions): Promise<Guard> {
  guards += 1
  const id = guards
  const { url } = await ask({ type: 'open', id, options })
  return {
    url,
    report: () => ask({ type: 'report', id }),
    disconnect: async () => void (await ask({ type: 'disconnect', id })),
    seal: async () => void (await ask({ type: 'seal', id })),
    close: async () => void (await ask({ type: 'close', id })),
  }
}

function ask(call: GuardCall): Promise<GuardReport> {
  return new Promise((resolve, reject) => {
    waiting.set(call.id, { resolve, reject })
    const asked = running()
    // It keeps the process alive while somebody waits for it, and no longer.
    asked.ref()
    asked.postMessage(call)
  })
}

function running(): Worker {
  if (worker) return worker
  const started = new Worker(ENTRY, { resourceLimits: HEAP, execArgv: [] })
  const ended = (error: Error): void => {
    if (worker === started) worker = null
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  started.on('message', (answer: GuardAnswer) => {
    const asker = waiting.get(answer.id)
    waiting.delete(answer.id)
    if (waiting.size === 0) started.unref()
    if ('error' in answer) asker?.reject(new Error(answer.error))
    else asker?.resolve(answer.report)
  })
  started.once('error', ended)
  started.once('exit', () => ended(new Error('the thread of guards ended')))
  worker = started
  return started
}
