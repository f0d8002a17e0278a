import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildPackages } from '../../lib/cloud/packages/build.ts'
import { chooseFunctions } from '../../lib/cloud/packages/choose-functions.ts'
import type { FunctionName } from '../../lib/model/environment.ts'
import { browserExaminationSchema, type ExamineEvent } from '../../lib/model/examination.ts'
import { LAMBDA_ENVIRONMENT } from '../kit/lambda-environment.ts'
import { RUNTIME, startLambda } from '../kit/lambda-process.ts'

/**
 * What a cold start costs besides Lambda's own part: each package is started outside the repository in a fresh process,
 * as Lambda's runtime does, five times over. The files are in the machine's cache; on Lambda the first start reads
 * them. Of the audit function also how long Chromium takes to start, unpacked first, and again.
 */
const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const { values } = parseArgs({
  options: { runs: { type: 'string', default: '5' }, json: { type: 'boolean', default: false } },
})
const runs = Number(values.runs)

type Spread = { readonly medianMs: number; readonly leastMs: number; readonly mostMs: number }

const folder = mkdtempSync(join(tmpdir(), 'nhip-cold-start-'))
try {
  const names = chooseFunctions(ROOT, [])
  await buildPackages({ root: ROOT, folder: join(folder, 'build'), names })
  for (const name of names) cpSync(join(folder, 'build', name), join(folder, name), { recursive: true })
  const started: Partial<Record<FunctionName, { readonly import: Spread; readonly create: Spread }>> = {}
  for (const name of names) started[name] = await timeStarts(name)
  const browser = await timeBrowser()
  if (values.json) say(JSON.stringify({ type: 'coldStart', runs, node: process.version, started, browser }))
  else {
    for (const [name, { import: imported, create }] of Object.entries(started))
      say(`${name.padEnd(12)} import ${told(imported)}   create ${told(create)}`)
    say(`Chromium     first  ${told(browser.first)}   again  ${told(browser.again)}`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function timeStarts(name: FunctionName) {
  const lines = []
  for (let run = 0; run < runs; run += 1) {
    const lambda = await startLambda({ command: commandOf(name), env: LAMBDA_ENVIRONMENT, cwd: folder })
    lines.push(lambda.started)
    await lambda.end()
  }
  return { import: spreadOf(lines.map((line) => line.importMs)), create: spreadOf(lines.map((line) => line.createMs)) }
}

async function timeBrowser() {
  const [first, again]: [number[], number[]] = [[], []]
  for (let run = 0; run < runs; run += 1) {
    // Nothing is unpacked there yet.
    const cache = mkdtempSync(join(folder, 'cache-'))
    const env = { ...LAMBDA_ENVIRONMENT, NHIP_CACHE_DIR: cache }
    const lambda = await startLambda({ command: commandOf('audit'), env, cwd: folder })
    for (const times of [first, again]) {
      const line = await lambda.call({ type: 'examine' } satisfies ExamineEvent)
      const { startMs, problem } = browserExaminationSchema.parse(line.type === 'answer' ? line.result : line)
      if (startMs === null || problem !== null) throw new Error(`Chromium does not start: ${problem}`)
      times.push(startMs)
    }
    await lambda.end()
    rmSync(cache, { recursive: true, force: true })
  }
  return { first: spreadOf(first), again: spreadOf(again) }
}

function commandOf(name: FunctionName): [string, ...string[]] {
  return [process.execPath, RUNTIME, join(folder, name)]
}

function spreadOf(times: readonly number[]): Spread {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (index: number) => Math.round(sorted[index] ?? Number.NaN)
  return { medianMs: at(Math.floor((sorted.length - 1) / 2)), leastMs: at(0), mostMs: at(sorted.length - 1) }
}

function told({ medianMs, leastMs, mostMs }: Spread): string {
  return `${String(medianMs).padStart(4)} ms (${leastMs}–${mostMs})`
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
