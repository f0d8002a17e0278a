import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SECOND_THREAD_FROM } from '../../lib/local/remote-measurer.ts'
import { readStreams, startCapture } from './http-capture.ts'
import type { BenchCheck } from './http-job.ts'
import { RIVALS } from './http-rivals.ts'
import { bringPackages, startSite } from './http-site.ts'
import { type Cell, cellOf, machine, table } from './http-table.ts'

/** Checks in flight, checks per lane in one repeat, and the site's delays: long enough that the paced are in flight too. */
const LEVELS = [
  { inFlight: 1, perLane: 21, delaysMs: [50, 200, 500] },
  { inFlight: 10, perLane: 18, delaysMs: [50, 200, 500] },
  { inFlight: 50, perLane: 12, delaysMs: [50, 200, 500] },
  { inFlight: 200, perLane: 20, delaysMs: [50, 200, 500, 1_000, 2_000] },
  { inFlight: 1_000, perLane: 2, delaysMs: [1_000, 2_000, 5_000] },
] as const

/** NHIP_BENCH_QUICK: one repeat; NHIP_BENCH_LEVELS=1,200 and NHIP_BENCH_RIVALS=nhip,curl: only these. */
const REPEATS = process.env.NHIP_BENCH_QUICK ? 1 : 3
const onlyLevels = process.env.NHIP_BENCH_LEVELS?.split(',').map(Number)
const onlyRivals = process.env.NHIP_BENCH_RIVALS?.split(',')
/** A process per check takes 10 ms of processor each: a thousand are enough to know. */
const MOST_CURLS = 1_000
const SETTLE_MS = 500
/**
 * Until code is compiled: it runs for days, and a minute shouldn't be told by its first seconds. Where two threads will
 * measure, either compiles for itself, and is begun only by as many checks at once.
 */
const WARM_UPS = [
  { from: 1, checks: 500, inFlight: 20 },
  { from: SECOND_THREAD_FROM, checks: 2_500, inFlight: 200 },
] as const
const WARM_UP_DELAY_MS = 50

const levels = LEVELS.filter(({ inFlight }) => onlyLevels?.includes(inFlight) ?? true)
const rivals = RIVALS.filter(({ name }) => onlyRivals?.includes(name) ?? true)
const say = (line: string): void => void process.stderr.write(`${line}\n`)

bringPackages(say)
const folder = await mkdtemp(join(tmpdir(), 'nhip-bench-http-'))
try {
  const described = await machine()
  const site = await startSite(folder, [...new Set([WARM_UP_DELAY_MS, ...levels.flatMap(({ delaysMs }) => delaysMs)])])
  try {
    const cells: Cell[] = []
    for (const level of levels) {
      for (let repeat = 0; repeat < REPEATS; repeat++) {
        const capture = await startCapture(site.port, join(folder, 'capture.pcap'))
        const runs = []
        // Each repeat begins with another one, so that none has the machine always warm or always tired.
        for (let turn = 0; turn < rivals.length; turn++) {
          const index = (turn + repeat) % rivals.length
          const rival = rivals[index]
          if (!rival) continue
          await sleep(SETTLE_MS)
          say(`${rival.name}, ${level.inFlight} in flight, ${repeat + 1} of ${REPEATS}`)
          const count = level.inFlight * level.perLane
          const checks = checksFor(
            index + 1,
            rival.name === 'curl' ? Math.min(count, MOST_CURLS) : count,
            level.delaysMs,
          )
          const { inFlight } = level
          const before = WARM_UPS.findLast(({ from }) => inFlight >= from) ?? WARM_UPS[0]
          const warmUp = {
            checks: checksFor(index + 101, before.checks, [WARM_UP_DELAY_MS]),
            inFlight: before.inFlight,
          }
          const job = { port: site.port, caFile: site.caFile, inFlight, warmUp, checks }
          runs.push({ rival: rival.name, checks, run: await rival.run(job, folder) })
        }
        const { file, dropped } = await capture.stop()
        if (dropped > 0) say(`the capture dropped ${dropped} packets`)
        const streams = await readStreams(file, site.port)
        for (const { rival, checks, run } of runs) {
          cells.push(cellOf({ rival, inFlight: level.inFlight, checks, run, streams }))
        }
      }
    }
    process.stdout.write(table({ described, cells, repeats: REPEATS }))
    if (process.env.NHIP_BENCH_JSON) process.stdout.write(`${JSON.stringify(cells)}\n`)
  } finally {
    await site.close()
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** Delays in turn, each check with an address of its own: 127.<block>.0.1 and on. */
function checksFor(block: number, count: number, delaysMs: readonly number[]): readonly BenchCheck[] {
  return Array.from({ length: count }, (_, i) => ({
    ip: `127.${block}.${Math.floor(i / 250)}.${(i % 250) + 1}`,
    delayMs: delaysMs[i % delaysMs.length] ?? 0,
  }))
}
