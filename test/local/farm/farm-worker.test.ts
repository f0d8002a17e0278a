import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import type { FarmOrder, FarmReport, FarmWorkerOptions } from '../../../lib/local/farm/farm-worker.ts'
import { ask } from './request.ts'

const ENTRY = new URL('../../../lib/local/farm/farm-worker.ts', import.meta.url)

function startWorker(workerData: FarmWorkerOptions) {
  const worker = new Worker(ENTRY, { workerData })
  const report = async () => ((await once(worker, 'message')) as [FarmReport])[0]
  return { worker, report, order: (order: FarmOrder) => worker.postMessage(order) }
}

test('the farm runs in a thread, takes faults, and leaves when told', async () => {
  const { worker, report, order } = startWorker({ port: 0, startedAtMs: Date.now() })
  const ready = await report()
  if (ready.type !== 'ready') throw new Error(JSON.stringify(ready))
  const status = async () => (await ask(`http://binh-minh.localhost:${ready.port}/`, { source: '127.0.0.12' })).status
  expect(await status()).toBe(200)
  order({ type: 'fault', portal: 'binh-minh', fault: 'status:500', sources: ['127.0.0.12'] })
  await expect.poll(status).toBe(500)
  order({ type: 'fault', portal: 'binh-minh', fault: null })
  await expect.poll(status).toBe(200)

  const second = startWorker({ port: ready.port, startedAtMs: Date.now() })
  expect(await second.report()).toMatchObject({ type: 'failed', code: 'EADDRINUSE' })
  expect(await once(second.worker, 'exit')).toEqual([0])

  order({ type: 'close' })
  expect(await report()).toEqual({ type: 'closed' })
  expect(await once(worker, 'exit')).toEqual([0])
})
