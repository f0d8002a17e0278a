import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { shippedCriteria } from '../../lib/cli/choose-criteria.ts'
import { publishCriteria } from '../../lib/flow/criteria.ts'
import { scores } from '../../lib/flow/score.ts'
import { scoreSource } from '../../lib/flow/score-source.ts'
import { TABLE_NAME } from '../../lib/local/stores.ts'
import { pagesOf } from '../../lib/model/catalogue.ts'
import { addDays, startOfDay } from '../../lib/model/day.ts'
import { DAY_MS } from '../../lib/model/duration.ts'
import { daysOf, parsePeriod } from '../../lib/model/period.ts'
import { createBulk } from '../../lib/record/bulk.ts'
import { createCellFiles } from '../../lib/record/cell-files.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { monthHeadKey, segmentKey } from '../../lib/record/keys.ts'
import { SCHEMA } from '../../lib/record/table.ts'
import { configOf } from '../kit/catalogue.ts'
import { FLEET, fleetOf, madeUpResults } from '../kit/fleet.ts'
import { memoryOf } from '../kit/memory.ts'
import { openStores } from '../kit/stores.ts'
import { machine } from './http-table.ts'

/**
 * Scores of a fleet whose days are all sealed and counted, as a platform has them: `nhip score` by one pack and `nhip export`
 * of the workbook by all that are shipped, each in a process of its own, over an embedded store and the files of counted
 * days. Before that they are counted, from results that are made up as they are asked for: that time is told too; reading
 * them from segments isn't in it.
 */
const PORTALS = Number(process.env.NHIP_BENCH_PORTALS ?? 83)
const PERIODS = (process.env.NHIP_BENCH_PERIODS ?? '2026-Q3,2025').split(',')
const REPEATS = Number(process.env.NHIP_BENCH_REPEATS ?? 3)
const CRITERIA = process.env.NHIP_BENCH_CRITERIA ?? 'vn-2023-response-time'
/** In a second, of what Linux counts processor time by. */
const TICKS = 100
const NHIP = fileURLToPath(new URL('../../bin/nhip.mjs', import.meta.url))

const say = (line: string): void => void process.stderr.write(`${line}\n`)
const madeUp = madeUpResults(20_261_122)
const folder = await mkdtemp(join(tmpdir(), 'nhip-bench-report-'))
try {
  const catalogue = fleetOf(PORTALS)
  const shipped = await shippedCriteria()
  const packs = shipped.map(({ criteria }) => criteria)
  process.stdout.write(
    `${await machine()}\n${PORTALS} portals, ${FLEET.locations.length} locations, every 5 min, audits every 6 h\n\n`,
  )
  process.stdout.write(
    'period   days       checks   counted s  score s (median, min–max)  CPU s    MB   XLSX s (median, min–max)  CPU s    MB   cells MB\n',
  )
  for (const name of PERIODS) await measure(name)

  async function measure(name: string): Promise<void> {
    const period = parsePeriod(name)
    const dataDir = join(folder, name)
    const stores = await openStores(dataDir)
    const { untilMs: _until, ...config } = configOf(catalogue, { effectiveFromMs: 0 })
    await putConfig(stores.table, config)
    await publishCriteria(stores.table, { packs: shipped, nowMs: 0 })
    const bulk = createBulk(stores.clients.dynamodb, TABLE_NAME)
    for (const { key: page } of pagesOf(catalogue)) {
      const items = []
      for (let day = period.from, sequence = 1; day <= period.to; day = addDays(day, 1), sequence++) {
        const span = {
          fromMs: startOfDay(day, catalogue.timezone),
          toMs: startOfDay(addDays(day, 1), catalogue.timezone),
        }
        const segment = { page, day, revision: 1, sha256: 'ab'.repeat(32), sequence, ...span, results: 876 }
        const more = {
          contentSha256: 'cd'.repeat(32),
          signaturesSha256: 'ef'.repeat(32),
          bytes: 90_000,
          verifiedAtMs: span.toMs,
        }
        items.push({ ...segmentKey(segment), schema: SCHEMA, ...segment, ...more })
        const { sha256 } = segment
        if (day === period.to || addDays(day, 1).endsWith('-01'))
          items.push({ ...monthHeadKey(segment), schema: SCHEMA, sequence, sha256 })
      }
      await bulk.putAll(items)
    }
    const begunMs = performance.now()
    const source = await scoreSource({
      table: stores.table,
      nowMs: Date.now(),
      cells: createCellFiles(dataDir),
    })
    await scores(
      { ...source, results: madeUp },
      {
        criteria: packs,
        period,
        nowMs: Date.now(),
        onPage: ({ pages, of }) => {
          if (pages % 20 === 0) say(`${name}: ${pages} of ${of} pages counted`)
        },
      },
    )
    const countedMs = performance.now() - begunMs
    await stores.close()
    const scored = await runs(['score', '--criteria', CRITERIA, '--json'], { name, dataDir })
    const workbook = join(folder, `${name}.xlsx`)
    const exported = await runs(['export', '--format', 'xlsx', '--out', workbook], { name, dataDir })
    const days = daysOf(period)
    const checks = days * (DAY_MS / FLEET.everyMs) * FLEET.locations.length * PORTALS * 2
    process.stdout.write(
      `${[
        name.padEnd(8),
        String(days).padStart(4),
        checks.toLocaleString('en').padStart(11),
        (countedMs / 1_000).toFixed(1).padStart(10),
        ...[scored, exported].flatMap(({ seconds, cpuSeconds, peakMb }) => [
          seconds.padStart(24),
          cpuSeconds.padStart(5),
          peakMb.padStart(4),
        ]),
        (await sizeOf(join(dataDir, 'cells'))).toFixed(0).padStart(9),
      ].join('  ')}\n`,
    )
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function runs(
  command: readonly string[],
  of: { readonly name: string; readonly dataDir: string },
): Promise<{ readonly seconds: string; readonly cpuSeconds: string; readonly peakMb: string }> {
  const all = []
  for (let n = 0; n < REPEATS; n++) all.push(await runOnce([...command, '--data', of.dataDir, '--period', of.name]))
  const seconds = all.map(({ ms }) => (ms / 1_000).toFixed(2)).sort((a, b) => Number(a) - Number(b))
  const cpu = all.map(({ cpuSeconds }) => cpuSeconds).sort((a, b) => a - b)
  return {
    cpuSeconds: cpu[Math.floor(cpu.length / 2)]?.toFixed(2) ?? '',
    seconds: `${seconds[Math.floor(seconds.length / 2)]} (${seconds[0]}–${seconds.at(-1)})`,
    peakMb: Math.max(...all.map(({ peakMb }) => peakMb)).toFixed(0),
  }
}

type Once = { readonly ms: number; readonly cpuSeconds: number; readonly peakMb: number }

/** With the Node that runs this, whose code is kept compiled from the second run on, as wherever `nhip` is used. */
async function runOnce(args: readonly string[]): Promise<Once> {
  const begunMs = performance.now()
  const child = spawn(process.execPath, [NHIP, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  let [peak, ticks] = [0, 0]
  const look = setInterval(() => {
    try {
      if (child.pid === undefined) return
      ticks = ticksOf(child.pid)
      peak = Math.max(peak, memoryOf(child.pid))
    } catch {
      // It has just ended.
    }
  }, 50)
  let sizeBytes = 0
  child.stdout.on('data', (chunk: Buffer) => (sizeBytes += chunk.length))
  const code = await new Promise((resolve) => child.once('close', resolve))
  clearInterval(look)
  if (sizeBytes < 50 || (code !== 0 && code !== 3)) throw new Error(`nhip ${args[0]} ended with ${String(code)}`)
  return { ms: performance.now() - begunMs, cpuSeconds: ticks / TICKS, peakMb: peak / 2 ** 20 }
}

/** Of a process until now, user and system, all threads: hundredths of a second. Linux only. */
function ticksOf(pid: number): number {
  const [, ...after] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
  const [utime, stime] = after.join(') ').split(' ').slice(11, 13)
  return Number(utime) + Number(stime)
}

async function sizeOf(dir: string): Promise<number> {
  const { folderBytes } = await import('./folder-bytes.ts')
  return (await folderBytes(dir)) / 2 ** 20
}
