import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const LIMITS = new URL('../../lib/local/honour-thread-limits.ts', import.meta.url).href

/** Fills the young generation, and tells how large it has become, MB. */
const FILL = `
const v8 = process.getBuiltinModule('node:v8')
const keep = []
for (let i = 0; i < 4e6; i++) keep[i % 3e5] = { i }
console.log(Math.round(v8.getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space').space_size / 2 ** 20))`

/** Of a thread that may have 48 MB, then of the main one, in a process that is started as the platform is. */
async function youngGenerations(first: string): Promise<readonly number[]> {
  const program = `${first}
import { Worker } from 'node:worker_threads'
const fill = ${JSON.stringify(FILL)}
const worker = new Worker(fill, { eval: true, resourceLimits: { maxYoungGenerationSizeMb: 48 } })
await new Promise((resolve) => worker.once('exit', resolve))
new Function(fill)()`
  const args = ['--max-semi-space-size=2', '--input-type=module', '--eval', program]
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, NODE_OPTIONS: '' } })
  return stdout.trim().split('\n').map(Number)
}

test('threads have their own limits, and the main one has what it was started with', async () => {
  const [thread = 0, main = 0] = await youngGenerations(
    `import { honourThreadLimits } from '${LIMITS}'; honourThreadLimits()`,
  )
  expect(thread).toBeGreaterThan(8)
  expect(main).toBeLessThanOrEqual(6)
  const [before = 0] = await youngGenerations('')
  expect(before).toBeLessThanOrEqual(6)
})
