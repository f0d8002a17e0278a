import { spawn } from 'node:child_process'
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
import { HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { NO_PHASES } from '../../lib/model/observation.ts'
import { daysOf, parsePeriod } from '../../lib/model/period.ts'
import { createBulk } from '../../lib/record/bulk.ts'
import { createCellFiles } from '../../lib/record/cell-files.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { segmentKey } from '../../lib/record/keys.ts'
import { SCHEMA } from '../../lib/record/table.ts'
import { audit } from '../kit/audit.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { memoryOf } from '../kit/memory.ts'
import { observation } from '../kit/observation.ts'
import { seededRandom } from '../kit/random.ts'
import { openStores } from '../kit/stores.ts'
import { writtenLocation, writtenPage, writtenPortal } from '../kit/written-catalogue.ts'
import { machine } from './http-table.ts'

/**
 * Scores of a fleet whose days are all sealed and counted, as a platform has them: `nhip score` in a process of its own, over
 * an embedded store and the files of counted days. Before that they are counted, from results that are made up as they are
 * asked for: that time is told too; reading them from segments isn't in it.
 */
const PORTALS = Number(process.env.NHIP_BENCH_PORTALS ?? 83)
const PERIODS = (process.env.NHIP_BENCH_PERIODS ?? '2026-Q3,2025').split(',')
const REPEATS = Number(process.env.NHIP_BENCH_REPEATS ?? 3)
const CRITERIA = process.env.NHIP_BENCH_CRITERIA ?? 'vn-2023-response-time'
const EVERY_MS = 5 * MINUTE_MS
const AUDIT_EVERY_MS = 6 * HOUR_MS
const LOCATIONS = ['han', 'dad', 'sgn']
const NHIP = fileURLToPath(new URL('../../bin/nhip.ts', import.meta.url))

const say = (line: string): void => void process.stderr.write(`${line}\n`)
const random = seededRandom(20_261_122)
const folder = await mkdtemp(join(tmpdir(), 'nhip-bench-report-'))
try {
  const catalogue = catalogueOf({
    locations: LOCATIONS.map((id) => writtenLocation({ id, network: `as-${id}`, scoring: true })),
    defaults: { http: { every: '5m' }, audit: { every: '6h' } },
    portals: Array.from({ length: PORTALS }, (_, n) =>
      writtenPortal({
        id: `cong-${n}`,
        pages: [
          writtenPage({ id: 'home', url: `https://cong-${n}.example.org/` }),
          writtenPage({ id: 'khai-sinh', kind: 'eform', url: `https://cong-${n}.example.org/khai-sinh` }),
        ],
      }),
    ),
  })
  const shipped = await shippedCriteria()
  const packs = shipped.map(({ criteria }) => criteria)
  process.stdout.write(
    `${await machine()}\n${PORTALS} portals, ${LOCATIONS.length} locations, every 5 min, audits every 6 h\n\n`,
  )
  process.stdout.write('period   days  checks      counted s  score s (median, min–max)  peak MB  cells MB\n')
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
    const runs = []
    for (let n = 0; n < REPEATS; n++) runs.push(await scoreOnce(name, dataDir))
    const seconds = runs.map(({ ms }) => ms / 1_000).sort((a, b) => a - b)
    const days = daysOf(period)
    const checks = days * (86_400_000 / EVERY_MS) * LOCATIONS.length * PORTALS * 2
    process.stdout.write(
      [
        name.padEnd(8),
        String(days).padStart(4),
        checks.toLocaleString('en').padStart(11),
        (countedMs / 1_000).toFixed(1).padStart(10),
        `${seconds[Math.floor(seconds.length / 2)]?.toFixed(2)} (${seconds[0]?.toFixed(2)}–${seconds.at(-1)?.toFixed(2)})`.padStart(
          24,
        ),
        Math.max(...runs.map(({ peakMb }) => peakMb))
          .toFixed(0)
          .padStart(8),
        (await sizeOf(join(dataDir, 'cells'))).toFixed(0).padStart(8),
      ].join('  ') + '\n',
    )
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** A page's results in a span, as a portal of some speed and some failures would give. */
async function madeUp({
  page,
  fromMs,
  toMs,
}: {
  readonly page: string
  readonly fromMs: number
  readonly toMs: number
}) {
  const usual = 200 + ((page.length * 7_919 + page.charCodeAt(5) * 104_729) % 3_000)
  const observations = []
  for (let slotMs = fromMs; slotMs < toMs; slotMs += EVERY_MS)
    for (const location of LOCATIONS) {
      const totalMs = usual * (0.7 + random() + (random() < 0.02 ? 10 * random() : 0))
      const cause = random() < 0.01 ? ('http_5xx' as const) : null
      observations.push(
        observation({ page, location, slotMs, cause, phases: { ...NO_PHASES, totalMs, waitMs: totalMs * 0.6 } }),
      )
    }
  const audits = []
  for (let slotMs = Math.ceil(fromMs / AUDIT_EVERY_MS) * AUDIT_EVERY_MS; slotMs < toMs; slotMs += AUDIT_EVERY_MS)
    for (const location of LOCATIONS) audits.push({ ...audit({ page, location, slotMs }), calibrated: true })
  return { observations, audits }
}

async function scoreOnce(period: string, dataDir: string): Promise<{ readonly ms: number; readonly peakMb: number }> {
  const begunMs = performance.now()
  const args = [NHIP, 'score', '--data', dataDir, '--criteria', CRITERIA, '--period', period, '--json']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let peak = 0
  const look = setInterval(() => {
    try {
      if (child.pid !== undefined) peak = Math.max(peak, memoryOf(child.pid))
    } catch {
      // It has just ended.
    }
  }, 50)
  let sizeBytes = 0
  child.stdout.on('data', (chunk: Buffer) => (sizeBytes += chunk.length))
  const code = await new Promise((resolve) => child.once('close', resolve))
  clearInterval(look)
  if (sizeBytes < 1_000 || (code !== 0 && code !== 3)) throw new Error(`nhip score ended with ${String(code)}`)
  return { ms: performance.now() - begunMs, peakMb: peak / 2 ** 20 }
}

async function sizeOf(dir: string): Promise<number> {
  const { folderBytes } = await import('./folder-bytes.ts')
  return (await folderBytes(dir)) / 2 ** 20
}
