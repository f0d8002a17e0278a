import { Worker } from 'node:worker_threads'
import { DEMO_PORT } from './farm/farm-port.ts'
import type { FarmReport, FarmWorkerOptions } from './farm/farm-worker.ts'

export type DemoFarm = { readonly port: number; readonly close: () => Promise<void> }

/** Without limits a thread's heap grows to what the machine has, long before anything needs it. */
const SMALL = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 }

/** Starts the demo portals in a thread of their own, on their port or, where that is taken, on any free one. */
export async function startDemoFarm(): Promise<DemoFarm> {
  const startedAtMs = Date.now()
  try {
    return await startOn({ port: DEMO_PORT, startedAtMs })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    return startOn({ port: 0, startedAtMs })
  }
}

async function startOn(options: FarmWorkerOptions): Promise<DemoFarm> {
  const worker = new Worker(new URL('./farm/farm-worker.ts', import.meta.url), {
    workerData: options,
    resourceLimits: SMALL,
  })
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  worker.once('error', reject)
  worker.once('message', (report: FarmReport) => {
    if (report.type === 'ready') resolve(report.port)
    else if (report.type === 'failed') reject(Object.assign(new Error(report.message), { code: report.code }))
  })
  const port = await promise
  return { port, close: async () => void (await worker.terminate()) }
}
