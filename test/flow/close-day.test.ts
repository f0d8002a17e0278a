import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { closeDay, SETTLED_MS } from '../../lib/flow/close-day.ts'
import { history } from '../../lib/flow/history.ts'
import { ingest } from '../../lib/flow/ingest.ts'
import { rollUp } from '../../lib/judge/rollup.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { type Cause, outcomeOf } from '../../lib/model/cause.ts'
import { addDays } from '../../lib/model/day.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { NO_PHASES, type Observation } from '../../lib/model/observation.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { listLate } from '../../lib/record/late.ts'
import { putReceipt } from '../../lib/record/receipts.ts'
import { dayRollupsOf, hourRollupsOf, putDayRollup } from '../../lib/record/rollups.ts'
import type { Table } from '../../lib/record/table.ts'
import { audit } from '../kit/audit.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { heldClock } from '../kit/clock.ts'
import { observation } from '../kit/observation.ts'
import { ownTable } from '../kit/own-table.ts'
import { seededRandom } from '../kit/random.ts'
import { openStores } from '../kit/stores.ts'
import { writtenLocation, writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

/** Midnight of 2026-11-20 in the catalogue's zone. */
const DAY = Date.parse('2026-11-19T17:00:00Z')
const LOCATIONS = ['a', 'b', 'x'] as const

let stores: Stores
beforeAll(async () => {
  stores = await openStores()
})
afterAll(() => stores.close())

/** Portals of their own for every run: what others wrote is out of sight, but for what all pages share. */
let runs = 0
let page = ''
let table: Table
const clock = heldClock(DAY)
beforeEach(() => fresh('1h'))

/** A table of its own within the one. */
async function fresh(every: string, portals: readonly string[] = ['da-nang']): Promise<void> {
  table = ownTable(stores.table, `run${++runs}#`)
  page = 'da-nang/home'
  clock.set(DAY)
  const catalogue = catalogueOf({
    locations: LOCATIONS.map((id) => writtenLocation({ id, group: id === 'x' ? 'abroad' : 'domestic' })),
    portals: portals.map((id) => writtenPortal({ id, pages: [writtenPage({ http: { every, timeout: '5s' } })] })),
  })
  const { untilMs: _until, ...config } = configOf(catalogue, { effectiveFromMs: DAY })
  await putConfig(table, config)
}

const refuse = () => Promise.reject(new Error('no dead letters here'))
const ports = () => ({ table, clock, deadLetters: { send: refuse, sendAll: refuse } })
const arrives = (result: unknown) => ingest(JSON.stringify(result), ports())
const result = (slotMs: number, location: string, cause: Cause | null = null, totalMs = 100): Observation =>
  observation({
    page,
    slotMs,
    location,
    cause,
    outcome: outcomeOf(cause),
    phases: { ...NO_PHASES, totalMs, waitMs: totalMs / 4 },
  })

/** The same days from rows alone. */
const fromRows = (days: number) =>
  history(
    { page, days },
    {
      clock,
      table: { ...table, query: (range) => (/#[YM]#/.test(range.pk) ? Promise.resolve([]) : table.query(range)) },
    },
  )

describe('for any results, whenever they come', () => {
  const HOURS = 26
  const event = fc.record({
    hour: fc.noBias(fc.nat(HOURS - 1)),
    location: fc.constantFrom(...LOCATIONS),
    cause: fc.constantFrom<(Cause | null)[]>(null, null, null, 'http_5xx', 'blocked', 'monitor_timeout'),
    totalMs: fc.nat(9_000),
    // Hours after its slot; some come twice.
    delays: fc.array(fc.constantFrom(0.1, 0.5, 0.9, 1.2, 3, 20), { minLength: 1, maxLength: 2 }),
    isAudit: fc.boolean(),
  })

  test('rollups made meanwhile give the same history as rows alone', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 8, maxLength: 20 }),
        fc.array(fc.noBias(fc.integer({ min: 1, max: HOURS + 20 })), { minLength: 2, maxLength: 3 }),
        async (events, closings) => {
          await fresh('1h')
          const steps = [
            ...events.flatMap(({ delays, hour, location, cause, totalMs, isAudit }) =>
              delays.map((delay) => ({
                atMs: DAY + (hour + delay) * HOUR_MS,
                run: () =>
                  arrives(
                    isAudit
                      ? audit({ page, location, slotMs: DAY + (hour - (hour % 6) + 1) * HOUR_MS })
                      : result(DAY + hour * HOUR_MS, location, cause, totalMs),
                  ),
              })),
            ),
            ...closings.map((hour) => ({ atMs: DAY + hour * HOUR_MS, run: () => closeDay(ports()) })),
          ].sort((a, b) => a.atMs - b.atMs)
          for (const { atMs, run } of steps) {
            clock.set(atMs)
            await run()
          }
          clock.set(DAY + (HOURS + 24) * HOUR_MS + 40 * MINUTE_MS)
          await closeDay(ports())
          expect((await history({ page, days: 4 }, ports())).days).toEqual((await fromRows(4)).days)
          // Days, hours and rows agree, and coming again changes nothing.
          expect(await closeDay(ports())).toEqual({ hours: 0, days: 0 })
        },
      ),
      { numRuns: 4, endOnFailure: true },
    )
  })
})

describe('a run that breaks off', () => {
  test.each([1, 2, 3, 5, 8, 13])('at its write %i is completed by the next one', async (limit) => {
    for (let hour = 0; hour < 5; hour++) await arrives(result(DAY + hour * HOUR_MS, 'a'))
    clock.set(DAY + 5.5 * HOUR_MS)
    let writes = 0
    const breaking: Table = {
      ...table,
      putIf: async (item, condition) => {
        if (++writes === limit) throw new Error('crash')
        return table.putIf(item, condition)
      },
    }
    const first = closeDay({ ...ports(), table: breaking })
    if (limit <= 7) await expect(first).rejects.toThrow('crash')
    else await first
    expect((await history({ page, days: 1 }, ports())).days).toEqual((await fromRows(1)).days)
    await closeDay(ports())
    expect((await history({ page, days: 1 }, ports())).days).toEqual((await fromRows(1)).days)
    expect((await dayRollupsOf(table, page, { from: '2026-11-20', to: '2026-11-20' }))[0]?.throughMs).toBe(
      DAY + 5 * HOUR_MS,
    )
  })

  test('for a page that fails, the others go on over days, and it is made up for', async () => {
    const other = 'hue/home'
    await fresh('1h', ['da-nang', 'hue'])
    for (const key of [page, other])
      for (const hour of [0, 1, 25]) await arrives({ ...result(DAY + hour * HOUR_MS, 'a'), page: key })
    const failing: Table = {
      ...table,
      get: (key) => (key.pk.startsWith(`P#${page}#`) ? Promise.reject(new Error('unreadable')) : table.get(key)),
    }
    const closed = async (key: string) =>
      (await dayRollupsOf(table, key, { from: '2026-11-20', to: '2026-11-22' })).map(({ throughMs }) => throughMs - DAY)
    for (const hours of [5.5, 30.5, 31.5]) {
      clock.set(DAY + hours * HOUR_MS)
      await expect(closeDay({ ...ports(), table: failing })).rejects.toThrow('1 pages could not be rolled up')
    }
    expect([await closed(page), await closed(other)]).toEqual([[], [DAY_MS, 31 * HOUR_MS]])
    // What is to be tried again doesn't grow with the tries.
    expect((await listLate(table, { fromMs: DAY, toMs: clock.now() })).length).toBeLessThanOrEqual(2)
    await closeDay(ports())
    expect(await closed(page)).toEqual([DAY_MS, 31 * HOUR_MS])
    expect((await history({ page, days: 2 }, ports())).days).toEqual((await fromRows(2)).days)
    expect(await closeDay(ports())).toEqual({ hours: 0, days: 0 })
  })

  test('broken off between a day and its rollup, it is made up for by the next run', async () => {
    await arrives(result(DAY, 'a'))
    await arrives(audit({ page, location: 'a', slotMs: DAY + HOUR_MS }))
    clock.set(DAY + 30 * HOUR_MS)
    const breaking: Table = {
      ...table,
      putIf: (item, condition) =>
        item.sk.startsWith('DD#') ? Promise.reject(new Error('gone')) : table.putIf(item, condition),
    }
    await expect(closeDay({ ...ports(), table: breaking })).rejects.toThrow('1 pages could not be rolled up')
    const audits = async () =>
      (await dayRollupsOf(table, page, { from: '2026-11-20', to: '2026-11-20' })).map(
        ({ rollup }) => rollup.locations.find(({ location }) => location === 'a')?.audits.counts.passed,
      )
    expect(await audits()).toEqual([undefined])
    expect((await history({ page, days: 2 }, ports())).days).toEqual((await fromRows(2)).days)
    await closeDay(ports())
    expect(await audits()).toEqual([1])
    expect(await closeDay(ports())).toEqual({ hours: 0, days: 0 })
  })

  test('two at once end in the same rollups', async () => {
    for (let hour = 0; hour < 3; hour++) await arrives(result(DAY + hour * HOUR_MS, 'a'))
    clock.set(DAY + 4.5 * HOUR_MS)
    await Promise.all([closeDay(ports()), closeDay(ports()), closeDay(ports())])
    expect((await history({ page, days: 1 }, ports())).days).toEqual((await fromRows(1)).days)
    expect(await hourRollupsOf(table, page, { fromMs: DAY, toMs: DAY + DAY_MS })).toHaveLength(4)
  })
})

describe('what came late', () => {
  test('is counted by the next run, also after its day was closed', async () => {
    await arrives(result(DAY, 'a'))
    clock.set(DAY + 30 * HOUR_MS)
    await closeDay(ports())
    await arrives(result(DAY + 2 * HOUR_MS, 'a', 'http_5xx'))
    const counts = async () => (await history({ page, days: 2 }, ports())).days[0]?.counts
    expect(await counts()).toEqual({ passed: 1, failed: 0, inconclusive: 0 })
    expect(await closeDay(ports())).toEqual({ hours: 1, days: 1 })
    expect(await counts()).toEqual({ passed: 1, failed: 1, inconclusive: 0 })
  })

  test('receipts too: the reason is another then', async () => {
    clock.set(DAY + 5 * HOUR_MS)
    await closeDay(ports())
    const missing = async () => (await history({ page, days: 1 }, ports())).days[0]?.missing
    expect(await missing()).toEqual({ location_silent: 5 })
    for (let minuteMs = DAY + HOUR_MS - 2 * MINUTE_MS; minuteMs < DAY + 2 * HOUR_MS; minuteMs += MINUTE_MS)
      await arrives({ type: 'receipt', location: 'a', minuteMs, catalogVersion: 'v1', count: 0, atMs: minuteMs })
    await closeDay(ports())
    expect(await missing()).toEqual({ location_silent: 4, not_answered: 1 })
  })
})

test('a day is written once an hour, and in between the item of the hour under way', async () => {
  await fresh('5m')
  const written = { hours: 0, days: 0 }
  for (let minute = 0; minute < 180; minute += 5) {
    for (const location of LOCATIONS) {
      clock.set(DAY + (minute + 1) * MINUTE_MS)
      await arrives(result(DAY + minute * MINUTE_MS, location))
    }
    clock.set(DAY + (minute + 9) * MINUTE_MS)
    const { hours, days } = await closeDay(ports())
    written.hours += hours
    written.days += days
    expect((await history({ page, days: 1 }, ports())).days).toEqual((await fromRows(1)).days)
  }
  // The first slot was not over for long enough the first time.
  expect(written).toEqual({ hours: 35, days: 2 })
})

describe('90 days of a page', () => {
  const EVERY = 5 * MINUTE_MS

  test('are answered from at most 100 items, the open day from its rollups and the rows of the last minutes', async () => {
    await fresh('5m')
    const random = seededRandom(7)
    const groups = { a: 'domestic', b: 'domestic', x: 'abroad' } as const
    const values: number[] = []
    for (let ago = 89; ago >= 1; ago--) {
      const fromMs = DAY - ago * DAY_MS
      const slots = Array.from({ length: 288 }, (_, index) => fromMs + index * EVERY)
      const rows = LOCATIONS.flatMap((location) =>
        slots
          .filter(() => random() < 0.99)
          .map((slotMs) => result(slotMs, location, random() < 0.02 ? 'http_5xx' : null, 100 / (1.01 - random()))),
      )
      if (ago === 1)
        values.push(
          ...rows
            .filter(({ location, cause }) => location === 'a' && cause === null)
            .map(({ phases }) => phases.totalMs ?? 0),
        )
      const rollup = rollUp({
        rows,
        locations: LOCATIONS.map((location) => ({ location, group: groups[location], expected: new Set(slots) })),
        isMaintenance: () => false,
        explain: () => 'not_answered',
      })
      const day = addDays('2026-11-20', -ago)
      const span = { fromMs, toMs: fromMs + DAY_MS, throughMs: fromMs + DAY_MS, timezone: 'Asia/Ho_Chi_Minh' }
      await putDayRollup(table, { ...span, page, day, version: 0, rollup })
    }
    const nowMs = DAY + 10 * HOUR_MS + 4 * MINUTE_MS
    for (let slotMs = DAY; slotMs <= nowMs; slotMs += EVERY)
      for (const location of LOCATIONS) {
        clock.set(slotMs + MINUTE_MS)
        await arrives(result(slotMs, location))
      }
    // The worst moment: just before the next slot is over for long enough.
    clock.set(nowMs - (nowMs % EVERY) + (SETTLED_MS % EVERY) - 1)
    await closeDay(ports())
    const read: string[] = []
    const counting: Table = {
      ...table,
      query: async (range) => {
        const items = await table.query(range)
        if (range.pk.startsWith('P#')) read.push(...items.map(({ sk }) => sk))
        return items
      },
    }
    clock.set(nowMs)
    const { days } = await history({ page, days: 90 }, { table: counting, clock })
    expect(read.length).toBeLessThanOrEqual(100)
    expect(days).toHaveLength(90 * 5)
    const closed = days.find(({ day, location }) => day === '2026-11-19' && location === 'a')
    expect(closed?.totalMs).toMatchObject({ n: values.length, relativeError: 0.01 })
    const median = values.sort((a, b) => a - b)[Math.ceil(values.length / 2) - 1] ?? 0
    expect(Math.abs((closed?.totalMs.p50 ?? 0) - median)).toBeLessThanOrEqual(0.0100001 * median)
    expect(days.slice(-5)).toEqual((await fromRows(1)).days)
  })
})

test('days of a zone whose hours begin at half past merge all the same', async () => {
  const { untilMs: _until, ...config } = configOf(
    catalogueOf({
      timezone: 'Asia/Kolkata',
      locations: [writtenLocation({ id: 'a' })],
      portals: [writtenPortal({ pages: [writtenPage({ http: { every: '10m', timeout: '5s' } })] })],
    }),
    { version: 'v2', effectiveFromMs: DAY + 1 },
  )
  await putConfig(table, config)
  for (let slotMs = DAY; slotMs < DAY + 4 * HOUR_MS; slotMs += 10 * MINUTE_MS) await arrives(result(slotMs, 'a'))
  await putReceipt(table, { type: 'receipt', location: 'a', minuteMs: DAY, catalogVersion: 'v1', count: 0, atMs: DAY })
  clock.set(DAY + 4.5 * HOUR_MS)
  await closeDay(ports())
  expect((await history({ page, days: 2 }, ports())).days).toEqual((await fromRows(2)).days)
  const [first] = await hourRollupsOf(table, page, { fromMs: DAY - DAY_MS, toMs: DAY + DAY_MS })
  expect((first?.fromMs ?? 0) % HOUR_MS).toBe(30 * MINUTE_MS)
})
