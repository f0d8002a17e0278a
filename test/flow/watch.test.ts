import { beforeEach, describe, expect, test } from 'vitest'
import { acknowledge } from '../../lib/flow/acknowledge.ts'
import { closeSlots } from '../../lib/flow/close-slots.ts'
import type { Beat } from '../../lib/flow/heartbeat.ts'
import { incidents } from '../../lib/flow/incidents.ts'
import { publish } from '../../lib/flow/publish.ts'
import { status } from '../../lib/flow/status.ts'
import { tellHubSilence } from '../../lib/flow/tell-hub-silence.ts'
import { type WatchedQueues, watch } from '../../lib/flow/watch.ts'
import { timetables } from '../../lib/judge/expected.ts'
import type { LocationRollup } from '../../lib/judge/rollup.ts'
import { dueMs } from '../../lib/judge/timetable.ts'
import { newWatchState } from '../../lib/judge/watch-state.ts'
import type { Stores } from '../../lib/local/stores.ts'
import type { Cause } from '../../lib/model/cause.ts'
import { HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { putReceipt } from '../../lib/record/receipts.ts'
import { type KeyedResult, keepResult } from '../../lib/record/results.ts'
import { putHourRollup, putRollupProgress } from '../../lib/record/rollups.ts'
import type { Table } from '../../lib/record/table.ts'
import { createTopic } from '../../lib/record/topic.ts'
import { putWatch } from '../../lib/record/watch.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { heldClock } from '../kit/clock.ts'
import { observation } from '../kit/observation.ts'
import { openStores } from '../kit/stores.ts'
import { makeTopic, type TestTopic } from '../kit/topic.ts'
import { writtenLocation } from '../kit/written-catalogue.ts'

const EVERY = 5 * MINUTE_MS
const FIRST = Date.parse('2026-11-22T00:00:00Z')
const PAGE = 'da-nang/home'
const LOCATIONS = ['a', 'b'] as const

const catalogue = catalogueOf({ locations: LOCATIONS.map((id) => writtenLocation({ id })) })
const config = configOf(catalogue, { effectiveFromMs: FIRST })
const plan = timetables([config])[0]?.plans[0]

let stores: Stores
let topic: TestTopic
const clock = heldClock(FIRST)
beforeEach(async () => {
  stores = await openStores()
  topic = await makeTopic(stores)
  clock.set(FIRST)
  const { untilMs: _until, ...written } = config
  await putConfig(stores.table, written)
  return () => stores.close()
})

const look = (ports: { readonly table?: Table; readonly queues?: WatchedQueues; readonly beats?: string[] } = {}) => {
  const { queues, beats } = ports
  return watch({
    table: ports.table ?? stores.table,
    clock,
    policy: DEFAULT_POLICY,
    queues: queues ? () => Promise.resolve(queues) : null,
    heartbeat: beats ? (contact) => Promise.resolve<Beat>((beats.push(contact), { heard: true })) : null,
  })
}
const tell = () =>
  publish({
    table: stores.table,
    topic: createTopic(stores.clients.sns, topic.arn),
    clock,
    policy: DEFAULT_POLICY,
    escalations: null,
    url: 'https://nhip.example.org',
  })
const told = async () => (await topic.told()).map(({ event }) => `${event.event} ${event.incident}`)

/** What happens at a location in a minute: `.` receipt and results in time, `o` a clock that is off, `l` results a minute late, `-` nothing. */
type Letter = '.' | 'o' | 'l' | '-'

/** Minutes one after the other, a letter for each location; closes, looks and publishes at the end of each. */
async function live(words: readonly string[], from = 0, ports: Parameters<typeof look>[0] = {}): Promise<void> {
  for (const [index, word] of words.entries()) {
    const minuteMs = FIRST + (from + index) * MINUTE_MS
    clock.set(minuteMs + 30_000)
    for (const [place, letter] of ([...word] as Letter[]).entries()) {
      if (letter === '-') continue
      const location = LOCATIONS[place] ?? ''
      await putReceipt(stores.table, {
        type: 'receipt',
        location,
        minuteMs,
        catalogVersion: 'v1',
        count: 1,
        atMs: minuteMs,
      })
      if (minuteMs % EVERY === 0) await result(location, { slotMs: minuteMs, letter, index: place })
    }
    await closeSlots({ table: stores.table, clock, policy: DEFAULT_POLICY })
    await look(ports)
    await tell()
  }
}

async function result(location: string, of: { slotMs: number; letter: Letter; index: number }): Promise<void> {
  const page = plan?.pages[0]
  if (!plan || !page) throw new Error('no page')
  const startedAtMs = dueMs(plan, { page, index: of.index, slotMs: of.slotMs }) + (of.letter === 'l' ? MINUTE_MS : 5)
  const cause: Cause | null = of.letter === 'o' ? 'monitor_clock' : null
  const control = { reached: true, cause: null, atMs: of.slotMs, clockOffsetMs: of.letter === 'o' ? 4_000 : 0 }
  const row = observation({ page: PAGE, location, slotMs: of.slotMs, startedAtMs, cause })
  const conditions = { ...row.conditions, control }
  await keepResult(stores.table, { ...row, conditions } as KeyedResult, clock.now())
}

const times = (word: string, minutes: number): readonly string[] => Array.from({ length: minutes }, () => word)

describe('from receipts and rows to the topic', () => {
  test('a location goes silent, is told of, comes back, and is told of again', async () => {
    await live([...times('..', 10), ...times('.-', 10)])
    const open = await status({ table: stores.table, clock, policy: DEFAULT_POLICY })
    expect(await told()).toEqual([`opened monitor:location.b.silent:domestic:${FIRST + 9 * MINUTE_MS}`])
    expect(open.incidents).toMatchObject([
      {
        kind: 'monitor',
        subject: 'location',
        page: null,
        group: 'domestic',
        state: 'open',
        locations: ['b'],
        title: { en: 'Location b: silent' },
      },
    ])
    await live(times('..', 5), 20)
    expect(await told()).toEqual([`resolved monitor:location.b.silent:domestic:${FIRST + 9 * MINUTE_MS}`])
    expect((await status({ table: stores.table, clock, policy: DEFAULT_POLICY })).incidents).toEqual([])
  })

  test('an event has its kind as attribute, no portal, a link, and is filed beside its incident', async () => {
    await live([...times('..', 2), ...times('.-', 7)])
    const [event] = await topic.told()
    expect(event?.attributes).toEqual({ event: 'opened', kind: 'monitor', severity: 'ticket' })
    expect(event?.subject).toBe('[ticket] location.b.silent monitor: opened')
    expect(event?.event.links).toMatchObject({ status: 'https://nhip.example.org/#incidents' })
    const filed = await stores.table.query({ pk: 'P#location.b.silent#I' })
    expect(filed.map(({ json }) => (JSON.parse(json as string) as { id: string }).id)).toEqual([
      event?.event.incident,
      event?.event.id,
    ])
  })

  test('a clock that is off is told by its results, and is not told as faults too', async () => {
    await live([...times('..', 5), ...times('.o', 25)])
    expect(await told()).toEqual([`opened monitor:location.b.clock:domestic:${FIRST + EVERY}`])
    const { incidents } = await status({ table: stores.table, clock, policy: DEFAULT_POLICY })
    expect(incidents[0]?.title?.vi).toBe('Điểm đo b: lệch giờ')
  })

  test('a location that is there and answers nothing: faults, with what is missing', async () => {
    await live(times('..', 5))
    for (let minute = 5; minute < 30; minute++) {
      const minuteMs = FIRST + minute * MINUTE_MS
      await putReceipt(stores.table, {
        type: 'receipt',
        location: 'b',
        minuteMs,
        catalogVersion: 'v1',
        count: 1,
        atMs: minuteMs,
      })
      await live(['.-'], minute)
    }
    const events = (await topic.told()).map(({ event }) => event)
    expect(events.map(({ event, facts, sinceMs }) => [event, facts.rule, facts.missing, sinceMs])).toEqual([
      ['opened', 'faults', 1, FIRST + EVERY],
    ])
  })

  test('visits that begin a minute late: drift', async () => {
    await live([...times('..', 5), ...times('.l', 10)])
    const events = (await topic.told()).map(({ event }) => event)
    expect(events.map(({ event, facts }) => [event, facts.rule, facts.driftMs])).toEqual([
      ['opened', 'drift', MINUTE_MS],
    ])
    expect(events[0]?.location).toBe('b')
  })

  test('queues and dead letters, where somebody can tell', async () => {
    const queues = {
      queues: [{ queue: 'observations', location: null, waiting: 9, oldestMs: FIRST - 15 * MINUTE_MS } as const],
      deadLetters: 2,
    }
    await live(times('..', 4), 0, { queues })
    expect(await told()).toEqual([
      `opened monitor:hub.dead_letters:-:${FIRST + 30_000}`,
      `opened monitor:hub.queue_age.observations:-:${FIRST - 15 * MINUTE_MS}`,
    ])
    expect(await told()).toEqual([])
    await live(times('..', 4), 4, { queues: { queues: [], deadLetters: 0 } })
    expect(await told()).toEqual([`resolved monitor:hub.dead_letters:-:${FIRST + 30_000}`])
  })
})

describe('the last hour', () => {
  const hourMs = FIRST + HOUR_MS
  const counted = (location: string, passed: number, own: number): LocationRollup => ({
    location,
    group: 'domestic',
    expected: 12,
    present: passed + own,
    due: 12,
    missing: { not_answered: 12 - passed - own },
    counts: { passed, failed: 0, inconclusive: own },
    causes: { monitor_overloaded: own },
    phases: {},
    audits: { counts: { passed: 0, failed: 0, inconclusive: 0 }, causes: {}, metrics: {}, instruments: {} },
  })
  const rollUp = async (through: number) => {
    const span = { fromMs: hourMs, toMs: hourMs + HOUR_MS, throughMs: hourMs + HOUR_MS }
    const rollup = { locations: [counted('a', 11, 1), counted('b', 9, 1)] }
    await putHourRollup(stores.table, { ...span, page: PAGE, version: 0, timezone: 'Asia/Ho_Chi_Minh', rollup })
    await putRollupProgress(stores.table, { throughMs: through, lateThroughMs: through })
  }
  /** The first look after two hours and a quarter without anything to tell. */
  const lookAfter = async () => {
    clock.set(hourMs + HOUR_MS + 15 * MINUTE_MS)
    const state = { ...newWatchState(FIRST), atMs: clock.now() - MINUTE_MS }
    await putWatch(stores.table, { version: 0, state, certificates: {}, pillars: {}, outbox: [], unfiled: [] })
    for (const location of LOCATIONS) {
      const minuteMs = clock.now()
      await putReceipt(stores.table, {
        type: 'receipt',
        location,
        minuteMs,
        catalogVersion: 'v1',
        count: 1,
        atMs: minuteMs,
      })
    }
    return (await look()).events
  }

  test('of which less than 90 % was measured is told, with how much', async () => {
    await rollUp(hourMs + HOUR_MS)
    const events = await lookAfter()
    expect(events).toMatchObject([{ location: 'b', sinceMs: hourMs, facts: { rule: 'coverage', due: 12, covered: 9 } }])
    clock.set(clock.now() + MINUTE_MS)
    expect((await look()).events).toEqual([])
  })

  test('is not judged before it is counted', async () => {
    await rollUp(hourMs + HOUR_MS - 1)
    expect(await lookAfter()).toEqual([])
    await putRollupProgress(stores.table, { throughMs: hourMs + HOUR_MS, lateThroughMs: hourMs + HOUR_MS })
    clock.set(clock.now() + MINUTE_MS)
    expect((await look()).events).toHaveLength(1)
  })
})

describe('whatever dies or comes twice', () => {
  const letters = { queues: [], deadLetters: 1 }
  const incident = `monitor:hub.dead_letters:-:${FIRST}`

  test('of two that look at once one has seen it', async () => {
    const looks = await Promise.all([look({ queues: letters }), look({ queues: letters }), look({ queues: letters })])
    expect(looks.map(({ events }) => events.length).toSorted((a, b) => a - b)).toEqual([0, 0, 1])
    await tell()
    await tell()
    expect(await told()).toEqual([`opened ${incident}`])
  })

  test('died before the incident was filed: filed by the next', async () => {
    const dying: Table = {
      ...stores.table,
      putIf: (item, condition) =>
        item.pk.startsWith('I#') ? Promise.reject(new Error('killed')) : stores.table.putIf(item, condition),
    }
    await expect(look({ queues: letters, table: dying })).rejects.toThrow('killed')
    expect(await stores.table.query({ pk: 'P#hub.dead_letters#I' })).toEqual([])
    await look({ queues: letters })
    expect(await stores.table.query({ pk: 'P#hub.dead_letters#I' })).toHaveLength(1)
    await tell()
    expect(await stores.table.query({ pk: 'P#hub.dead_letters#I' })).toHaveLength(2)
    expect(await told()).toEqual([`opened ${incident}`])
  })
})

describe('a sign of life', () => {
  test('is given while slots are closed with results, and no longer', async () => {
    const beats: string[] = []
    await live(times('..', 3), 0, { beats })
    expect(beats).toEqual(times('https://example.org/nhip', 3))
    beats.length = 0
    // Receipts come and slots are closed, but there is no result.
    for (let minute = 3; minute < 30; minute++) await live(['--'], minute, { beats })
    expect(beats.length).toBeGreaterThan(10)
    expect(beats.length).toBeLessThan(20)
  })

  test('is not given where nothing was ever measured, nor where alerts are not published', async () => {
    const beats: string[] = []
    expect((await look({ beats })).heartbeat).toEqual({
      heard: false,
      reason: 'no sign of life is given: no slot with a result has been closed',
    })
    await live(['..'])
    await look({ beats, queues: { queues: [], deadLetters: 1 } })
    expect(beats).toHaveLength(1)
    for (let minute = 1; minute <= 12; minute++) {
      clock.set(FIRST + minute * MINUTE_MS)
      if (minute % 5 === 0)
        for (const [index, location] of LOCATIONS.entries())
          await result(location, { slotMs: clock.now(), letter: '.', index })
      await closeSlots({ table: stores.table, clock, policy: DEFAULT_POLICY })
      await look({ beats })
    }
    const { heartbeat } = await look({ beats })
    expect(heartbeat).toEqual({ heard: false, reason: expect.stringMatching(/alerts wait to be published since /) })
    expect(beats.length).toBeLessThan(12)
  })
})

describe('a location looks at its hub', () => {
  const contact = (awaySinceMs: number | null) =>
    tellHubSilence(
      { location: 'a', awaySinceMs, waiting: 12, timezone: 'Asia/Ho_Chi_Minh' },
      { table: stores.table, clock, policy: DEFAULT_POLICY },
    )

  test('one that is away for ten minutes pages, by the topic of the location, and is over when it answers', async () => {
    for (let minute = 0; minute < 20; minute++) {
      clock.set(FIRST + minute * MINUTE_MS)
      await contact(minute >= 2 && minute < 15 ? FIRST + 2 * MINUTE_MS : null)
      await tell()
    }
    const events = (await topic.told()).map(({ event }) => event)
    expect(
      events.map(({ event, atMs, severity, subject }) => [event, (atMs - FIRST) / MINUTE_MS, severity, subject]),
    ).toEqual([
      ['opened', 12, 'page', 'hub'],
      ['resolved', 17, 'page', 'hub'],
    ])
    expect(events[0]).toMatchObject({
      incident: `monitor:hub.hub_silent.a:-:${FIRST + 2 * MINUTE_MS}`,
      facts: { rule: 'hub_silent', location: 'a', waiting: 12 },
      reason: { vi: expect.stringContaining('điểm đo a không gửi được kết quả; 12 kết quả đang đợi') },
    })
  })
})

describe('certificates', () => {
  const shows = (days: number) => ({
    protocol: 'TLSv1.3',
    subject: 'CN=dichvucong.example.org',
    issuer: 'CN=Example CA',
    expiresAtMs: FIRST + days * 24 * HOUR_MS,
  })
  const see = async (slot: number, days: readonly number[]) => {
    clock.set(FIRST + slot * EVERY + MINUTE_MS)
    for (const [index, location] of LOCATIONS.entries()) {
      const slotMs = FIRST + slot * EVERY
      const row = observation({ page: PAGE, location, slotMs, tls: shows(days[index] ?? 0) })
      await keepResult(stores.table, row as KeyedResult, clock.now())
    }
    await look()
    await look()
    await tell()
  }
  const ID = `certificate:host.dichvucong.example.org:-:${FIRST + EVERY}`

  test('two locations see one that ends soon: one ticket of the portal, which can be taken on, and its end', async () => {
    await look()
    await see(1, [20, 20])
    const [opened] = await topic.told()
    expect(opened?.attributes).toEqual({ event: 'opened', kind: 'certificate', severity: 'ticket', portal: 'da-nang' })
    expect(opened?.event).toMatchObject({ incident: ID, facts: { days: 30, seenBy: ['a', 'b'] } })
    const ports = { table: stores.table, clock, by: 'token1' }
    await acknowledge({ incident: ID, name: 'A', note: null }, ports)
    const now = await status({ table: stores.table, clock, policy: DEFAULT_POLICY })
    expect(now.incidents).toMatchObject([{ id: ID, state: 'acknowledged', portal: 'da-nang' }])
    const asked = { days: 2, portals: new Set(['da-nang']) }
    expect((await incidents(asked, ports)).incidents.map(({ id, state }) => [id, state])).toEqual([
      [ID, 'acknowledged'],
    ])
    expect((await incidents({ days: 2, portals: new Set(['hue']) }, ports)).incidents).toEqual([])
    for (const slot of [2, 3, 4]) await see(slot, [20, 90])
    expect(await told()).toEqual([])
    for (const slot of [5, 6, 7]) await see(slot, [90, 90])
    expect(await told()).toEqual([`resolved ${ID}`])
  })
})
