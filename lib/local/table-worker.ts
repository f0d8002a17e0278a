import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'
import dynalite from 'dynalite'

/** What the thread is started with; null keeps everything in memory, port 0 takes any. */
export type TableWorkerOptions = { readonly path: string | null; readonly port: number }

/** The thread says when it listens; it ends by itself when it is told to close, or when the store breaks. */
export type TableWorkerReport = { readonly type: 'ready'; readonly port: number }

const parent = parentPort
if (!parent) throw new Error('this is a worker thread')

closeIteratorsOnReturn()
const { path, port } = workerData as TableWorkerOptions
const server = dynalite({ createTableMs: 0, ...(path === null ? {} : { path }) })
server.listen(port, '127.0.0.1', () => {
  parent.postMessage({ type: 'ready', port: (server.address() as AddressInfo).port } satisfies TableWorkerReport)
})
parent.once('message', () => {
  server.close(() => process.exit(0))
  server.closeAllConnections()
})

/**
 * dynalite ends its iterators by `return()`, which those of abstract-level don't have: every Query would leave one
 * open, 55 KB each (measured), until the process ends.
 */
function closeIteratorsOnReturn(): void {
  const require = createRequire(import.meta.resolve('dynalite'))
  const level = require(require.resolve('abstract-level', { paths: [require.resolve('level')] })) as Record<
    string,
    { readonly prototype: object }
  >
  for (const name of ['AbstractKeyIterator', 'AbstractValueIterator']) {
    const iterator = level[name]
    if (!iterator) throw new Error(`abstract-level has no ${name}`)
    Object.assign(iterator.prototype, {
      return(this: { close: () => Promise<void> }): Promise<void> {
        return this.close()
      },
    })
  }
}
