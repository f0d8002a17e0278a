import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { Worker } from 'node:worker_threads'
import type { WorldJob, WorldResult } from './world.ts'

/**
 * Worlds in threads of their own, so many at once; results in the order of the jobs. Where a folder is named, results are kept in
 * it, and jobs whose results it has are not run: whoever changes the code takes another folder.
 */
export async function runWorlds(
  jobs: readonly WorldJob[],
  options: { readonly atOnce: number; readonly keepIn?: string; readonly onResult: (result: WorldResult) => void },
): Promise<readonly WorldResult[]> {
  const results: WorldResult[] = []
  const left = jobs.map((job, index) => ({ job, index }))
  const lane = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      const result = await kept(next.job, options.keepIn)
      results[next.index] = result
      options.onResult(result)
    }
  }
  await Promise.all(Array.from({ length: options.atOnce }, lane))
  return results
}

async function kept(job: WorldJob, folder: string | undefined): Promise<WorldResult> {
  if (folder === undefined) return inThread(job)
  mkdirSync(folder, { recursive: true })
  const name = createHash('sha256').update(JSON.stringify(job)).digest('hex').slice(0, 12)
  const file = join(folder, `seed-${job.seed}-${name}`)
  if (existsSync(file)) return deserialize(readFileSync(file)) as WorldResult
  const result = await inThread(job)
  writeFileSync(`${file}.new`, serialize(result))
  renameSync(`${file}.new`, file)
  return result
}

function inThread(job: WorldJob): Promise<WorldResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./world-worker.ts', import.meta.url), { workerData: job })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`seed ${job.seed}: the thread ended with ${code}`)))
  })
}
