import { Worker } from 'node:worker_threads'
import type { WorldJob, WorldResult } from './world.ts'

/** Worlds in threads of their own, so many at once; results in the order of the jobs. */
export async function runWorlds(
  jobs: readonly WorldJob[],
  options: { readonly atOnce: number; readonly onResult: (result: WorldResult) => void },
): Promise<readonly WorldResult[]> {
  const results: WorldResult[] = []
  const left = jobs.map((job, index) => ({ job, index }))
  const lane = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      const result = await inThread(next.job)
      results[next.index] = result
      options.onResult(result)
    }
  }
  await Promise.all(Array.from({ length: options.atOnce }, lane))
  return results
}

function inThread(job: WorldJob): Promise<WorldResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./world-worker.ts', import.meta.url), { workerData: job })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`seed ${job.seed}: the thread ended with ${code}`)))
  })
}
