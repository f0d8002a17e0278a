import { parentPort, workerData } from 'node:worker_threads'
import { type Farm, type FarmOptions, startFarm } from './farm.ts'
import type { FaultSetting } from './fault-board.ts'

/** What the thread is started with (`workerData`); the clock is the system's. */
export type FarmWorkerOptions = Omit<FarmOptions, 'clock'>

/** What the thread is told. `fault` is answered by nothing; `close` by `closed`, and the thread ends. */
export type FarmOrder = ({ readonly type: 'fault' } & FaultSetting) | { readonly type: 'close' }

/** What the thread tells. After `failed` (code as the system's, `EADDRINUSE` for a taken port) it ends. */
export type FarmReport =
  | { readonly type: 'ready'; readonly port: number }
  | { readonly type: 'failed'; readonly code: string; readonly message: string }
  | { readonly type: 'closed' }

const port = parentPort
if (!port) throw new Error('farm-worker.ts runs as a worker thread')

try {
  const farm = await startFarm(workerData as FarmWorkerOptions)
  port.on('message', (order: FarmOrder) => void obey(farm, order))
  report({ type: 'ready', port: farm.port })
} catch (error) {
  const { code = 'UNKNOWN', message } = error as NodeJS.ErrnoException
  report({ type: 'failed', code, message })
}

async function obey(farm: Farm, order: FarmOrder): Promise<void> {
  if (order.type === 'fault') return farm.setFault(order)
  await farm.close()
  report({ type: 'closed' })
  port!.close()
}

function report(what: FarmReport): void {
  port!.postMessage(what)
}
