import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { acknowledge } from '../../lib/flow/acknowledge.ts'
import { closeDay } from '../../lib/flow/close-day.ts'
import { publishCriteria, readPack } from '../../lib/flow/criteria.ts'
import { eachOf } from '../../lib/flow/each-of.ts'
import { importTrace } from '../../lib/flow/import.ts'
import { incidents } from '../../lib/flow/incidents.ts'
import { judgePillars } from '../../lib/flow/judge-pillars.ts'
import { latestRollingScores, portalRollingScores } from '../../lib/flow/rolling-scores.ts'
import { status } from '../../lib/flow/status.ts'
import { type Stores, TABLE_NAME } from '../../lib/local/stores.ts'
import { addDays } from '../../lib/model/day.ts'
import { DAY_MS, HOUR_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { putArchiveProgress } from '../../lib/record/archive-progress.ts'
import { createBulk } from '../../lib/record/bulk.ts'
import type { CellFiles } from '../../lib/record/cell-files.ts'
import { listConfigs } from '../../lib/record/configs.ts'
import { putSegment } from '../../lib/record/segments.ts'
import { getWatch } from '../../lib/record/watch.ts'
import { heldClock } from '../kit/clock.ts'
import { openStores } from '../kit/stores.ts'
import { writtenCriteria, writtenQuantile } from '../kit/written-criteria.ts'

/** Monday, midnight in Vietnam; six weeks without a holiday follow. */
const FROM = Date.parse('2026-05-03T17:00:00Z')
const FIRST = '2026-05-04'
const DAYS = 42
const EVERY = 4 * HOUR_MS
const END = FROM + DAYS * DAY_MS
/** From this day on, counted from 0, a portal is too slow. */
const SLOW_FROM = 38

const PAGES = ['quick/home', 'slow/home']

const cells: CellFiles = (() => {
  const files = new Map<string, Uint8Array>()
  return { get: async (path) => files.get(path) ?? null, put: async (path, bytes) => void files.set(path, bytes) }
})()

let stores: Stores
beforeAll(async () => {
  stores = await openStores()
  const lines: string[] = [
    JSON.stringify({
      type: 'trace',
      cadenceSeconds: EVERY / 1_000,
      locations: [{ id: 'a', group: 'domestic', network: 'VNPT' }],
      pages: PAGES,
    }),
  ]
  for (let slotMs = FROM + 3 * HOUR_MS; slotMs < END; slotMs += EVERY)
    for (const page of PAGES) {
      const totalMs = page === 'slow/home' && slotMs >= FROM + SLOW_FROM * DAY_MS ? 9_000 : 400
      const seen = { outcome: 'passed', cause: null, totalMs, waitMs: totalMs }
      lines.push(JSON.stringify({ type: 'o', slotMs, page, location: 'a', ...seen }))
    }
  const folder = await mkdtemp(join(tmpdir(), 'nhip-test-'))
  const file = join(folder, 'trace.ndjson')
  await writeFile(file, `${lines.join('\n')}\n`)
  const bulk = createBulk(stores.clients.dynamodb, TABLE_NAME)
  await importTrace(file, {
    table: stores.table,
    bulk,
    clock: heldClock(END),
    by: 'cli:test',
    progress: () => undefined,
  })
  // All is sealed, so that what a day comes to is counted once.
  for (const page of PAGES)
    await eachOf([...Array(DAYS).keys()], 8, (index) => {
      const fromMs = FROM + index * DAY_MS
      const day = addDays(FIRST, index)
      const at = { page, day, fromMs, toMs: fromMs + DAY_MS, revision: 1, sequence: index + 1 }
      const none = { results: 0, contentSha256: '', signaturesSha256: '', bytes: 0, verifiedAtMs: 0 }
      return putSegment(stores.table, { ...at, ...none, sha256: `${page} ${day}` })
    })
  return async () => {
    await stores.close()
    await rm(folder, { recursive: true })
  }
}, 180_000)

/** The morning after so many days are sealed. */
async function morning(days: number, isOver = () => false) {
  const throughMs = FROM + days * DAY_MS
  await putArchiveProgress(stores.table, {
    nextMs: 0,
    lateThroughMs: throughMs,
    throughMs,
    headSha256: null,
    keyId: null,
  })
  const configs = await listConfigs(stores.table)
  return judgePillars({ table: stores.table, cells }, { configs, nowMs: throughMs + 8 * HOUR_MS, isOver })
}

const told = async () => (await getWatch(stores.table)).outbox.map(({ event, portal, facts }) => [event, portal, facts])

test('each morning points are kept and judged, and a portal that has fallen is told on the third', async () => {
  // No pack by which points could be counted.
  expect(await morning(37)).toEqual([])
  const rule = writtenQuantile({ statistic: 'within', limit: 2_000, full: 0.9, zero: 0.6 })
  const text = stringify(writtenCriteria({ criteria: 'vn-2025-load', pages: { homepage: 20 }, rules: [rule] }))
  await publishCriteria(stores.table, { packs: [readPack(text, 'test')], nowMs: FROM })

  // Put down before it has come to anything: nothing is kept, and the next run does it.
  expect(await morning(37, () => true)).toEqual([])
  expect(await latestRollingScores(stores.table)).toBeNull()
  expect(await morning(37)).toEqual([34, 35, 36].map((day) => addDays(FIRST, day)))
  expect(await morning(37)).toEqual([])
  const day = await latestRollingScores(stores.table)
  const all = { points: 20, reason: null, coverage: 1 }
  expect(day).toMatchObject({
    day: addDays(FIRST, 36),
    instruments: [],
    portals: [
      {
        portal: 'quick',
        criteria: 'vn-2025-load',
        version: 1,
        group: 'domestic',
        week: all,
        month: all,
        before: all,
        longAgo: null,
      },
      { portal: 'slow', week: all },
    ],
  })

  await morning(SLOW_FROM)
  for (const days of [1, 2]) await morning(SLOW_FROM + days)
  expect(await told()).toEqual([])
  await morning(SLOW_FROM + 3)
  expect(await told()).toEqual([
    ['opened', 'slow', expect.objectContaining({ rule: 'week', beforePoints: 20, day: addDays(FIRST, SLOW_FROM + 2) })],
  ])

  const found = await portalRollingScores(stores.table, {
    portal: 'slow',
    from: addDays(FIRST, 37),
    to: addDays(FIRST, 40),
  })
  const weeks = found.map(({ week }) => week.points ?? 0)
  expect(weeks[0]).toBe(20)
  expect(weeks).toEqual(weeks.toSorted((a, b) => b - a))
  expect(found.at(-1)).toMatchObject({
    day: addDays(FIRST, 40),
    before: all,
    pages: [{ page: 'slow/home', kind: 'homepage', week: { points: weeks.at(-1) } }],
  })
})

test('the incident is filed and shown, and can be taken on', async () => {
  const clock = heldClock(END)
  const { incidents: filed } = await incidents({ days: 30, portals: new Set(['slow']) }, { table: stores.table, clock })
  const [record] = filed
  expect(record).toMatchObject({ kind: 'pillar', portal: 'slow', rule: 'week', state: 'open' })
  await acknowledge(
    { incident: record?.id ?? '', name: 'Lan', note: null },
    { table: stores.table, clock, by: 'token:a' },
  )
  const shown = await status({ table: stores.table, clock, policy: DEFAULT_POLICY })
  expect(shown.incidents.find(({ kind }) => kind === 'pillar')).toMatchObject({
    subject: 'portal',
    portal: 'slow',
    state: 'acknowledged',
    acknowledged: { name: 'Lan' },
  })
})

test('close-day does it, where there is a place for what days come to', async () => {
  await putArchiveProgress(stores.table, {
    nextMs: 0,
    lateThroughMs: END,
    throughMs: END,
    headSha256: null,
    keyId: null,
  })
  const clock = heldClock(END + 8 * HOUR_MS)
  await closeDay({ table: stores.table, clock })
  expect((await latestRollingScores(stores.table))?.day).toBe(addDays(FIRST, SLOW_FROM + 2))
  await closeDay({ table: stores.table, clock, cells })
  expect((await latestRollingScores(stores.table))?.day).toBe(addDays(FIRST, DAYS - 1))
})
