import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { closeDay } from '../../lib/flow/close-day.ts'
import { history } from '../../lib/flow/history.ts'
import { importTrace } from '../../lib/flow/import.ts'
import { status } from '../../lib/flow/status.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { TABLE_NAME } from '../../lib/local/stores.ts'
import { DAY_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { createBulk } from '../../lib/record/bulk.ts'
import type { Table } from '../../lib/record/table.ts'
import { heldClock } from '../kit/clock.ts'
import { memoryOf } from '../kit/memory.ts'
import { serve } from '../kit/serve.ts'
import { openStores } from '../kit/stores.ts'
import { folderBytes } from './folder-bytes.ts'
import { overviewApp } from './overview-app.ts'
import { askOften, loadText } from './overview-load.ts'
import { settled } from './settled.ts'
import { createYear, YEAR } from './year.ts'

/**
 * A year of a fleet, on disk. Rows of it all would be 52 million, so: rows of `RAW_PAGES` for the days that rows are
 * kept, through `import`, with the rollups that it makes; of all pages the rollups of a year's days, written as they are
 * kept; and of today the rollup so far with the rows of the last minutes. Rollups of hours are only those that the import
 * makes: history reads none.
 */
const PAGES = Number(process.env.NHIP_BENCH_PAGES ?? 166)
const DAYS = Number(process.env.NHIP_BENCH_DAYS ?? 365)
const RAW_PAGES = Number(process.env.NHIP_BENCH_RAW_PAGES ?? 4)
const RAW_DAYS = Number(process.env.NHIP_BENCH_RAW_DAYS ?? 35)
const NOW = Date.parse('2026-11-22T07:34:59Z')
const SEED = 20_261_122

const year = createYear({ pages: PAGES, days: DAYS, nowMs: NOW, seed: SEED })
const { pages, random, clock } = year
const say = (line: string): void => void process.stderr.write(`${line}\n`)
const print = (line: string): void => void process.stdout.write(`${line}\n`)

const folder = await mkdtemp(join(tmpdir(), 'nhip-bench-history-'))
const stores = await openStores(folder)
try {
  print(`${PAGES} pages × ${YEAR.locations.length} locations × 5 min × ${DAYS} days; Node ${process.version}, on disk`)
  await year.putFleet(stores)
  const memory = [`${mb(memoryOf(process.pid))} MB before the import`]
  await importRows(stores)
  const imported = await folderBytes(folder)
  memory.push(`${mb(memoryOf(process.pid))} after it`)
  const quarters = await putDays(stores)
  memory.push(`${quarters.join(', ')} after each quarter of the pages’ rollups of days`)
  await year.putToday(stores)
  memory.push(`${mb(memoryOf(process.pid))} after all`)
  const full = await folderBytes(folder)
  print(`on disk: ${mb(full)} MB, ${mb(imported)} of it rows and rollups of the import`)
  print(`memory of the process, its stores included, as the platform is started: ${memory.join('; ')}`)
  if (!(await settled())) say('the stores are still busy with themselves')
  for (const days of [30, 90, 365].filter((count) => count <= DAYS)) await readHistory(stores.table, days)
  await readFleet(stores.table)
  await askOverview(stores)
  await closeOnce(stores.table)
} finally {
  await stores.close()
  await rm(folder, { recursive: true, force: true })
}

async function importRows(of: Stores): Promise<void> {
  const file = join(folder, 'trace.ndjson')
  const trace = createWriteStream(file)
  const header = {
    type: 'trace',
    cadenceSeconds: YEAR.everyMs / 1_000,
    timezone: YEAR.timezone,
    locations: YEAR.locations,
  }
  trace.write(`${JSON.stringify({ ...header, pages: pages.slice(0, RAW_PAGES) })}\n`)
  let lines = 0
  for (let slotMs = year.todayMs - RAW_DAYS * DAY_MS; slotMs < year.todayMs; slotMs += YEAR.everyMs) {
    let text = ''
    for (const page of pages.slice(0, RAW_PAGES))
      for (const { slotMs: _slot, phases, ...row } of year.rowsOf(slotMs)) {
        text += `${JSON.stringify({ type: 'o', slotMs, page, ...row, totalMs: phases.totalMs, waitMs: phases.waitMs })}\n`
        lines++
      }
    if (!trace.write(text)) await once(trace, 'drain')
  }
  trace.end()
  await finished(trace)
  let rowsMs = 0
  const fromMs = performance.now()
  const ports = {
    table: of.table,
    bulk: createBulk(of.clients.dynamodb, TABLE_NAME),
    clock,
    by: 'cli:bench',
    progress: () => {
      rowsMs = performance.now() - fromMs
    },
  }
  const first = await importTrace(file, ports)
  const allMs = performance.now() - fromMs
  if (first.added !== lines) throw new Error(`${first.added} of ${lines} lines were added`)
  print(
    `import of ${lines} lines (${RAW_PAGES} pages, ${RAW_DAYS} days): ${perSecond(lines, rowsMs)} lines/s, ${perSecond(lines, allMs)} with its rollups`,
  )
  const againMs = performance.now()
  const second = await importTrace(file, ports)
  if (second.duplicates !== lines) throw new Error(`${second.duplicates} of ${lines} lines were duplicates`)
  print(`the same again, nothing changes: ${perSecond(lines, performance.now() - againMs)} lines/s`)
}

/** Returns the memory after each quarter of the pages, MB. */
async function putDays(of: Stores): Promise<readonly number[]> {
  const fromMs = performance.now()
  const quarters: number[] = []
  const { items, kinds } = await year.putDays(of, {
    skipped: (index) => (index < RAW_PAGES ? RAW_DAYS : 0),
    onPage: (index) => {
      if (index % 20 === 0) say(`rollups of ${index} of ${PAGES} pages`)
      if (Math.floor((4 * (index + 1)) / PAGES) > quarters.length) quarters.push(mb(memoryOf(process.pid)))
    },
  })
  const kB = (part: 0 | 1): string =>
    (kinds.reduce((total, kind) => total + JSON.stringify(kind[part]).length, 0) / kinds.length / 1_000).toFixed(1)
  print(
    `rollups of days: ${items} items, for each day one of ${kB(0)} kB and one of ${kB(1)} kB; ${perSecond(items, performance.now() - fromMs)} items/s`,
  )
  return quarters
}

async function closeOnce(table: Table): Promise<void> {
  const fromMs = performance.now()
  const { days } = await closeDay({ table, clock: heldClock(NOW + YEAR.everyMs) })
  print(`close-day, one slot later, all pages: ${seconds(fromMs)} s, ${days} days written`)
}

async function readHistory(table: Table, days: number): Promise<void> {
  const times: number[] = []
  let items = 0
  const counting: Table = {
    ...table,
    query: async (range) => {
      const found = await table.query(range)
      if (range.pk.startsWith('P#')) items += found.length
      return found
    },
  }
  const rounds = 100
  for (let round = -10; round < rounds; round++) {
    const page = pages[Math.floor(random() * PAGES)] ?? ''
    if (round === 0) items = 0
    const fromMs = performance.now()
    const { days: answered } = await history({ page, days }, { table: counting, clock })
    if (round >= 0) times.push(performance.now() - fromMs)
    if (answered.length !== days * 5) throw new Error(`${answered.length} instead of ${days * 5} days of places`)
  }
  print(
    `history of ${days} days of a page: ${quantiles(times)}; ${Math.round(items / rounds)} items read; memory ${mb(memoryOf(process.pid))} MB`,
  )
}

async function readFleet(table: Table): Promise<void> {
  const times: number[] = []
  for (let round = -3; round < 30; round++) {
    const fromMs = performance.now()
    const { pages: found } = await status({ table, clock, policy: DEFAULT_POLICY })
    if (round >= 0) times.push(performance.now() - fromMs)
    if (found.length !== PAGES) throw new Error(`${found.length} of ${PAGES} pages`)
  }
  print(`overview of the fleet, computed anew: ${quantiles(times)}`)
}

/** The first page, as people and their browsers ask for it. */
async function askOverview(of: Stores): Promise<void> {
  const beganMs = performance.now()
  // It must go on: what is shown is kept for a second.
  const app = await overviewApp(of, { now: () => NOW + performance.now() - beganMs })
  const served = await serve(app)
  print(`the first page: ${loadText(await askOften(served.url, { perSecond: 100, seconds: 30 }))}`)
  served.close()
}

function quantiles(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (q: number): string => (sorted[Math.ceil(q * sorted.length) - 1] ?? 0).toFixed(1)
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms`
}

function perSecond(count: number, ms: number): number {
  return Math.round((1_000 * count) / ms)
}

function seconds(fromMs: number): string {
  return ((performance.now() - fromMs) / 1_000).toFixed(1)
}

function mb(bytes: number): number {
  return Math.round(bytes / 1_000_000)
}
