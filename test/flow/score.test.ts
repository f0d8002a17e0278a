import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { importTrace } from '../../lib/flow/import.ts'
import { score } from '../../lib/flow/score.ts'
import { scoreSource } from '../../lib/flow/score-source.ts'
import { type Stores, TABLE_NAME } from '../../lib/local/stores.ts'
import type { CriteriaRule } from '../../lib/model/criteria.ts'
import { DAY_MS, HOUR_MS } from '../../lib/model/duration.ts'
import { parsePeriod } from '../../lib/model/period.ts'
import { createBulk } from '../../lib/record/bulk.ts'
import { heldClock } from '../kit/clock.ts'
import { criteria } from '../kit/score.ts'
import { openStores } from '../kit/stores.ts'

/** Monday, midnight in Vietnam; eight weeks without a holiday. */
const FROM = Date.parse('2026-05-03T17:00:00Z')
const DAYS = 56
const EVERY = 2 * HOUR_MS
const NOW = FROM + (DAYS + 2) * DAY_MS

const RULE: CriteriaRule = {
  page: 'homepage',
  metric: 'totalMs',
  from: 'http',
  basis: 'observed',
  statistic: 'within',
  limit: 2_000,
  full: 0.9,
  zero: 0.6,
  weight: 1,
}
const PACK = criteria({ rules: [RULE, { ...RULE, page: 'eform' }] })

type Seen = { readonly totalMs?: number; readonly cause?: string }

/** What each page shows at a local hour of a weekday (0: Monday) at a location. */
const PAGES: Readonly<Record<string, (at: { hour: number; weekday: number; location: string }) => Seen | null>> = {
  'quick/home': () => ({ totalMs: 300 }),
  'quick/khai-sinh': () => ({ totalMs: 1_999 }),
  // Too slow from eight to five on working days; slots are at odd hours.
  'office/home': ({ hour, weekday }) => ({ totalMs: weekday < 5 && hour >= 8 && hour < 17 ? 9_000 : 100 }),
  'office/khai-sinh': () => ({ totalMs: 100 }),
  // One of the two locations finds it failing at 5, 13 and 21, the other is blocked at 23.
  'mixed/home': ({ hour, location }) => (location === 'a' && hour % 8 === 5 ? { cause: 'http_5xx' } : { totalMs: 500 }),
  'mixed/khai-sinh': ({ hour, location }) =>
    location === 'b' && hour === 23 ? { cause: 'blocked' } : { totalMs: 500 },
  // Nothing comes from b.
  'silent/home': ({ location }) => (location === 'b' ? null : { totalMs: 500 }),
}

let stores: Stores
beforeAll(async () => {
  stores = await openStores()
  const lines: string[] = [
    JSON.stringify({
      type: 'trace',
      cadenceSeconds: EVERY / 1_000,
      locations: [
        { id: 'a', group: 'domestic', network: 'VNPT' },
        { id: 'b', group: 'domestic', network: 'Viettel' },
        { id: 'x', group: 'abroad' },
      ],
      pages: Object.keys(PAGES),
      // Every night from one to three; what comes then counts for nothing.
      maintenance: [{ page: 'quick/home', fromMs: FROM, toMs: FROM + 2 * HOUR_MS }],
    }),
  ]
  for (let slotMs = FROM + HOUR_MS; slotMs < FROM + DAYS * DAY_MS; slotMs += EVERY)
    for (const [page, seen] of Object.entries(PAGES))
      for (const location of page === 'quick/home' ? ['a', 'b', 'x'] : ['a', 'b']) {
        const at = {
          hour: ((slotMs - FROM) / HOUR_MS) % 24,
          weekday: Math.floor((slotMs - FROM) / DAY_MS) % 7,
          location,
        }
        const one = location === 'x' ? { cause: 'connect_timeout' } : seen(at)
        if (one === null) continue
        const { cause = null, totalMs = null } = one
        const outcome = cause === null ? 'passed' : cause === 'blocked' ? 'inconclusive' : 'failed'
        lines.push(JSON.stringify({ type: 'o', slotMs, page, location, outcome, cause, totalMs, waitMs: totalMs }))
      }
  const bulk = createBulk(stores.clients.dynamodb, TABLE_NAME)
  const folder = await mkdtemp(join(tmpdir(), 'nhip-test-'))
  const file = join(folder, 'trace.ndjson')
  await writeFile(file, `${lines.join('\n')}\n`)
  await importTrace(file, {
    table: stores.table,
    bulk,
    clock: heldClock(NOW),
    by: 'cli:test',
    progress: () => undefined,
  })
  return async () => {
    await stores.close()
    await rm(folder, { recursive: true })
  }
}, 180_000)

const scored = async (period: string) =>
  score(await scoreSource({ table: stores.table, nowMs: NOW }), {
    criteria: PACK,
    period: parsePeriod(period),
    nowMs: NOW,
  })

test('eight weeks: points, reasons, intervals and ranks as worked by hand', async () => {
  const found = await scored('2026-05-04..2026-06-28')
  expect(found).toMatchObject({
    type: 'score',
    criteria: 'test',
    version: 1,
    reading: 'ours',
    from: '2026-05-04',
    to: '2026-06-28',
    timezone: 'Asia/Ho_Chi_Minh',
    group: 'domestic',
    kind: 'official',
    locations: ['a', 'b'],
    reservation: null,
    status: 'preview',
  })
  const told = found.portals.map(({ portal, points, homepage, eform, reason, interval, ranks }) => [
    portal,
    points?.points ?? reason,
    homepage?.points ?? null,
    eform?.points ?? null,
    interval,
    ranks,
  ])
  const steady = (points: number) => ({ low: points, high: points, batches: 4 })
  expect(told).toEqual([
    ['quick', 20, 10, 10, steady(20), { best: 1, worst: 1, of: 3 }],
    // In working hours only 17:00 is quick: 0.6 × 0.2 + 0.3 + 0.1 is below where points begin.
    ['office', 10, 0, 10, steady(10), { best: 3, worst: 3, of: 3 }],
    // At a 4 of 5 in working hours, 15 of 24 in the evenings of a week, 4 of 5 at night; at b all:
    // 0.6 × 0.9 + 0.3 × 0.8125 + 0.1 × 0.9 = 0.87375, of 0.6 to 0.9 that is 0.9125; half a hundredth up.
    ['mixed', 19.13, 9.13, 10, steady(19.13), { best: 2, worst: 2, of: 3 }],
    ['silent', 'insufficient_coverage', null, null, null, null],
  ])
})
