import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeBaselines } from '../../lib/flow/baselines.ts'
import { closeDay } from '../../lib/flow/close-day.ts'
import { closeSlots } from '../../lib/flow/close-slots.ts'
import { ingest } from '../../lib/flow/ingest.ts'
import { createReplay } from '../../lib/flow/replay.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { type Cause, outcomeOf } from '../../lib/model/cause.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { NO_PHASES, type Observation } from '../../lib/model/observation.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { readTraceHeader, type TraceHeader, type TraceLine } from '../../lib/model/trace.ts'
import { baselinesOf, getBaselineDay, timingsOf } from '../../lib/record/baselines.ts'
import { listConfigs, putConfig } from '../../lib/record/configs.ts'
import { listLive } from '../../lib/record/live.ts'
import { type KeyedResult, keepResult } from '../../lib/record/results.ts'
import type { Table } from '../../lib/record/table.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { heldClock } from '../kit/clock.ts'
import { observation } from '../kit/observation.ts'
import { ownTable } from '../kit/own-table.ts'
import { openStores } from '../kit/stores.ts'
import { writtenLocation, writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

/** Midnight of Monday 2026-11-16 in the catalogue's zone. */
const DAY = Date.parse('2026-11-15T17:00:00Z')
const LOCATIONS = ['a', 'b', 'c'] as const
const PAGE = 'da-nang/home'

let stores: Stores
beforeAll(async () => {
  stores = await openStores()
})
afterAll(() => stores.close())

let runs = 0
let table: Table
const clock = heldClock(DAY)

async function begin(every: string, portals: readonly string[]): Promise<void> {
  table = ownTable(stores.table, `run${++runs}#`)
  clock.set(DAY)
  const catalogue = catalogueOf({
    locations: LOCATIONS.map((id) => writtenLocation({ id })),
    portals: portals.map((id) =>
      writtenPortal({
        id,
        pages: [writtenPage({ url: `https://${id}.example.org/`, http: { every, timeout: '5s' } })],
      }),
    ),
  })
  const { untilMs: _until, ...config } = configOf(catalogue, { effectiveFromMs: DAY })
  await putConfig(table, config)
}

const close = () => closeSlots({ table, clock, policy: DEFAULT_POLICY })
const live = async (page = PAGE) => (await listLive(table)).find((one) => one.page === page)

function result(slotMs: number, location: string, says: number | Cause, page = PAGE): Observation {
  const cause = typeof says === 'number' ? null : says
  const waitMs = typeof says === 'number' ? says : null
  return observation({
    page,
    slotMs,
    location,
    cause,
    outcome: outcomeOf(cause),
    phases: { ...NO_PHASES, waitMs, totalMs: waitMs === null ? null : waitMs + 80 },
  })
}

const keep = (row: Observation) => keepResult(table, row as KeyedResult, clock.now())

describe('what is usual', () => {
  const SLOTS = 8 * 24 + 16
  const STEP = HOUR_MS

  /** From the second slot of the ninth day on twice as slow. */
  const says = (slot: number): number => (slot >= 8 * 24 + 1 && slot < 8 * 24 + 7 ? 450 : 200 + (slot % 5))

  beforeEach(() => begin('1h', ['da-nang']))

  test('is made each day from rows, and a slow page is told as a trace of it tells', async () => {
    await keepAll(8 * 24)
    clock.set(DAY + 8 * DAY_MS + 20 * MINUTE_MS)
    await closeDay({ table, clock })
    await close()
    for (let slot = 8 * 24; slot < SLOTS; slot++) {
      clock.set(DAY + (slot + 1) * STEP - 1)
      for (const location of LOCATIONS) await keep(result(DAY + slot * STEP, location, says(slot)))
      await close()
    }
    const events = (await live())?.outbox ?? []
    const told = events.map(({ event, kind, sinceMs, facts }) =>
      [(sinceMs - DAY) / STEP, kind, event, facts.rule, facts.baselineMs, facts.cell].join(' '),
    )
    expect(told).toEqual([
      '193 slow opened steady 202 hour',
      '193 slow escalated steady 203 hour',
      '193 slow resolved steady 203 hour',
    ])

    const replay = createReplay(header(), DEFAULT_POLICY)
    const lines = Array.from({ length: SLOTS }, (_, slot) => LOCATIONS.map((location) => line(slot, location))).flat()
    const replayed = [...lines.flatMap((one) => replay.read(one)), ...replay.end()]
    expect(replayed.map(({ id, kind, event }) => [id, kind, event])).toEqual(
      events.map(({ id, kind, event }) => [id, kind, event]),
    )
    expect(replayed[0]?.facts.baselineMs).toBe(events[0]?.facts.baselineMs)
  })

  test('is made again for the next day, once', async () => {
    await keepAll(8 * 24)
    clock.set(DAY + 8 * DAY_MS + 5 * MINUTE_MS)
    await closeDay({ table, clock })
    expect(await getBaselineDay(table)).toBe('2026-11-23')
    clock.set(DAY + 8 * DAY_MS + 8 * MINUTE_MS)
    await closeDay({ table, clock })
    expect(await getBaselineDay(table)).toBe('2026-11-24')
    const [first] = await baselinesOf(table, PAGE)
    expect(first).toMatchObject({ location: 'a', day: '2026-11-24' })
    expect(first?.baseline.wait).toHaveLength(48)
    expect(Math.exp(first?.baseline.wait[10]?.ln ?? 0)).toBeCloseTo(200, -1)
    expect(await timingsOf(table, PAGE, { from: '2026-11-16', to: '2026-11-30' })).toHaveLength(8)
  })

  test('counts what comes late', async () => {
    for (const location of ['a', 'b']) await keep(result(DAY + 4 * STEP, location, 200))
    clock.set(DAY + 7 * DAY_MS + 8 * MINUTE_MS)
    await closeDay({ table, clock })
    const refuse = () => Promise.reject(new Error('no dead letters here'))
    const late = JSON.stringify(result(DAY + 5 * STEP, 'b', 300))
    await ingest(late, { table, clock, deadLetters: { send: refuse, sendAll: refuse } })
    clock.set(DAY + 7 * DAY_MS + 9 * MINUTE_MS)
    await closeDay({ table, clock })
    const [day] = await timingsOf(table, PAGE, { from: '2026-11-16', to: '2026-11-16' })
    expect(day?.timings.b?.wait.replaceAll('.', '')).toHaveLength(4)
  })

  async function keepAll(slots: number): Promise<void> {
    for (const location of LOCATIONS)
      await Promise.all(
        Array.from({ length: slots }, (_, slot) => keep(result(DAY + slot * STEP, location, says(slot)))),
      )
  }

  function header(): TraceHeader {
    return readTraceHeader({
      type: 'trace',
      cadenceSeconds: 3_600,
      locations: LOCATIONS.map((id) => ({ id, group: 'domestic' })),
      pages: [PAGE],
    }) as TraceHeader
  }

  function line(slot: number, location: string): TraceLine {
    const waitMs = says(slot)
    return {
      slotMs: DAY + slot * STEP,
      page: PAGE,
      location,
      outcome: 'passed',
      cause: null,
      waitMs,
      totalMs: waitMs + 80,
    }
  }
})

describe('a season', () => {
  const PORTALS = Array.from({ length: 10 }, (_, index) => `p${index}`)
  const STEP = HOUR_MS
  /** So that a season of slots of an hour is learned within the day. */
  const QUICK = { ...DEFAULT_POLICY, season: { ...DEFAULT_POLICY.season, overSlots: 3 } }
  const [FIRST, SLOTS] = [8 * 24, 8 * 24 + 18]

  beforeEach(() => begin('1h', PORTALS))

  /** All take longer on the eighth day, and from the ninth on; the first portal still longer for some hours of that. */
  const says = (portal: string, slot: number): number => {
    const season = (slot >= 7 * 24 && slot < FIRST - 6) || slot >= FIRST ? 1.4 : 1
    return (400 + (slot % 5)) * season * (portal === 'p0' && slot >= FIRST + 9 && slot < FIRST + 15 ? 2.2 : 1)
  }

  test('is taken off on the platform as a trace of it tells, and from the days behind it', async () => {
    for (const portal of PORTALS)
      await Promise.all(
        Array.from({ length: FIRST }, (_, slot) =>
          keep(result(DAY + slot * STEP, 'a', says(portal, slot), `${portal}/home`)),
        ),
      )
    clock.set(DAY + 8 * DAY_MS + 20 * MINUTE_MS)
    const [configs, settledMs] = [await listConfigs(table), DAY + 8 * DAY_MS]
    await makeBaselines(table, { configs, settledMs, late: new Map(), stop: undefined })
    const [baseline] = await baselinesOf(table, 'p1/home')
    const cell = baseline?.baseline.wait[3]
    expect(Math.exp(cell?.ln ?? 0) / 402).toBeCloseTo(1, 1)
    // Three quarters of the eighth day were slow by 1.4: with them, it would be 0.33.
    expect(cell?.highMean).toBeLessThan(0.05)
    await closeSlots({ table, clock, policy: QUICK })
    for (let slot = FIRST; slot < SLOTS; slot++) {
      clock.set(DAY + (slot + 1) * STEP - 1)
      for (const portal of PORTALS) await keep(result(DAY + slot * STEP, 'a', says(portal, slot), `${portal}/home`))
      await closeSlots({ table, clock, policy: QUICK })
    }
    const pages = await listLive(table)
    const events = pages.flatMap(({ outbox }) => outbox)
    expect(events.map(({ page, event, facts }) => [page, event, facts.rule, facts.season])).toEqual([
      ['p0/home', 'opened', 'steady', 1.4],
      ['p0/home', 'escalated', 'steady', 1.4],
    ])
    expect(pages.find(({ page }) => page === 'p1/home')?.paces.a?.wait).toBeCloseTo(Math.log(1.4), 1)

    const replay = createReplay(header(), QUICK)
    const lines = Array.from({ length: SLOTS }, (_, slot) => PORTALS.map((portal) => line(portal, slot))).flat()
    // The two others are silent there.
    const replayed = [...lines.flatMap((one) => replay.read(one)), ...replay.end()].filter(
      ({ kind }) => kind === 'slow',
    )
    expect(replayed.map(({ id, event }) => [id, event])).toEqual(events.map(({ id, event }) => [id, event]))
    expect(replayed[0]?.facts.season).toBeCloseTo(1.4, 1)
  }, 180_000)

  function header(): TraceHeader {
    return readTraceHeader({
      type: 'trace',
      cadenceSeconds: 3_600,
      locations: LOCATIONS.map((id) => ({ id, group: 'domestic' })),
      pages: PORTALS.map((portal) => `${portal}/home`),
    }) as TraceHeader
  }

  function line(portal: string, slot: number): TraceLine {
    const waitMs = says(portal, slot)
    const page = `${portal}/home`
    return {
      slotMs: DAY + slot * STEP,
      page,
      location: 'a',
      outcome: 'passed',
      cause: null,
      waitMs,
      totalMs: waitMs + 80,
    }
  }
})

describe('a location at fault itself', () => {
  const PORTALS = ['da-nang', 'hue', 'ha-noi', 'can-tho', 'an-giang', 'ca-mau']
  const EVERY = 5 * MINUTE_MS

  beforeEach(() => begin('5m', PORTALS))

  const slot = async (index: number, says: (location: string, portal: string) => number | Cause) => {
    clock.set(DAY + (index + 1) * EVERY - 1)
    for (const portal of PORTALS)
      for (const location of LOCATIONS)
        await keep(result(DAY + index * EVERY, location, says(location, portal), `${portal}/home`))
    await close()
  }

  test('tells of no page; what it said is written as not believed', async () => {
    for (let index = 0; index < 6; index++) await slot(index, (location) => (location === 'b' ? 'http_5xx' : 100))
    for (const page of await listLive(table)) {
      expect(page.outbox).toEqual([])
      expect(page.verdicts.map(({ verdict, inputs }) => `${verdict} ${inputs}`)).toEqual(
        Array.from({ length: 6 }, () => 'ok a:OK b:UNKNOWN/monitor_network c:OK'),
      )
    }
  })

  test('while a page that others find down is told', async () => {
    for (let index = 0; index < 3; index++)
      await slot(index, (location, portal) => (location === 'b' || portal === 'hue' ? 'http_5xx' : 100))
    const told = (await listLive(table)).flatMap(({ outbox }) => outbox)
    expect(told.map(({ page, kind, event }) => [page, kind, event])).toEqual([['hue/home', 'down', 'opened']])
  })

  test('one that fails at two of six pages is believed', async () => {
    for (let index = 0; index < 3; index++)
      await slot(index, (location, portal) => (location === 'b' && portal.startsWith('ha') ? 'http_5xx' : 100))
    expect((await live('ha-noi/home'))?.verdicts.at(-1)).toMatchObject({ verdict: 'regional' })
  })

  test('is told of the closest slots: pages that have closed this one count by what they said', async () => {
    // The first five pages answer in time; the last is asked when they have closed.
    clock.set(DAY + MINUTE_MS)
    for (const portal of PORTALS.slice(0, 5))
      for (const location of LOCATIONS)
        await keep(result(DAY, location, location === 'b' ? 'http_5xx' : 100, `${portal}/home`))
    expect(await close()).toBe(5)
    for (const location of LOCATIONS)
      await keep(result(DAY, location, location === 'b' ? 'http_5xx' : 100, 'ca-mau/home'))
    expect(await close()).toBe(1)
    expect((await live('ca-mau/home'))?.verdicts[0]?.inputs).toBe('a:OK b:UNKNOWN/monitor_network c:OK')
  })
})

test('a live item stays within 4 KB, whatever three days brought', async () => {
  await begin('5m', ['da-nang'])
  const letters = [100, 100, 100, 9_000, 'http_5xx', 100, 'connect_timeout', 100] as const
  for (let index = 0; index < 80; index++) {
    clock.set(DAY + (index + 1) * 5 * MINUTE_MS - 1)
    for (const [at, location] of LOCATIONS.entries())
      await keep(
        result(DAY + index * 5 * MINUTE_MS, location, letters[Math.floor(index / 9 + at / 2) % letters.length] ?? 1),
      )
    if (index % 20 === 19) await close()
  }
  const [item] = (
    await Promise.all(Array.from({ length: 16 }, (_, index) => table.query({ pk: `LIVE#${index}` })))
  ).flat()
  const { outbox, unfiled, ...state } = JSON.parse(item?.json as string) as Record<string, unknown>
  expect(outbox).not.toEqual([])
  expect(unfiled).toBeDefined()
  expect(JSON.stringify(state).length).toBeLessThanOrEqual(4_096)
})
