import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { chaosTable, isSound } from '../kit/chaos/chaos-table.ts'
import { runChaos } from '../kit/chaos/run-chaos.ts'
import { chooseSeed } from '../kit/random.ts'

/**
 * The platform with two private locations, its calendar 50 times as fast, for ten minutes of ours: processes are killed at
 * random, the store is stopped and restarted, its answers get lost, the hub is away. In the end every slot is accounted
 * for, or it exits with 1. No browser has so fast a time: audits can't be made here, and are not counted.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    speed: { type: 'string', default: '50' },
    seed: { type: 'string' },
    folder: { type: 'string' },
  },
})
const seed = values.seed === undefined ? chooseSeed() : Number(values.seed)
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'nhip-chaos-'))
const startedAtMs = Date.now()
process.stderr.write(`seed ${seed}, in ${folder}\n`)
const result = await runChaos({
  folder,
  seed,
  seconds: Number(values.seconds),
  speed: Number(values.speed),
  onProgress: (text) => process.stderr.write(`${Math.round((Date.now() - startedAtMs) / 1_000)} s: ${text}\n`),
})
process.stderr.write(`${chaosTable(result)}\n`)
process.stdout.write(`${JSON.stringify(result)}\n`)
process.exitCode = isSound(result) ? 0 : 1
if (values.folder === undefined && isSound(result)) rmSync(folder, { recursive: true, force: true })
