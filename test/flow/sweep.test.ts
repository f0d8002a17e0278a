import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { archiveDay } from '../../lib/flow/archive-day.ts'
import { closeDay } from '../../lib/flow/close-day.ts'
import { ingest } from '../../lib/flow/ingest.ts'
import { sweep } from '../../lib/flow/sweep.ts'
import { verifyEvidence } from '../../lib/flow/verify.ts'
import type { Stores } from '../../lib/local/stores.ts'
import type { ControlAudit } from '../../lib/model/control-audit.ts'
import { dayOf } from '../../lib/model/day.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { newJob } from '../../lib/model/job.ts'
import type { Observation } from '../../lib/model/observation.ts'
import type { Receipt } from '../../lib/model/receipt.ts'
import { KEPT_DAYS } from '../../lib/model/retention.ts'
import { getArchiveProgress, putArchiveProgress } from '../../lib/record/archive-progress.ts'
import { putConfig, putImportSpan } from '../../lib/record/configs.ts'
import { controlAuditsOf, controlHoursOf, putControlHour } from '../../lib/record/controls.ts'
import { addJob, listStoredJobs } from '../../lib/record/jobs.ts'
import { newKey, signerOf } from '../../lib/record/key-file.ts'
import { listLate, markLate } from '../../lib/record/late.ts'
import { receiptMinutesOf, receiptsOf } from '../../lib/record/receipts.ts'
import { auditsOf, type KeyedResult, observationsOf } from '../../lib/record/results.ts'
import { dayRollupsOf, hourRollupsOf, putRollupProgress } from '../../lib/record/rollups.ts'
import { getChain, latestSegment, putChain } from '../../lib/record/segments.ts'
import { putSweepProgress, putSwept } from '../../lib/record/sweep-progress.ts'
import type { Table } from '../../lib/record/table.ts'
import { audit } from '../kit/audit.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { heldClock } from '../kit/clock.ts'
import { controlAudit } from '../kit/control-audit.ts'
import { type Evidence, memoryEvidence, sourceOf } from '../kit/evidence.ts'
import { observation } from '../kit/observation.ts'
import { ownTable } from '../kit/own-table.ts'
import { openStores } from '../kit/stores.ts'
import { writtenLocation, writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

/** Midnight of 2026-11-20 in the catalogue's zone. */
const DAY = Date.parse('2026-11-19T17:00:00Z')
const FIRST = '2026-11-20'
const PAGE = 'da-nang/home'
/** Two days are measured. */
const SPAN = { fromMs: DAY, toMs: DAY + 2 * DAY_MS }
/** All of the first day has had its time, and nothing of the second. */
const DUE = DAY + DAY_MS + KEPT_DAYS.observation * DAY_MS + HOUR_MS
const NOTHING = { observation: 0, audit: 0, hourRollup: 0, receipt: 0, control: 0, lateMark: 0, job: 0, session: 0 }

let stores: Stores
beforeAll(async () => {
  stores = await openStores()
})
afterAll(() => stores.close())

const clock = heldClock(DAY)
const signer = signerOf(newKey())
let runs = 0
let table: Table
let evidence: Evidence

beforeEach(async () => {
  table = ownTable(stores.table, `sweep${++runs}#`)
  evidence = new Map()
  clock.set(DAY)
  const catalogue = catalogueOf({
    locations: ['han', 'sgn'].map((id) => writtenLocation({ id })),
    portals: [
      writtenPortal({ pages: [writtenPage({ http: { every: '6h', timeout: '5s' }, valid: { to: '2026-11-21' } })] }),
    ],
  })
  const { untilMs: _until, ...config } = configOf(catalogue, { effectiveFromMs: DAY + HOUR_MS, publishedAtMs: DAY })
  await putConfig(table, config)
})

const ports = (changes: { readonly table?: Table } = {}) => ({
  table,
  store: memoryEvidence(evidence),
  clock,
  openSigner: async () => signer,
  ...changes,
})
const refuse = () => Promise.reject(new Error('no dead letters here'))
const arrives = async (message: KeyedResult | Receipt | ControlAudit, atMs: number): Promise<void> => {
  clock.set(atMs)
  await ingest(JSON.stringify(message), { table, clock, deadLetters: { send: refuse, sendAll: refuse } })
}
const result = (hour: number, changes: Partial<Observation> = {}): KeyedResult => ({
  ...observation({ slotMs: DAY + hour * HOUR_MS, ...changes }),
  page: PAGE,
})
const receipt = (hour: number, minute = 0): Receipt => {
  const minuteMs = DAY + hour * HOUR_MS + minute * MINUTE_MS
  return { type: 'receipt', location: 'sgn', minuteMs, catalogVersion: 'v1', count: 1, atMs: minuteMs, families: [4] }
}
const inTime = (message: KeyedResult | Receipt): Promise<void> =>
  arrives(message, ('slotMs' in message ? message.slotMs : message.minuteMs) + MINUTE_MS)
const rollUpAndSeal = async (nowMs: number): Promise<void> => {
  clock.set(nowMs)
  await closeDay(ports())
  await archiveDay(ports())
}
const sweepAt = (nowMs: number, changes: { readonly table?: Table } = {}) => {
  clock.set(nowMs)
  return sweep(ports(changes))
}
/** As if close-day had gone on meanwhile, and sweep with what there is none of. */
const skipRollups = async (nowMs: number): Promise<void> => {
  for (const location of ['han', 'sgn']) await putSwept(table, `receipt#${location}`, nowMs - 37 * DAY_MS)
  await putRollupProgress(table, { throughMs: nowMs - HOUR_MS, lateThroughMs: nowMs - HOUR_MS })
  await putSweepProgress(table, { nextMs: 0, lateThroughMs: Math.floor(nowMs / DAY_MS - 37) * DAY_MS })
}
/** As if archive-day had, too. */
const skipDays = async (nowMs: number): Promise<void> => {
  await skipRollups(nowMs)
  const chain = await getChain(table, PAGE)
  await putChain(table, { ...chain, through: { day: dayOf(nowMs, 'UTC'), toMs: nowMs - DAY_MS } })
  const progress = await getArchiveProgress(table)
  if (progress) await putArchiveProgress(table, { ...progress, lateThroughMs: nowMs - HOUR_MS })
}
const rows = async (): Promise<readonly KeyedResult[]> =>
  [...(await observationsOf(table, PAGE, SPAN)), ...(await auditsOf(table, PAGE, SPAN))] as readonly KeyedResult[]
const rollups = async () => ({
  hours: (await hourRollupsOf(table, PAGE, SPAN)).map(({ version: _, ...hour }) => hour),
  days: (await dayRollupsOf(table, PAGE, { from: FIRST, to: '2026-11-21' })).map(({ version: _, ...day }) => day),
})
const sealedResults = async (day = FIRST): Promise<number | undefined> =>
  (await latestSegment(table, { page: PAGE, day }))?.results
const verified = async () => (await verifyEvidence(sourceOf(evidence))).valid

test('results go when they are archived and have had their time, and not before; rollups stay', async () => {
  const [first, second] = [result(7), result(31)]
  for (const one of [first, second]) await inTime(one)
  const audited: KeyedResult = { ...audit({ slotMs: DAY + 7 * HOUR_MS, location: 'han' }), page: PAGE }
  await arrives(audited, DAY + 8 * HOUR_MS)
  await rollUpAndSeal(DAY + 3 * DAY_MS)
  const before = await rollups()
  expect(await sweepAt(DUE - 1)).toEqual(NOTHING)
  expect(await rows()).toHaveLength(3)
  expect(await sweepAt(DUE + HOUR_MS)).toMatchObject({ observation: 1, audit: 0 })
  expect(await rows()).toEqual([second, audited])
  const muchLaterMs = DAY + 2 * DAY_MS + KEPT_DAYS.audit * DAY_MS + HOUR_MS
  await skipRollups(muchLaterMs)
  expect(await sweepAt(muchLaterMs)).toMatchObject({ observation: 1, audit: 1 })
  expect(await rows()).toEqual([])
  const after = await rollups()
  expect(after.days).toEqual(before.days)
  // Of two days with four hours each, in which a slot is.
  expect([before.hours.length, after.hours.length]).toEqual([8, 0])
  expect(await verified()).toBe(true)
})

test('what is not archived, or not rolled up, stays however old it is', async () => {
  await inTime(result(7))
  expect(await sweepAt(DUE)).toEqual(NOTHING)
  clock.set(DAY + 3 * DAY_MS)
  await closeDay(ports())
  expect(await sweepAt(DUE + HOUR_MS)).toEqual(NOTHING)
  clock.set(DAY + 3 * DAY_MS)
  await archiveDay(ports())
  expect(await sweepAt(DUE + 2 * HOUR_MS)).toMatchObject({ observation: 1 })
})

test('where a segment can no longer be read back as it was sealed, its rows stay', async () => {
  await inTime(result(7))
  await rollUpAndSeal(DAY + 3 * DAY_MS)
  const path = `pages/${PAGE}/${FIRST}/r1/results.jsonl.gz`
  const bytes = evidence.get(path) as Uint8Array
  evidence.set(path, bytes.slice(0, -1))
  await expect(sweepAt(DUE)).rejects.toThrow('is not what was sealed')
  expect(await rows()).toHaveLength(1)
  evidence.set(path, bytes)
  expect(await sweepAt(DUE + HOUR_MS)).toMatchObject({ observation: 1 })
})

test('what no segment holds stays, is sealed, and goes then', async () => {
  await inTime(result(7))
  await rollUpAndSeal(DAY + 3 * DAY_MS)
  // As if nobody had marked it.
  const silent = result(13)
  const quiet: Table = { ...table, put: (item) => (item.pk.startsWith('LATE#') ? Promise.resolve() : table.put(item)) }
  clock.set(DAY + 4 * DAY_MS)
  await ingest(JSON.stringify(silent), { table: quiet, clock, deadLetters: { send: refuse, sendAll: refuse } })
  const laterMs = DUE + 5 * DAY_MS
  expect(await sweepAt(laterMs)).toMatchObject({ observation: 1 })
  expect(await rows()).toEqual([silent])
  await skipDays(laterMs)
  await rollUpAndSeal(laterMs + HOUR_MS)
  expect(await sealedResults()).toBe(2)
  await skipDays(laterMs + (KEPT_DAYS.lateMark + 2) * DAY_MS)
  expect(await sweepAt(laterMs + (KEPT_DAYS.lateMark + 2) * DAY_MS)).toMatchObject({ observation: 1 })
  expect(await rows()).toEqual([])
})

describe('what comes late', () => {
  test('for a day whose rows are gone: it is sealed with them, counted with them, and goes in its time', async () => {
    for (const minute of [0, 1, 2]) await inTime(receipt(12, 44 + minute))
    for (const hour of [1, 7, 19]) await inTime(result(hour))
    await rollUpAndSeal(DAY + 3 * DAY_MS)
    expect(await sweepAt(DUE)).toMatchObject({ observation: 3 })
    const late = result(13)
    await skipDays(DUE)
    await arrives(late, DUE + HOUR_MS)
    await rollUpAndSeal(DUE + 2 * HOUR_MS)
    expect(await sealedResults()).toBe(4)
    expect(await verified()).toBe(true)
    const [day] = (await rollups()).days
    expect(day?.rollup.locations.find(({ location }) => location === 'sgn')).toMatchObject({ expected: 4, present: 4 })
    // 35 days after it has come, and not before.
    expect(await rows()).toEqual([late])
    const goneMs = DUE + HOUR_MS + (KEPT_DAYS.lateMark + 1) * DAY_MS
    await sweepAt(DUE + KEPT_DAYS.lateMark * DAY_MS)
    expect(await rows()).toEqual([late])
    await skipDays(goneMs + HOUR_MS)
    expect(await sweepAt(goneMs + HOUR_MS)).toMatchObject({ observation: 1 })
    expect(await rows()).toEqual([])
    expect(await listLate(table, { fromMs: DUE + HOUR_MS, toMs: DUE + HOUR_MS, all: true })).toEqual([])
  })

  test('a worse result for a key that is sealed changes nothing, and goes too', async () => {
    const kept = result(7)
    await inTime(kept)
    await rollUpAndSeal(DAY + 3 * DAY_MS)
    await sweepAt(DUE)
    const before = await rollups()
    await skipDays(DUE)
    await arrives(result(7, { startedAtMs: kept.startedAtMs + 1, cause: 'http_5xx' }), DUE + HOUR_MS)
    await rollUpAndSeal(DUE + 2 * HOUR_MS)
    expect(await rollups()).toEqual(before)
    expect(await latestSegment(table, { page: PAGE, day: FIRST })).toMatchObject({ revision: 1 })
    await skipDays(DUE + (KEPT_DAYS.lateMark + 2) * DAY_MS)
    await sweepAt(DUE + (KEPT_DAYS.lateMark + 2) * DAY_MS)
    expect(await rows()).toEqual([])
  })

  test('for a day whose hours are gone: the day is counted anew from all of its results', async () => {
    for (const hour of [1, 7, 19]) await inTime(result(hour))
    await rollUpAndSeal(DAY + 3 * DAY_MS)
    const muchLaterMs = DAY + (KEPT_DAYS.hourRollup + 5) * DAY_MS
    await skipRollups(muchLaterMs)
    await sweepAt(muchLaterMs)
    expect((await rollups()).hours).toEqual([])
    await skipDays(muchLaterMs)
    await arrives(result(13), muchLaterMs + HOUR_MS)
    await rollUpAndSeal(muchLaterMs + 2 * HOUR_MS)
    const { hours, days } = await rollups()
    expect(hours).toEqual([])
    expect(days[0]?.rollup.locations.find(({ location }) => location === 'sgn')).toMatchObject({
      expected: 4,
      present: 4,
      counts: { passed: 4 },
    })
  })

  test('what was missing keeps its reason after receipts are gone', async () => {
    // Sent at noon and never answered; and somebody heard of the rest.
    for (let minute = 0; minute < 60; minute += 5) await inTime(receipt(13, minute + 3))
    await inTime(result(19))
    await rollUpAndSeal(DAY + 3 * DAY_MS)
    const reasons = async () => (await rollups()).days[0]?.rollup.locations.map(({ missing }) => missing)
    const before = await reasons()
    expect(before).toContainEqual(expect.objectContaining({ not_dispatched: 1 }))
    expect(await sweepAt(DUE + DAY_MS)).toMatchObject({ receipt: 12 })
    expect(await receiptsOf(table, 'sgn', { fromMs: DAY, toMs: DAY + DAY_MS })).toEqual([])
    await skipDays(DUE + DAY_MS)
    await markLate(table, { page: PAGE, fromMs: DAY, toMs: DAY + DAY_MS }, DUE + DAY_MS)
    clock.set(DUE + DAY_MS + HOUR_MS)
    await closeDay(ports())
    expect(await reasons()).toEqual(before)
    // One that comes as late is noted with the others, and goes.
    await arrives(receipt(13, 7), DUE + 2 * DAY_MS)
    await sweepAt(DUE + (KEPT_DAYS.lateMark + 4) * DAY_MS)
    expect(await receiptsOf(table, 'sgn', { fromMs: DAY, toMs: DAY + DAY_MS })).toEqual([])
    const hourMs = DAY + 13 * HOUR_MS
    expect(await receiptMinutesOf(table, 'sgn', { hourMs, nowMs: clock.now() })).toHaveLength(13)
  })
})

test('an import of long ago is archived, and goes when it has been here for its time; history stays', async () => {
  const page = 'hue/old'
  const fromMs = DAY - 100 * DAY_MS
  const span = { fromMs, toMs: fromMs + 2 * DAY_MS }
  clock.set(DAY)
  await putImportSpan(table, {
    id: 'trace',
    timezone: 'Asia/Ho_Chi_Minh',
    pages: [page],
    locations: [{ id: 'a', group: 'domestic', network: null }],
    everyMs: 6 * HOUR_MS,
    ...span,
    maintenance: [],
  })
  const old = (hour: number): KeyedResult => ({ ...result(-2_399 + hour, { location: 'a', origin: 'import' }), page })
  for (const hour of [0, 12, 30]) await arrives(old(hour), DAY)
  await markLate(table, { page, ...span }, DAY)
  await rollUpAndSeal(DAY + 2 * HOUR_MS)
  const days = () => dayRollupsOf(table, page, { from: '2026-08-01', to: '2026-09-01' })
  const before = await days()
  expect(before.map(({ rollup }) => rollup.locations[0]?.present)).toEqual([2, 1])
  expect(await sweepAt(DAY + 3 * HOUR_MS)).toEqual(NOTHING)
  expect(await observationsOf(table, page, span)).toHaveLength(3)
  await skipDays(DAY + (KEPT_DAYS.observation + 2) * DAY_MS)
  expect(await sweepAt(DAY + (KEPT_DAYS.observation + 2) * DAY_MS)).toMatchObject({ observation: 3 })
  expect(await observationsOf(table, page, span)).toEqual([])
  await skipDays(clock.now())
  await markLate(table, { page, ...span }, clock.now())
  await closeDay(ports())
  expect(await days()).toEqual(before)
})

test('loads of control pages and jobs go in their time', async () => {
  const location = 'sgn'
  await arrives({ ...controlAudit({ location }), startedAtMs: DAY + 6 * HOUR_MS }, DAY + 6 * HOUR_MS)
  await putControlHour(table, { location, hourMs: DAY + 6 * HOUR_MS, instrument: 'i', tbtMs: 1, lcpMs: 1 })
  const job = newJob({ id: 'history-1', kind: 'history', params: {}, owner: { role: 'operator' }, nowMs: DAY })
  await addJob(table, job)
  const left = async () => [
    (await controlAuditsOf(table, { location, monthOfMs: DAY })).length,
    (await controlHoursOf(table, { location, fromMs: 0 })).length,
    (await listStoredJobs(table, { owner: 'operator' })).length,
  ]
  await sweepAt(DAY + 8 * DAY_MS)
  expect(await left()).toEqual([1, 1, 1])
  expect(await sweepAt(DUE - 1)).toMatchObject({ job: 1, control: 0 })
  expect(await sweepAt(DUE + HOUR_MS)).toMatchObject({ control: 2 })
  expect(await left()).toEqual([0, 0, 0])
})

test('whenever it breaks off, the next run goes on, and two at once are one', async () => {
  for (const hour of [1, 7, 13, 19, 25, 31]) await inTime(result(hour))
  await inTime(receipt(12))
  await rollUpAndSeal(DAY + 3 * DAY_MS)
  const before = await rollups()
  let nowMs = DUE + 2 * DAY_MS
  let cuts = 0
  for (let at = 0; (await rows()).length > 0; at++, nowMs += 3 * HOUR_MS) {
    let left = at % 7
    const cut = <A extends readonly unknown[], R>(work: (...args: A) => Promise<R>) => {
      return async (...args: A): Promise<R> => {
        if (left-- <= 0) throw new Error('cut off')
        return work(...args)
      }
    }
    const dying: Table = { ...table, putIf: cut(table.putIf), put: cut(table.put), deleteIf: cut(table.deleteIf) }
    const isCut = await sweepAt(nowMs, { table: dying }).then(
      () => false,
      () => true,
    )
    if (isCut) cuts++
  }
  expect(cuts).toBeGreaterThan(3)
  expect(await rollups()).toEqual(before)
  expect(await sealedResults()).toBe(4)
  const together = await Promise.all([sweepAt(nowMs + DAY_MS), sweepAt(nowMs + DAY_MS)])
  expect(together).toContainEqual(NOTHING)
  expect(await verified()).toBe(true)
})
