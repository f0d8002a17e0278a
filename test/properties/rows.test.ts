import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeDay } from '../../lib/flow/close-day.ts'
import { history } from '../../lib/flow/history.ts'
import { ingest } from '../../lib/flow/ingest.ts'
import { type Cause, outcomeOf } from '../../lib/model/cause.ts'
import { HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { NO_PHASES, type Observation } from '../../lib/model/observation.ts'
import { canonicalJson } from '../../lib/record/canonical.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { observationsOf } from '../../lib/record/results.ts'
import { dayRollupsOf, hourRollupsOf } from '../../lib/record/rollups.ts'
import type { Table } from '../../lib/record/table.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { heldClock } from '../kit/clock.ts'
import { untilCrash } from '../kit/crash.ts'
import { type FaultyStores, type FaultyTable, openFaultyStores } from '../kit/faulty-stores.ts'
import { observation } from '../kit/observation.ts'
import { crashPoints, faultPlans, timeFor, tryCases } from '../kit/property.ts'
import { writtenLocation, writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

/** Two hours before midnight of the catalogue's zone: what is played lies in two days. */
const FROM = Date.parse('2026-11-22T15:00:00Z')
const EVERY = 10 * MINUTE_MS
const SLOTS = 24
const PAGE = 'da-nang/home'
const LOCATIONS = ['a', 'b', 'x'] as const

const { untilMs: _until, ...CONFIG } = configOf(
  catalogueOf({
    locations: LOCATIONS.map((id) => writtenLocation({ id, group: id === 'x' ? 'abroad' : 'domestic' })),
    portals: [writtenPortal({ pages: [writtenPage({ http: { every: '10m', timeout: '5s' } })] })],
  }),
  { effectiveFromMs: FROM, publishedAtMs: FROM },
)

let faulty: FaultyStores
beforeAll(async () => {
  faulty = await openFaultyStores()
})
afterAll(() => faulty.close())

const results = fc.array(
  fc
    .record({
      slot: fc.noBias(fc.nat(SLOTS - 1)),
      location: fc.constantFrom(...LOCATIONS),
      cause: fc.constantFrom<(Cause | null)[]>(null, null, null, 'http_5xx', 'blocked', 'monitor_timeout'),
      startMs: fc.nat(2),
      totalMs: fc.nat(3_000),
      /** Minutes after its slot at which it is sent; more than once where it is sent again. */
      sentAt: fc.array(fc.noBias(fc.nat(400)), { minLength: 1, maxLength: 2 }),
    })
    .map(({ slot, startMs, totalMs, cause, location, sentAt }) => {
      const slotMs = FROM + slot * EVERY
      const phases = { ...NO_PHASES, totalMs, waitMs: totalMs / 4 }
      const made = {
        page: PAGE,
        location,
        slotMs,
        startedAtMs: slotMs + startMs,
        cause,
        outcome: outcomeOf(cause),
        phases,
      }
      return { result: observation(made), sentAtMs: sentAt.map((minutes) => slotMs + minutes * MINUTE_MS) }
    }),
  { minLength: 1, maxLength: 14 },
)

/** What the platform does at a time: it reads its queue, or brings the rollups up to now; perhaps it dies meanwhile. */
const acts = fc.array(
  fc.record({
    atMinute: fc.noBias(fc.nat(SLOTS * 10 + 420)),
    what: fc.constantFrom('ingest' as const, 'ingest' as const, 'closeDay' as const, 'both' as const),
    crash: crashPoints,
  }),
  { minLength: 3, maxLength: 10 },
)

const RUNS = 5

test(
  'rows and rollups do not depend on order, repetition, delay, faults or crashes',
  timeFor(RUNS),
  async ({ task }) => {
    const tried = await tryCases(task.name, {
      runs: RUNS,
      cases: fc.record({ results, acts, plan: faultPlans }),
      holds: async ({ results, acts, plan }) => {
        const [table, queue, deadLetters] = await Promise.all([
          faulty.makeTable(),
          faulty.makeQueue(),
          faulty.makeQueue(),
        ])
        await putConfig(table.clean, CONFIG)
        const clock = heldClock(FROM)
        const portsTo = (to: Table) => ({ table: to, deadLetters: deadLetters.faulty, clock })
        const readQueue = async (to: Table): Promise<void> => {
          const each = async (body: string): Promise<void> => void (await ingest(body, portsTo(to)))
          for (let round = 0; round < 3; round++) await queue.pump(10, each)
        }
        const does = {
          ingest: () => readQueue(table.faulty),
          closeDay: () => closeDay(portsTo(table.faulty)),
          both: () => Promise.all([readQueue(table.faulty), closeDay(portsTo(table.faulty))]),
        }
        const sendings = results.flatMap(({ result, sentAtMs }) =>
          sentAtMs.map((atMs) => ({ atMs, run: () => sendUntilTaken(queue.faulty, result) })),
        )
        const steps = [
          ...sendings,
          ...acts.map(({ atMinute, what, crash }) => ({
            atMs: FROM + atMinute * MINUTE_MS,
            // What fails fails: the next one makes up for it.
            run: () => untilCrash(faulty.clients, crash, does[what]).catch(() => undefined),
          })),
        ].sort((one, other) => one.atMs - other.atMs)
        faulty.setPlan(plan)
        for (const { atMs, run } of steps) {
          clock.set(Math.max(clock.now(), atMs))
          await run()
        }
        faulty.setPlan(null)
        clock.set(FROM + 40 * HOUR_MS)
        const each = async (body: string): Promise<void> => void (await ingest(body, portsTo(table.clean)))
        while ((await queue.pump(10, each)) > 0);
        await closeDay(portsTo(table.clean))

        const span = { fromMs: FROM, toMs: FROM + SLOTS * EVERY }
        const rows = await observationsOf(table.clean, PAGE, span)
        expect(rows.map(canonicalJson)).toEqual(bestOf(results.map(({ result }) => result)))
        // The same results one after the other, each once, and rolled up once.
        const plain = await inOrder(results.map(({ result }) => result))
        expect(await rollupsOf(table)).toEqual(await rollupsOf(plain))
        expect(await closeDay(portsTo(table.clean))).toEqual({ hours: 0, days: 0 })
        expect(await deadLetters.clean.received()).toEqual([])
        const fromRollups = await history({ page: PAGE, days: 3 }, { table: table.clean, clock })
        const withoutRollups: Table = {
          ...table.clean,
          query: (range) => (/#[YM]#/.test(range.pk) ? Promise.resolve([]) : table.clean.query(range)),
        }
        expect(fromRollups).toEqual(await history({ page: PAGE, days: 3 }, { table: withoutRollups, clock }))
        for (const day of fromRollups.days)
          expect(day.present + Object.values(day.missing).reduce((total, count) => total + count, 0)).toBe(day.expected)
        await Promise.all([table.drop(), plain.drop()])
      },
    })
    expect(tried).toBeGreaterThan(0)
  },
)

/** As whoever sends does: again, until it is taken. */
async function sendUntilTaken(
  queue: { readonly send: (message: { readonly body: string }) => Promise<void> },
  result: Observation,
) {
  for (;;) {
    const isTaken = await queue.send({ body: JSON.stringify(result) }).then(
      () => true,
      () => false,
    )
    if (isTaken) return
  }
}

/** Of the results for one key the one that started first, then the one whose text sorts first; by slot, then location. */
function bestOf(all: readonly Observation[]): readonly string[] {
  const keys = Map.groupBy(all, ({ slotMs, location }) => `${slotMs} ${location}`)
  return [...keys]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, same]) => {
      const [best] = same
        .map((result) => ({ startedAtMs: result.startedAtMs, text: canonicalJson(result) }))
        .sort((one, other) => one.startedAtMs - other.startedAtMs || (one.text < other.text ? -1 : 1))
      return best?.text ?? ''
    })
}

async function inOrder(all: readonly Observation[]): Promise<FaultyTable> {
  const table = await faulty.makeTable()
  const deadLetters = (await faulty.makeQueue()).clean
  await putConfig(table.clean, CONFIG)
  const ports = { table: table.clean, deadLetters, clock: heldClock(FROM + 40 * HOUR_MS) }
  for (const result of all) await ingest(JSON.stringify(result), ports)
  await closeDay(ports)
  return table
}

async function rollupsOf({ clean }: FaultyTable): Promise<unknown> {
  const span = { fromMs: FROM - 24 * HOUR_MS, toMs: FROM + 48 * HOUR_MS }
  const rollups = [
    ...(await hourRollupsOf(clean, PAGE, span)),
    ...(await dayRollupsOf(clean, PAGE, { from: '2026-11-21', to: '2026-11-25' })),
  ]
  // How often they were written differs.
  return rollups.map(({ version: _, ...rollup }) => rollup)
}
