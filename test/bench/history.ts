import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { closeDay, SETTLED_MS } from '../../lib/flow/close-day.ts'
import { history } from '../../lib/flow/history.ts'
import { importTrace } from '../../lib/flow/import.ts'
import { ingest } from '../../lib/flow/ingest.ts'
import { status } from '../../lib/flow/status.ts'
import { type CheckRow, mergeRollups, type Rollup, rollUp } from '../../lib/judge/rollup.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { TABLE_NAME } from '../../lib/local/stores.ts'
import { type Cause, outcomeOf } from '../../lib/model/cause.ts'
import { addDays, dayOf, startOfDay } from '../../lib/model/day.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { NO_PHASES } from '../../lib/model/observation.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { createBulk } from '../../lib/record/bulk.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { dayDetailsKey, dayRollupKey, hourRollupKey } from '../../lib/record/keys.ts'
import { LIVE_VERDICTS, newLivePage, putLive } from '../../lib/record/live.ts'
import {
  dayRollupItems,
  type HourRollup,
  putRollupProgress,
  type RollupAttributes,
  rollupAttributes,
} from '../../lib/record/rollups.ts'
import { type Item, SCHEMA, type Table } from '../../lib/record/table.ts'
import { audit } from '../kit/audit.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { heldClock } from '../kit/clock.ts'
import { memoryOf } from '../kit/memory.ts'
import { observation } from '../kit/observation.ts'
import { seededRandom } from '../kit/random.ts'
import { openStores } from '../kit/stores.ts'
import { folderBytes } from './folder-bytes.ts'
import { loadOverview } from './overview-load.ts'

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
const EVERY_MS = 5 * MINUTE_MS
const LOCATIONS = [
  { id: 'a', group: 'domestic' },
  { id: 'b', group: 'domestic' },
  { id: 'x', group: 'abroad' },
] as const
const TIMEZONE = 'Asia/Ho_Chi_Minh'
const NOW = Date.parse('2026-11-22T07:34:59Z')
const TODAY = dayOf(NOW, TIMEZONE)
const TODAY_MS = startOfDay(TODAY, TIMEZONE)
/** Up to here everything is rolled up. */
const THROUGH_MS = Math.floor((NOW - SETTLED_MS) / EVERY_MS) * EVERY_MS
const SEED = 20_261_122

const random = seededRandom(SEED)
const say = (line: string): void => void process.stderr.write(`${line}\n`)
const print = (line: string): void => void process.stdout.write(`${line}\n`)
const pages = Array.from({ length: PAGES }, (_, index) => `portal-${index}/home`)
const clock = heldClock(NOW)

const folder = await mkdtemp(join(tmpdir(), 'nhip-bench-history-'))
const stores = await openStores(folder)
try {
  print(`${PAGES} pages × ${LOCATIONS.length} locations × 5 min × ${DAYS} days; Node ${process.version}, on disk`)
  await putFleet(stores)
  const memory = [`${mb(memoryOf(process.pid))} MB before the import`]
  await importRows(stores)
  const imported = await folderBytes(folder)
  memory.push(`${mb(memoryOf(process.pid))} after it`)
  const quarters = await putYear(stores)
  memory.push(`${quarters.join(', ')} after each quarter of the pages’ rollups of days`)
  await putToday(stores)
  memory.push(`${mb(memoryOf(process.pid))} after all`)
  const full = await folderBytes(folder)
  print(`on disk: ${mb(full)} MB, ${mb(imported)} of it rows and rollups of the import`)
  print(`memory of the process, its stores included, as the platform is started: ${memory.join('; ')}`)
  await settled()
  for (const days of [30, 90, 365].filter((count) => count <= DAYS)) await readHistory(stores.table, days)
  await readFleet(stores.table)
  await askOverview(stores)
  await closeOnce(stores.table)
} finally {
  await stores.close()
  await rm(folder, { recursive: true, force: true })
}

async function putFleet({ table }: Stores): Promise<void> {
  const catalogue = catalogueOf({
    locations: LOCATIONS.map(({ id, group }) => ({ id, group })),
    portals: pages.map((page, index) => ({
      id: page.slice(0, page.indexOf('/')),
      name: { vi: `Cổng ${index}`, en: `Portal ${index}` },
      owner: `owner-${index}`,
      kind: 'province',
      pages: [{ id: 'home', kind: 'homepage', url: `https://portal-${index}.example.org/` }],
    })),
  })
  const { untilMs: _until, ...config } = configOf(catalogue, { effectiveFromMs: NOW - DAYS * DAY_MS })
  await putConfig(table, config)
  // What is written below was made by runs of close-day up to here.
  await putRollupProgress(table, { throughMs: THROUGH_MS, lateThroughMs: THROUGH_MS })
}

async function importRows(of: Stores): Promise<void> {
  const file = join(folder, 'trace.ndjson')
  const trace = createWriteStream(file)
  const header = { type: 'trace', cadenceSeconds: EVERY_MS / 1_000, timezone: TIMEZONE, locations: LOCATIONS }
  trace.write(`${JSON.stringify({ ...header, pages: pages.slice(0, RAW_PAGES) })}\n`)
  let lines = 0
  for (let slotMs = TODAY_MS - RAW_DAYS * DAY_MS; slotMs < TODAY_MS; slotMs += EVERY_MS) {
    let text = ''
    for (const page of pages.slice(0, RAW_PAGES))
      for (const { slotMs: _slot, phases, ...row } of rowsOf(slotMs)) {
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

/**
 * Rollups of days as close-day writes them; which of some hundred made from rows is which page's and day's is drawn.
 * Returns the memory after each quarter of the pages, MB.
 */
async function putYear(of: Stores): Promise<readonly number[]> {
  const kinds = Array.from({ length: 200 }, () => itemsOfKind(dayOfRows(DAY_MS), DAY_MS))
  const bulk = createBulk(of.clients.dynamodb, TABLE_NAME)
  const fromMs = performance.now()
  const quarters: number[] = []
  let items = 0
  for (const [index, page] of pages.entries()) {
    const made: Item[] = []
    for (let ago = DAYS - 1; ago > (index < RAW_PAGES ? RAW_DAYS : 0); ago--) {
      const day = addDays(TODAY, -ago)
      const dayMs = TODAY_MS - ago * DAY_MS
      made.push(...dayItems({ page, day, fromMs: dayMs }, kinds[Math.floor(random() * kinds.length)] ?? []))
    }
    await bulk.putAll(made)
    items += made.length
    if (index % 20 === 0) say(`rollups of ${index} of ${PAGES} pages`)
    if (Math.floor((4 * (index + 1)) / PAGES) > quarters.length) quarters.push(mb(memoryOf(process.pid)))
  }
  const kB = (of: 0 | 1): string =>
    (kinds.reduce((total, kind) => total + JSON.stringify(kind[of]).length, 0) / kinds.length / 1_000).toFixed(1)
  print(
    `rollups of days: ${items} items, for each day one of ${kB(0)} kB and one of ${kB(1)} kB; ${perSecond(items, performance.now() - fromMs)} items/s`,
  )
  return quarters
}

/** Of today the rollups so far, and the rows that they don't count yet. */
async function putToday(of: Stores): Promise<void> {
  const bulk = createBulk(of.clients.dynamodb, TABLE_NAME)
  const refuse = () => Promise.reject(new Error('no dead letters here'))
  const ports = { table: of.table, clock, deadLetters: { send: refuse, sendAll: refuse } }
  const hours: (HourRollup & RollupAttributes)[] = []
  for (let fromMs = TODAY_MS; fromMs < THROUGH_MS; fromMs += HOUR_MS) {
    const toMs = fromMs + HOUR_MS
    const throughMs = Math.min(toMs, THROUGH_MS)
    const rollup = dayOfRows(throughMs - fromMs)
    hours.push({
      page: '',
      version: 1,
      fromMs,
      toMs,
      throughMs,
      timezone: TIMEZONE,
      rollup,
      ...rollupAttributes(rollup),
    })
  }
  const today = itemsOfKind(mergeRollups(hours.map(({ rollup }) => rollup)), THROUGH_MS - TODAY_MS)
  for (const page of pages) {
    await bulk.putAll([
      ...dayItems({ page, day: TODAY, fromMs: TODAY_MS }, today),
      ...hours.map(({ rollup: _rollup, ...hour }) => ({
        ...hourRollupKey({ page, hourMs: hour.fromMs }),
        schema: SCHEMA,
        ...hour,
      })),
    ])
    const arrives = (result: unknown) => ingest(JSON.stringify(result), ports)
    for (let slotMs = THROUGH_MS; slotMs <= NOW; slotMs += EVERY_MS)
      for (const row of rowsOf(slotMs))
        await arrives(observation({ ...row, page, phases: { ...NO_PHASES, ...row.phases } }))
    await arrives(audit({ page, location: 'a', slotMs: TODAY_MS }))
    await putLive(of.table, {
      ...newLivePage(page),
      verdicts: Array.from({ length: LIVE_VERDICTS }, (_, index) => ({
        slotMs: THROUGH_MS - (LIVE_VERDICTS - index) * EVERY_MS,
        group: 'domestic',
        verdict: 'ok',
        maintenance: false,
        inputs: 'a:OK b:OK',
      })),
    })
  }
}

async function closeOnce(table: Table): Promise<void> {
  const fromMs = performance.now()
  const { days } = await closeDay({ table, clock: heldClock(NOW + EVERY_MS) })
  print(`close-day, one slot later, all pages: ${seconds(fromMs)} s, ${days} days written`)
}

/** LevelDB goes on with what so many writes at once have left to do, which no platform makes. */
async function settled(): Promise<void> {
  for (const untilMs = performance.now() + 60_000; performance.now() < untilMs; ) {
    const before = process.cpuUsage()
    await delay(500)
    const { user, system } = process.cpuUsage(before)
    if (user + system < 25_000) return
  }
  say('the stores are still busy with themselves')
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
  const perSecond = 100
  const { requests, failed, p50Ms, p99Ms, maxMs, bytes } = await loadOverview(of, {
    nowMs: NOW,
    perSecond,
    seconds: 30,
  })
  print(
    `the first page at ${perSecond} requests a second, 20 connections: ${requests} answers, ${failed} failed, p50 ${p50Ms}, p99 ${p99Ms}, max ${maxMs} ms; ${(bytes / 1_000).toFixed(0)} kB each, compressed`,
  )
}

function rowsOf(
  slotMs: number,
): readonly (CheckRow & { readonly phases: { readonly totalMs: number | null; readonly waitMs: number | null } })[] {
  return LOCATIONS.filter(() => random() < 0.995).map(({ id }) => {
    const cause: Cause | null = random() < 0.01 ? 'http_5xx' : null
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    const totalMs = Math.round(4_000 * Math.exp(0.35 * normal)) / 10
    return {
      slotMs,
      location: id,
      cause,
      outcome: outcomeOf(cause),
      phases: { totalMs, waitMs: Math.round(6 * totalMs) / 10 },
    }
  })
}

/** With all phases, as a probe measures them. */
function dayOfRows(lengthMs: number): Rollup {
  const slots = Array.from({ length: lengthMs / EVERY_MS }, (_, index) => index * EVERY_MS)
  const rows = slots.flatMap(rowsOf).map((row) => {
    const part = (share: number) => Math.round((row.phases.totalMs ?? 0) * share * (0.5 + random()) * 10) / 10
    return {
      ...row,
      phases: { ...row.phases, dnsMs: part(0.05), connectMs: part(0.1), tlsMs: part(0.15), downloadMs: part(0.1) },
    }
  })
  return rollUp({
    rows,
    locations: LOCATIONS.map(({ id, group }) => ({ location: id, group, expected: new Set(slots) })),
    isMaintenance: () => false,
    explain: () => 'not_answered',
  })
}

/** Items of a day of which so much is counted, as close-day writes them: to be given a page and a day. */
function itemsOfKind(rollup: Rollup, countedMs: number): readonly Item[] {
  const of = { page: '', day: '', version: 1, fromMs: 0, toMs: DAY_MS, throughMs: countedMs, timezone: TIMEZONE }
  return dayRollupItems({ ...of, rollup }).filter((item) => item !== null)
}

function dayItems(
  of: { readonly page: string; readonly day: string; readonly fromMs: number },
  kind: readonly Item[],
): readonly Item[] {
  return kind.map((item) =>
    item.throughMs === undefined
      ? { ...item, ...dayDetailsKey(of) }
      : {
          ...item,
          ...dayRollupKey(of),
          fromMs: of.fromMs,
          toMs: of.fromMs + DAY_MS,
          throughMs: of.fromMs + (item.throughMs as number),
        },
  )
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
