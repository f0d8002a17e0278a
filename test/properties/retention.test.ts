import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { archiveDay } from '../../lib/flow/archive-day.ts'
import { closeDay } from '../../lib/flow/close-day.ts'
import { ingest } from '../../lib/flow/ingest.ts'
import { bestOf, readSealed, sealedOf } from '../../lib/flow/sealed-results.ts'
import { sweep } from '../../lib/flow/sweep.ts'
import { verifyEvidence } from '../../lib/flow/verify.ts'
import { type Cause, outcomeOf } from '../../lib/model/cause.ts'
import { addDays, dayOf } from '../../lib/model/day.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { NO_PHASES } from '../../lib/model/observation.ts'
import type { Receipt } from '../../lib/model/receipt.ts'
import { KEPT_DAYS } from '../../lib/model/retention.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { newKey, signerOf } from '../../lib/record/key-file.ts'
import { listLate } from '../../lib/record/late.ts'
import { receiptsOf } from '../../lib/record/receipts.ts'
import { auditsOf, type KeyedResult, observationsOf } from '../../lib/record/results.ts'
import { dayRollupsOf, getRollupProgress, hourRollupsOf, putRollupProgress } from '../../lib/record/rollups.ts'
import { getChain, putChain, segmentsOver } from '../../lib/record/segments.ts'
import { listSwept, putSwept } from '../../lib/record/sweep-progress.ts'
import type { Table } from '../../lib/record/table.ts'
import { audit } from '../kit/audit.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { heldClock } from '../kit/clock.ts'
import { untilCrash } from '../kit/crash.ts'
import { type Evidence, memoryEvidence, sourceOf } from '../kit/evidence.ts'
import { type FaultyStores, openFaultyStores } from '../kit/faulty-stores.ts'
import { observation } from '../kit/observation.ts'
import { crashPoints, faultPlans, timeFor, tryCases } from '../kit/property.ts'
import { writtenLocation, writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

/** Midnight of 2026-11-20 in the catalogue's zone; two days are measured. */
const FROM = Date.parse('2026-11-19T17:00:00Z')
const [FIRST, LAST] = ['2026-11-20', '2026-11-21'] as const
const SPAN = { fromMs: FROM, toMs: FROM + 2 * DAY_MS }
const EVERY = 6 * HOUR_MS
/** Slots are whole hours of UTC. */
const SLOTS = [1, 7, 13, 19, 25, 31, 37, 43].map((hour) => FROM + hour * HOUR_MS)
const PAGE = 'da-nang/home'
const LOCATIONS = ['a', 'b'] as const
const PLAYED_DAYS = 50
/**
 * At the end, each round when what came in the one before is due: at first nothing is sealed, then what came late is; what
 * nobody had sealed when it was due is looked at once more.
 */
const ALL = ['closeDay', 'archive', 'sweep', 'closeDay', 'archive'] as const
const ROUNDS = [['closeDay', 'sweep'], ['sweep', ...ALL], ALL, ALL] as const

const { untilMs: _until, ...CONFIG } = configOf(
  catalogueOf({
    locations: LOCATIONS.map((id) => writtenLocation({ id })),
    portals: [
      writtenPortal({
        pages: [writtenPage({ http: { every: '6h', timeout: '5s' }, valid: { from: FIRST, to: LAST } })],
      }),
    ],
  }),
  { effectiveFromMs: FROM + HOUR_MS, publishedAtMs: FROM },
)

let faulty: FaultyStores
beforeAll(async () => {
  faulty = await openFaultyStores()
})
afterAll(() => faulty.close())

const signer = signerOf(newKey())

/** Most come soon, some after weeks, when their rows' time is over. */
const delays = fc.oneof(fc.noBias(fc.nat(120)), fc.noBias(fc.nat(PLAYED_DAYS * 24 * 60)))

const results = fc.array(
  fc
    .record({
      slotMs: fc.constantFrom(...SLOTS),
      location: fc.constantFrom(...LOCATIONS),
      isAudit: fc.boolean(),
      cause: fc.constantFrom<(Cause | null)[]>(null, null, 'http_5xx', 'monitor_timeout'),
      startMs: fc.nat(2),
      sentAfter: fc.array(delays, { minLength: 1, maxLength: 2 }),
    })
    .map(({ slotMs, location, isAudit, cause, startMs, sentAfter }) => {
      const made = { page: PAGE, location, slotMs, startedAtMs: slotMs + startMs, cause, outcome: outcomeOf(cause) }
      const result = isAudit
        ? audit(made)
        : observation({ ...made, phases: { ...NO_PHASES, totalMs: 100 + startMs, waitMs: 50 } })
      return { message: result as KeyedResult, sentAtMs: sentAfter.map((minutes) => slotMs + minutes * MINUTE_MS) }
    }),
  { minLength: 1, maxLength: 10 },
)

const receipts = fc.array(
  fc
    .record({
      slotMs: fc.constantFrom(...SLOTS),
      minute: fc.nat(20),
      location: fc.constantFrom(...LOCATIONS),
      delay: delays,
    })
    .map(({ slotMs, minute, location, delay }) => {
      const minuteMs = slotMs + minute * MINUTE_MS
      const facts = { catalogVersion: 'v1', count: 1, atMs: minuteMs, families: [] }
      const message: Receipt = { type: 'receipt', location, minuteMs, ...facts }
      return { message, sentAtMs: [minuteMs + delay * MINUTE_MS] }
    }),
  { maxLength: 5 },
)

const acts = fc.array(
  fc.record({
    atHour: fc.noBias(fc.nat(PLAYED_DAYS * 24)),
    what: fc.constantFrom(...(['closeDay', 'archive', 'sweep', 'sweep', 'all'] as const)),
    crash: crashPoints,
    /** The evidence can't be written from its n-th file on. */
    fullAfter: fc.option(fc.nat(6), { freq: 4 }),
  }),
  { minLength: 3, maxLength: 10 },
)

/** What comes first does so soon, so that later acts needn't go through weeks of which there is nothing. */
const EARLY = (['closeDay', 'archive'] as const).map((what) => ({ atHour: 72, what, crash: null, fullAfter: null }))

const RUNS = 4

test('what has come is in the table or sealed, and counted, whatever is swept and when', {
  // Weeks are played in each.
  timeout: 4 * timeFor(RUNS).timeout,
}, async ({ task }) => {
  const tried = await tryCases(task.name, {
    runs: RUNS,
    cases: fc.record({ results, receipts, acts, plan: faultPlans }),
    holds: async ({ results, receipts, acts, plan }) => {
      const table = await faulty.makeTable()
      await putConfig(table.clean, CONFIG)
      const evidence: Evidence = new Map()
      const clock = heldClock(FROM)
      const keep = async (message: KeyedResult | Receipt, to: Table): Promise<void> => {
        await ingest(JSON.stringify(message), { table: to, clock, deadLetters: NO_DEAD_LETTERS })
      }
      const portsTo = (to: Table, fullAfter: number | null = null) => ({
        table: to,
        store: fillingUp(memoryEvidence(evidence), fullAfter),
        clock,
        openSigner: async () => signer,
      })
      const does = {
        closeDay: (ports: ReturnType<typeof portsTo>) => closeDay(ports),
        archive: (ports: ReturnType<typeof portsTo>) => archiveDay(ports),
        sweep: (ports: ReturnType<typeof portsTo>) => sweep(ports),
        // To their ends: who goes on behind the crash of another would be a process that has slept for weeks.
        all: (ports: ReturnType<typeof portsTo>) =>
          Promise.allSettled([closeDay(ports), archiveDay(ports), sweep(ports)]),
      }
      const steps = [
        // A queue gives it again until it is done.
        ...[...results, ...receipts].flatMap(({ message, sentAtMs }) =>
          sentAtMs.map((atMs) => ({
            atMs,
            run: () => keep(message, table.faulty).catch(() => keep(message, table.clean)),
          })),
        ),
        ...[...EARLY, ...acts].map(({ atHour, what, crash, fullAfter }) => ({
          atMs: FROM + atHour * HOUR_MS,
          run: () =>
            untilCrash(faulty.clients, crash, () => does[what](portsTo(table.faulty, fullAfter))).catch(
              () => undefined,
            ),
        })),
      ].sort((one, other) => one.atMs - other.atMs)
      faulty.setPlan(plan)
      for (const { atMs, run } of steps) {
        clock.set(Math.max(clock.now(), atMs))
        await skipEmptyDays(table.clean, clock.now())
        await run()
        expect(await inTableOrSealed(table.clean, evidence)).toEqual(bestSent([...results], clock.now()))
      }
      faulty.setPlan(null)
      const ports = portsTo(table.clean)
      for (const [round, turns] of ROUNDS.entries()) {
        clock.set(FROM + (PLAYED_DAYS + 1 + round * (KEPT_DAYS.lateMark + 2)) * DAY_MS)
        for (const turn of turns) {
          await skipEmptyDays(table.clean, clock.now())
          await does[turn](ports)
          expect(await inTableOrSealed(table.clean, evidence)).toEqual(bestSent(results, clock.now()))
          clock.set(clock.now() + 2 * HOUR_MS)
        }
      }
      expect((await verifyEvidence(sourceOf(evidence))).problems).toEqual([])
      // What has had its time is gone.
      expect(await observationsOf(table.clean, PAGE, SPAN)).toEqual([])
      for (const location of LOCATIONS) expect(await receiptsOf(table.clean, location, SPAN)).toEqual([])
      expect(await listLate(table.clean, { ...SPAN, all: true })).toEqual([])
      // As if nothing had ever gone, and all had come at once.
      const plain = await faulty.makeTable()
      await putConfig(plain.clean, CONFIG)
      clock.set(SPAN.toMs + EVERY)
      for (const { message } of [...results, ...receipts]) await keep(message, plain.clean)
      await closeDay({ table: plain.clean, clock })
      expect(await rollupsOf(table.clean)).toEqual(await rollupsOf(plain.clean))
      await Promise.all([table.drop(), plain.drop()])
    },
  })
  expect(tried).toBeGreaterThan(0)
})

const refuse = () => Promise.reject(new Error('no dead letters here'))
const NO_DEAD_LETTERS = { send: refuse, sendAll: refuse }

function fillingUp(store: ReturnType<typeof memoryEvidence>, after: number | null) {
  let left = after ?? Number.POSITIVE_INFINITY
  return {
    ...store,
    put: (path: string, body: Uint8Array) =>
      left-- > 0 ? store.put(path, body) : Promise.reject(new Error('there is no room')),
  }
}

/** Whatever is past the days that are measured goes over those on which there is nothing, as it would day by day. */
async function skipEmptyDays(table: Table, nowMs: number): Promise<void> {
  const throughMs = nowMs - DAY_MS
  const progress = await getRollupProgress(table)
  if (progress && progress.throughMs >= SPAN.toMs + EVERY && progress.throughMs < throughMs)
    await putRollupProgress(table, { ...progress, throughMs })
  const chain = await getChain(table, PAGE)
  if (chain.through && chain.through.toMs >= SPAN.toMs && chain.through.toMs < throughMs)
    await putChain(table, { ...chain, through: { day: dayOf(throughMs, 'UTC'), toMs: throughMs } })
  for (const [name, goneMs] of await listSwept(table))
    if (goneMs >= SPAN.toMs) await putSwept(table, name, Math.max(goneMs, nowMs - (KEPT_DAYS.observation + 1) * DAY_MS))
}

/** Canonical JSON of the results that are in rows or in the newest revisions, of two for a key the better. */
async function inTableOrSealed(table: Table, evidence: Evidence): Promise<readonly string[]> {
  const segments = await segmentsOver(table, PAGE, SPAN)
  const sealed = (await Promise.all(segments.map((one) => readSealed(memoryEvidence(evidence), one)))).flat()
  const rows = [...(await observationsOf(table, PAGE, SPAN)), ...(await auditsOf(table, PAGE, SPAN))].map(sealedOf)
  return bestOf([...sealed, ...rows]).map(({ json }) => json)
}

function bestSent(
  all: readonly { readonly message: KeyedResult; readonly sentAtMs: readonly number[] }[],
  nowMs: number,
): readonly string[] {
  const sent = all.filter(({ sentAtMs }) => sentAtMs.some((atMs) => atMs <= nowMs))
  return bestOf(sent.map(({ message }) => sealedOf(message))).map(({ json }) => json)
}

async function rollupsOf(table: Table): Promise<unknown> {
  const rollups = [
    ...(await hourRollupsOf(table, PAGE, SPAN)),
    ...(await dayRollupsOf(table, PAGE, { from: FIRST, to: addDays(FIRST, 1) })),
  ]
  return rollups.map(({ version: _, ...rollup }) => rollup)
}
