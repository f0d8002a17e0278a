import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Fleet } from './fleet.ts'
import { planTruth } from './plan.ts'
import { headerOf, linesOf } from './trace.ts'

/** Writes a world as files: `trace.ndjson`, as `nhip replay` reads it, and `truth.ndjson`. Returns their paths. */
export async function writeWorld(
  fleet: Fleet,
  folder: string,
): Promise<{ readonly trace: string; readonly truth: string }> {
  const [trace, truth] = [join(folder, 'trace.ndjson'), join(folder, 'truth.ndjson')]
  const truths = planTruth(fleet)
  await mkdir(folder, { recursive: true })
  await writeFile(truth, truths.map((one) => `${JSON.stringify(one)}\n`).join(''))
  const stream = createWriteStream(trace)
  stream.write(`${JSON.stringify(headerOf(fleet, truths))}\n`)
  for (const batch of linesOf(fleet, truths)) {
    const text = batch.map((line) => `${JSON.stringify({ type: 'o', ...line })}\n`).join('')
    if (!stream.write(text)) await once(stream, 'drain')
  }
  stream.end()
  await once(stream, 'finish')
  return { trace, truth }
}
