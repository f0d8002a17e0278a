import { Worker } from 'node:worker_threads'
import type { MemoryCall } from './memory-worker.ts'

export type MemoryWatch = {
  /** What the browser took when it was ended for it, bytes; null where it was not. */
  readonly took: () => number | null
  /** Looks no more. Idempotent. */
  readonly stop: () => void
}

/** Beside this module; in a package both are compiled. */
const ENTRY = import.meta.url.endsWith('.ts')
  ? new URL('./memory-worker.ts', import.meta.url)
  : new URL('./memory-worker.mjs', import.meta.url)

/** It reads small files. */
const HEAP = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 64 } as const

let worker: Worker | null = null

/**
 * Ends a browser, every process of its group, as soon as they take more memory together than they may. A thread of its
 * own looks, twice a second: this one may compute for seconds what a page was like, while the page goes on. It lasts as
 * long as this process. Where there is no `/proc` nobody looks.
 */
export function watchMemory(groupId: number, limitBytes: number): MemoryWatch {
  const took = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT))
  tell({ type: 'watch', groupId, limitBytes, took })
  return { took: () => took[0] || null, stop: () => tell({ type: 'forget', groupId }) }
}

function tell(call: MemoryCall): void {
  worker ??= started()
  worker.postMessage(call)
}

function started(): Worker {
  const thread = new Worker(ENTRY, { resourceLimits: HEAP, execArgv: [] })
  thread.unref()
  // Without it audits go on, as where there is no `/proc`.
  thread.once('error', () => {
    if (worker === thread) worker = null
  })
  return thread
}
