import { afterEach, beforeEach, expect, test } from 'vitest'
import { toldEvents } from '../../lib/flow/told-events.ts'
import { HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { fileTold } from '../../lib/record/incidents.ts'
import type { Range } from '../../lib/record/table.ts'
import { alert } from '../kit/alert.ts'
import { heldClock } from '../kit/clock.ts'
import { openStores } from '../kit/stores.ts'

/** What was told last, of whoever's portals. */
const NOW = Date.parse('2026-12-01T12:00:00Z')
let stores: Awaited<ReturnType<typeof openStores>>
beforeEach(async () => {
  stores = await openStores()
})
afterEach(() => stores.close())

async function tell(portal: string, atMs: number, changes: { readonly sinceMs?: number; readonly seq?: number } = {}) {
  const { sinceMs = atMs, seq = 1 } = changes
  const incident = `down:${portal}/home:domestic:${sinceMs}`
  const event = alert({ id: `${incident}:${seq}`, incident, portal, page: `${portal}/home`, sinceMs, seq, atMs })
  await fileTold(stores.table, event, atMs)
  return event.id
}
/** Tables count what is read of them. */
function counted() {
  const ranges: Range[] = []
  const read: number[] = []
  const { table } = stores
  const query: typeof table.query = async (range) => {
    const items = await table.query(range)
    ranges.push(range)
    read.push(items.length)
    return items
  }
  return { ranges, read, ports: { table: { ...table, query }, clock: heldClock(NOW) } }
}

test('a vendor sees its own, however many others came since', async () => {
  const own = await tell('da-nang', NOW - 3 * HOUR_MS)
  for (let minute = 0; minute < 30; minute++) await tell('hue', NOW - HOUR_MS + minute * MINUTE_MS)
  const read = await toldEvents({ table: stores.table, clock: heldClock(NOW) })()
  expect(read({ portals: new Set(['da-nang']), limit: 20 }).map(({ id }) => id)).toEqual([own])
  expect(read({ portals: null, limit: 20 }).map(({ portal }) => portal)).toEqual(Array(20).fill('hue'))
  expect(read({ portals: new Set(['hue', 'da-nang']), limit: 40 })).toHaveLength(31)
  expect(read({ portals: new Set(), limit: 20 })).toEqual([])
})

test('by when it was told, not by when the incident began', async () => {
  const began = NOW - 40 * 24 * HOUR_MS
  const short = await tell('hue', NOW - 2 * HOUR_MS)
  const reminded = await tell('da-nang', NOW - HOUR_MS, { sinceMs: began, seq: 9 })
  const read = await toldEvents({ table: stores.table, clock: heldClock(NOW) })()
  expect(read({ portals: null, limit: 20 }).map(({ id }) => id)).toEqual([reminded, short])
})

test('what was read once is remembered; what comes late is found, and each is told once', async () => {
  for (let hour = 1; hour <= 48; hour++) await tell('hue', NOW - hour * HOUR_MS)
  const { read, ranges, ports } = counted()
  const told = toldEvents(ports)
  const all = (await told())({ portals: null, limit: 100 })
  // Both months are looked through the first time: the day before yesterday is in November.
  expect([all.length, new Set(ranges.map(({ pk }) => pk))]).toEqual([48, new Set(['TOLD#202612', 'TOLD#202611'])])
  read.splice(0)
  const fresh = await tell('da-nang', NOW - 10)
  const late = await tell('da-nang', NOW - 90 * MINUTE_MS)
  const ids = (await told())({ portals: null, limit: 100 }).map(({ id }) => id)
  expect([ids.length, ids[0], ids.indexOf(late)]).toEqual([50, fresh, 2])
  expect(read.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(5)
})
