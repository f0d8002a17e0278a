import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeSlots } from '../../lib/flow/close-slots.ts'
import { publish } from '../../lib/flow/publish.ts'
import type { IncidentRecord } from '../../lib/judge/incident-state.ts'
import type { AlertEvent } from '../../lib/model/alert.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { listIncidents } from '../../lib/record/incidents.ts'
import { listLive } from '../../lib/record/live.ts'
import { type KeyedResult, keepResult } from '../../lib/record/results.ts'
import type { Table } from '../../lib/record/table.ts'
import { createTopic } from '../../lib/record/topic.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { heldClock } from '../kit/clock.ts'
import { untilCrash } from '../kit/crash.ts'
import { type FaultyStores, openFaultyStores } from '../kit/faulty-stores.ts'
import { observation } from '../kit/observation.ts'
import { crashPoints, faultPlans, timeFor, tryCases } from '../kit/property.ts'
import { makeTopic } from '../kit/topic.ts'
import { writtenLocation, writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

const FROM = Date.parse('2026-11-22T00:00:00Z')
const EVERY = 5 * MINUTE_MS
const SLOTS = 14
const LOCATIONS = ['a', 'b'] as const
const PAGES = ['one/home', 'one/form', 'one/more', 'two/home'] as const

const portal = (id: string, pages: readonly string[]) =>
  writtenPortal({ id, pages: pages.map((page) => writtenPage({ id: page, url: `https://${id}.example.org/${page}` })) })
const { untilMs: _until, ...CONFIG } = configOf(
  catalogueOf({
    locations: LOCATIONS.map((id) => writtenLocation({ id })),
    portals: [portal('one', ['home', 'form', 'more']), portal('two', ['home'])],
  }),
  { effectiveFromMs: FROM, publishedAtMs: FROM },
)

let faulty: FaultyStores
beforeAll(async () => {
  faulty = await openFaultyStores()
})
afterAll(() => faulty.close())

/** From which slot to which a page is down; later than this it is well. */
const outages = fc.tuple(
  ...PAGES.map(() => fc.option(fc.record({ from: fc.nat(4), slots: fc.integer({ min: 1, max: 6 }) }), { freq: 5 })),
)

const acts = fc.array(
  fc.record({
    atMinute: fc.noBias(fc.nat(SLOTS * 5)),
    what: fc.constantFrom('close' as const, 'publish' as const, 'settle' as const, 'twice' as const),
    crash: crashPoints,
  }),
  { minLength: 20, maxLength: 40 },
)

const RUNS = 6

test('each incident is told by itself or with one other, once, whoever dies where', timeFor(RUNS), async ({ task }) => {
  const tried = await tryCases(task.name, {
    runs: RUNS,
    cases: fc.record({ outages, acts, plan: faultPlans }),
    holds: async ({ outages, acts, plan }) => {
      const table = await faulty.makeTable()
      const topic = await makeTopic(faulty.stores)
      await putConfig(table.clean, CONFIG)
      const clock = heldClock(FROM)
      const close = (to: Table) => closeSlots({ table: to, clock, policy: DEFAULT_POLICY })
      const tell = (to: Table, clients = faulty.clients) =>
        publish({
          table: to,
          clock,
          policy: DEFAULT_POLICY,
          escalations: null,
          url: null,
          topic: createTopic(clients.sns, topic.arn),
        })
      const does = {
        close: () => close(table.faulty),
        publish: () => tell(table.faulty),
        settle: () => close(table.faulty).then(() => tell(table.faulty)),
        twice: () => Promise.all([tell(table.faulty), close(table.faulty).then(() => tell(table.faulty))]),
      }
      const told: AlertEvent[] = []
      const steps = [
        ...rowsOf(outages).map(({ result, atMs }) => ({ atMs, run: () => keepResult(table.clean, result, atMs) })),
        ...acts.map(({ atMinute, what, crash }) => ({
          atMs: FROM + atMinute * MINUTE_MS + 30_000,
          run: async () => {
            await untilCrash(faulty.clients, crash, does[what]).catch(() => undefined)
            told.push(...(await topic.told()).map(({ event }) => event))
          },
        })),
      ].sort((one, other) => one.atMs - other.atMs)
      faulty.setPlan(plan)
      for (const { atMs, run } of steps) {
        clock.set(Math.max(clock.now(), atMs))
        await run()
      }
      faulty.setPlan(null)
      for (const after of [3, 6, 9]) {
        clock.set(FROM + (SLOTS + after) * EVERY)
        await close(table.clean)
        await tell(table.clean, faulty.stores.clients)
        told.push(...(await topic.told()).map(({ event }) => event))
      }

      expect((await listLive(table.clean)).flatMap(({ outbox }) => outbox)).toEqual([])
      const filed = await listIncidents(table.clean, { fromMs: FROM, toMs: clock.now() })
      expectToldOnce(told, filed)
      await table.drop()
    },
  })
  expect(tried).toBeGreaterThan(0)
})

function rowsOf(outages: readonly ({ readonly from: number; readonly slots: number } | null)[]) {
  return Array.from({ length: SLOTS }, (_, slot) =>
    PAGES.flatMap((page, index) => {
      const outage = outages[index] ?? null
      const isDown = outage !== null && slot >= outage.from && slot < outage.from + outage.slots
      const slotMs = FROM + slot * EVERY
      return LOCATIONS.map((location) => ({
        result: observation({ page, location, slotMs, cause: isDown ? 'http_5xx' : null }) as KeyedResult,
        atMs: slotMs + MINUTE_MS,
      }))
    }),
  ).flat()
}

function expectToldOnce(told: readonly AlertEvent[], filed: readonly IncidentRecord[]): void {
  const records = new Map(filed.map((record) => [record.id, record]))
  const once = new Map<string, AlertEvent>()
  // Again, perhaps; never another event by the same name.
  for (const event of told) {
    expect(event).toEqual(once.get(event.id) ?? event)
    once.set(event.id, event)
  }
  const events = [...once.values()]
  const leads = Map.groupBy(events, ({ incident }) => incident)
  const leadOf = new Map<string, string>()
  for (const [lead, all] of leads) {
    const inOrder = all.toSorted((one, other) => one.seq - other.seq)
    expect(inOrder.map(({ seq }) => seq)).toEqual(inOrder.map((_, index) => index + 1))
    expect(inOrder.map(({ event }) => event).filter((event) => event === 'opened')).toEqual(['opened'])
    // What began with it may join late: each is listed once all the same.
    const listed = inOrder.flatMap(({ event, facts }) =>
      event === 'joined' ? (facts.joined as readonly string[]) : [],
    )
    expect(listed).toEqual([...new Set(listed)])
    expect(inOrder.filter(({ event }) => event === 'resolved')).toHaveLength(1)
    expect(inOrder.at(-1)?.event).toBe('resolved')
    for (const id of [lead, ...all.flatMap(({ children }) => children)]) {
      expect(records.has(id)).toBe(true)
      expect(leadOf.get(id) ?? lead).toBe(lead)
      leadOf.set(id, lead)
    }
  }
  // What opened and ended while nobody could tell it may be left out, whole; what people were to know of is told.
  for (const { id, openedAtMs, resolvedAtMs, untold } of filed) {
    const isShort = resolvedAtMs !== null && openedAtMs + 10 * MINUTE_MS < FROM + (SLOTS + 3) * EVERY
    if (!untold && !leadOf.has(id)) expect(isShort).toBe(true)
    if (leadOf.has(id)) expect(untold).toBe(false)
  }
}
