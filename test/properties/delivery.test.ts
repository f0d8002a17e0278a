import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createBackOff } from '../../lib/flow/back-off.ts'
import { closeDay } from '../../lib/flow/close-day.ts'
import type { createControl } from '../../lib/flow/control.ts'
import { createDeliver, type Deliver } from '../../lib/flow/deliver.ts'
import { dispatch } from '../../lib/flow/dispatch.ts'
import { forward } from '../../lib/flow/forward.ts'
import { history } from '../../lib/flow/history.ts'
import { ingest } from '../../lib/flow/ingest.ts'
import { createMeasurer } from '../../lib/flow/measure.ts'
import { probe } from '../../lib/flow/probe.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import type { Observation } from '../../lib/model/observation.ts'
import type { Receipt } from '../../lib/model/receipt.ts'
import { visitSchema } from '../../lib/model/visit.ts'
import { createLoopDelay } from '../../lib/observe/http/loop-delay.ts'
import { createPace } from '../../lib/observe/http/pace.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { createAwsHub, type Hub } from '../../lib/record/hub.ts'
import { receiptsOf } from '../../lib/record/receipts.ts'
import { observationsOf } from '../../lib/record/results.ts'
import { openSpool } from '../../lib/record/spool.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { heldClock } from '../kit/clock.ts'
import { untilCrash } from '../kit/crash.ts'
import { type FaultyStores, openFaultyStores } from '../kit/faulty-stores.ts'
import { crashPoints, faultPlans, timeFor, tryCases } from '../kit/property.ts'
import { openSite } from '../kit/site.ts'
import { nameOf } from '../kit/slot-ledger.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'
import { writtenLocation, writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

const FROM = Date.parse('2026-11-22T22:00:00Z')
const MINUTES = 10
const LOCATION = 'sgn'
const PAGES = ['da-nang/home', 'da-nang/gone']

let faulty: FaultyStores
let site: Awaited<ReturnType<typeof openSite>>
beforeAll(async () => {
  faulty = await openFaultyStores()
  site = await openSite({ '/': 'Cổng dịch vụ công' })
})
afterAll(async () => {
  site.close()
  await faulty.close()
})

const measurer = createMeasurer({ pace: createPace(), loopDelay: createLoopDelay() })
const control = { look: async () => null, glance: () => null } satisfies ReturnType<typeof createControl>

const acts = fc.array(
  fc.record({
    atMinute: fc.noBias(fc.nat(MINUTES + 2)),
    what: fc.constantFrom('probe' as const, 'probe' as const, 'forward' as const, 'ingest' as const),
    crash: crashPoints,
  }),
  { minLength: 6, maxLength: 14 },
)

/** What becomes of each minute's schedule: it comes, comes twice, or is lost. */
const schedule = fc.array(
  fc.record({
    times: fc.constantFrom(1, 1, 1, 2, 0),
    crash: crashPoints,
    hub: fc.constantFrom('here', 'here', 'away', 'answers get lost'),
  }),
  { minLength: MINUTES, maxLength: MINUTES },
)

const RUNS = 4

test('what was acknowledged is never lost, and every slot is present or explained', timeFor(RUNS), async ({ task }) => {
  const tried = await tryCases(task.name, {
    runs: RUNS,
    cases: fc.record({ acts, schedule, plan: faultPlans }),
    holds: async ({ acts, schedule, plan }) => {
      const [hubTable, ownTable] = await Promise.all([faulty.makeTable(), faulty.makeTable()])
      const [checks, audits, observations, deadLetters] = await Promise.all([
        faulty.makeQueue(),
        faulty.makeQueue(),
        faulty.makeQueue(),
        faulty.makeQueue(),
      ])
      const spool = openSpool(temporaryFolder())
      const { untilMs: _until, ...config } = configFor(site.site.port)
      await putConfig(hubTable.clean, config)
      await putConfig(ownTable.clean, config)
      const clock = heldClock(FROM)

      let hubIs = 'here'
      const awsHub = createAwsHub({
        observations: observations.faulty,
        table: hubTable.faulty,
        keys: hubTable.faulty,
        clock,
      })
      const hub: Hub = {
        ...awsHub,
        send: async (bodies) => {
          if (hubIs === 'away') throw new Error('the hub is away')
          await awsHub.send(bodies)
          if (hubIs !== 'here') throw new Error('the answer got lost')
        },
      }
      const acknowledged: Observation[] = []
      /** A process's own: what it has in memory goes with it. */
      const delivery = (): Deliver => {
        const deliver = createDeliver({ hub, outbox: spool, clock })
        return async (message) => {
          await deliver(message)
          const result = message as Observation | Receipt
          if (result.type === 'observation') acknowledged.push(result)
        }
      }
      const ports = () => ({ table: ownTable.faulty, clock, deliver: delivery() })
      const dispatchAt = (minuteMs: number) =>
        dispatch(
          { location: LOCATION, minuteMs },
          { ...ports(), checks: checks.faulty, audits: audits.faulty, families: async () => [4] as const },
        )
      const probes = () => {
        const at = {
          ...ports(),
          measurer,
          control,
          backOff: createBackOff({ table: ownTable.faulty, clock }),
          allowPrivate: true,
          stop: new AbortController().signal,
        }
        return checks.pump(10, (body) => probe(visitSchema.parse(JSON.parse(body)), at))
      }
      const forwards = (to = ownTable.faulty) => forward({ hub, outbox: spool, table: to, clock })
      const ingests = (to = hubTable.faulty) =>
        observations.pump(
          10,
          async (body) => void (await ingest(body, { table: to, clock, deadLetters: deadLetters.faulty })),
        )
      const does = { probe: probes, forward: () => forwards(), ingest: () => ingests() }

      const steps = [
        ...schedule.map(({ times, crash, hub: next }, minute) => ({
          // So late that all it sends is due: a queue's delays can't be waited for here.
          atMs: FROM + (minute + 2) * MINUTE_MS,
          run: async () => {
            hubIs = next
            const minuteMs = FROM + minute * MINUTE_MS
            const all = () => Promise.all(Array.from({ length: times }, () => dispatchAt(minuteMs)))
            await untilCrash(faulty.clients, crash, all).catch(() => undefined)
          },
        })),
        ...acts.map(({ atMinute, what, crash }) => ({
          atMs: FROM + (atMinute + 2) * MINUTE_MS + 1,
          run: () => untilCrash(faulty.clients, crash, does[what]).catch(() => undefined),
        })),
      ].sort((one, other) => one.atMs - other.atMs)
      faulty.setPlan(plan)
      for (const { atMs, run } of steps) {
        clock.set(Math.max(clock.now(), atMs))
        await run()
      }

      faulty.setPlan(null)
      hubIs = 'here'
      clock.set(FROM + 60 * MINUTE_MS)
      while ((await probes()) > 0);
      expect((await forwards(ownTable.clean)).error).toBeNull()
      expect(spool.count()).toBe(0)
      while ((await ingests(hubTable.clean)) > 0);
      await closeDay({ table: hubTable.clean, clock })
      spool.close()

      const span = { fromMs: FROM, toMs: FROM + 60 * MINUTE_MS }
      const rows = (await Promise.all(PAGES.map((page) => observationsOf(hubTable.clean, page, span)))).flat()
      const kept = new Map(rows.map((row) => [nameOf(row), row.startedAtMs]))
      for (const result of acknowledged)
        expect(kept.get(nameOf(result as never)) ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(result.startedAtMs)
      // A receipt says that its minute's checks are in a queue: each of them has its row.
      const receipts = await receiptsOf(ownTable.clean, LOCATION, { fromMs: FROM - 5 * MINUTE_MS, toMs: span.toMs })
      for (const page of PAGES) {
        const { days } = await history({ page, days: 1 }, { table: hubTable.clean, clock })
        const day = days.find(({ location }) => location === LOCATION)
        const missing = day?.missing ?? {}
        const explained = Object.values(missing).reduce((total, count) => total + count, 0)
        expect(day?.expected).toBe((day?.present ?? 0) + explained)
        expect(missing.not_answered ?? 0).toBe(0)
        expect(day?.present).toBe(rows.filter((row) => row.page === page).length)
        expect(day?.present).toBeGreaterThanOrEqual(slotsSent(receipts))
      }
      expect(await deadLetters.clean.received()).toEqual([])
      await Promise.all([hubTable.drop(), ownTable.drop()])
    },
  })
  expect(tried).toBeGreaterThan(0)
})

/** Slots whose check is due in a minute that has its receipt. */
function slotsSent(receipts: readonly Receipt[]): number {
  return new Set(receipts.filter(({ count }) => count > 0).map(({ minuteMs }) => minuteMs)).size
}

function configFor(port: number) {
  const page = (id: string, path: string) => writtenPage({ id, url: `http://portal.localhost:${port}${path}` })
  return configOf(
    catalogueOf({
      locations: [writtenLocation({ id: LOCATION })],
      portals: [
        writtenPortal({ pages: [page('home', '/'), { ...page('gone', '/gone'), kind: 'eform', procedure: '1' }] }),
      ],
      defaults: { http: { every: '1m', timeout: '5s' } },
    }),
    { effectiveFromMs: FROM, publishedAtMs: FROM },
  )
}
