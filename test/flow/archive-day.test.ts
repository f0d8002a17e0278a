import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { archiveDay } from '../../lib/flow/archive-day.ts'
import { ingest } from '../../lib/flow/ingest.ts'
import { unarchivedDays } from '../../lib/flow/unarchived-days.ts'
import { verifyEvidence } from '../../lib/flow/verify.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import type { Manifest } from '../../lib/model/evidence.ts'
import type { Observation } from '../../lib/model/observation.ts'
import { getArchiveProgress } from '../../lib/record/archive-progress.ts'
import { putConfig, putImportSpan } from '../../lib/record/configs.ts'
import { openEvidenceFolder } from '../../lib/record/evidence-folder.ts'
import { createFolderEvidence, type EvidenceStore } from '../../lib/record/evidence-store.ts'
import { newKey, signerOf } from '../../lib/record/key-file.ts'
import { markLate } from '../../lib/record/late.ts'
import { registerLocationKey } from '../../lib/record/location-keys.ts'
import { putReceipt } from '../../lib/record/receipts.ts'
import type { KeyedResult } from '../../lib/record/results.ts'
import { unpack } from '../../lib/record/segment.ts'
import { getChain, latestSegment, monthHeads } from '../../lib/record/segments.ts'
import type { Table } from '../../lib/record/table.ts'
import { audit } from '../kit/audit.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { heldClock } from '../kit/clock.ts'
import { observation } from '../kit/observation.ts'
import { ownTable } from '../kit/own-table.ts'
import { signedMessage } from '../kit/signing.ts'
import { openStores } from '../kit/stores.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'
import { writtenLocation, writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

/** Midnight of 2026-11-20 in the catalogue's zone. */
const FROM_MS = Date.parse('2026-11-19T17:00:00Z')
const [FIRST, SECOND] = ['2026-11-20', '2026-11-21'] as const
/** Audits come each six hours, and an hour is left for what is on its way. */
const CLOSED_MS = FROM_MS + DAY_MS + 7 * HOUR_MS
const PAGES = ['da-nang/home', 'hue/home'] as const

let stores: Stores
beforeAll(async () => {
  stores = await openStores()
})
afterAll(() => stores.close())

const clock = heldClock(FROM_MS)
const signer = signerOf(newKey())
let runs = 0
let table: Table
let folder = ''
let store: EvidenceStore

/** A table of its own within the one. */
beforeEach(async () => {
  table = ownTable(stores.table, `archive${++runs}#`)
  folder = temporaryFolder()
  store = createFolderEvidence(folder)
  clock.set(FROM_MS)
  const catalogue = catalogueOf({
    locations: ['han', 'sgn'].map((id) => writtenLocation({ id })),
    portals: ['da-nang', 'hue'].map((id) =>
      writtenPortal({ id, pages: [writtenPage({ http: { every: '6h', timeout: '5s' } })] }),
    ),
  })
  // The first slot of the day.
  const { untilMs: _until, ...config } = configOf(catalogue, { effectiveFromMs: FROM_MS + HOUR_MS })
  await putConfig(table, config)
})

const ports = (
  changes: { readonly table?: Table; readonly store?: EvidenceStore; readonly stop?: AbortSignal } = {},
) => ({
  table,
  store,
  clock,
  openSigner: async () => signer,
  ...changes,
})
const archive = (nowMs: number, changes: Parameters<typeof ports>[0] = {}) => {
  clock.set(nowMs)
  return archiveDay(ports(changes))
}
const refuse = () => Promise.reject(new Error('no dead letters here'))
const arrives = async (result: KeyedResult, nowMs = result.slotMs + MINUTE_MS) => {
  clock.set(nowMs)
  await ingest(JSON.stringify(result), { table, clock, deadLetters: { send: refuse, sendAll: refuse } })
}
const result = (page: string, hour: number, changes: Partial<Observation> = {}): KeyedResult => ({
  ...observation({ slotMs: FROM_MS + hour * HOUR_MS, ...changes }),
  page,
})
const verify = () => verifyEvidence(openEvidenceFolder(folder))
const files = (page: string, day: string, revision = 1) => join('pages', page, day, `r${revision}`)
const manifestOf = async (page: string, day: string, revision = 1): Promise<Manifest> =>
  JSON.parse(Buffer.from(await store.get(`${files(page, day, revision)}/manifest.json`)).toString('utf8')) as Manifest
const linesIn = async (page: string, day: string, revision = 1): Promise<readonly KeyedResult[]> => {
  const lines = unpack(await store.get(`${files(page, day, revision)}/results.jsonl.gz`)) ?? []
  return lines.map((line) => JSON.parse(line) as KeyedResult)
}

test('a day is sealed when it has closed, and not before', async () => {
  await arrives(result(PAGES[0], 6))
  await arrives({ ...audit({ slotMs: FROM_MS + 6 * HOUR_MS, location: 'han' }), page: PAGES[0] })
  await putReceipt(table, {
    type: 'receipt',
    location: 'han',
    minuteMs: CLOSED_MS - MINUTE_MS,
    catalogVersion: 'v1',
    count: 0,
    atMs: CLOSED_MS - MINUTE_MS,
  })
  expect(await archive(CLOSED_MS - 1)).toEqual({ segments: 0, revisions: 0 })
  expect(await archive(CLOSED_MS - 1 + HOUR_MS)).toEqual({ segments: 2, revisions: 0 })
  expect(await verify()).toMatchObject({ valid: true, pages: 2, segments: 2, results: 2 })
  expect(await manifestOf(PAGES[0], FIRST)).toMatchObject({
    page: PAGES[0],
    day: FIRST,
    timezone: 'Asia/Ho_Chi_Minh',
    fromMs: FROM_MS,
    toMs: FROM_MS + DAY_MS,
    sequence: 1,
    previous: null,
    catalogVersions: ['v1'],
    counts: { results: 2, observations: 1, audits: 1 },
    watermarks: [
      { location: 'han', receiptMs: CLOSED_MS - MINUTE_MS },
      { location: 'sgn', receiptMs: null },
    ],
  })
  // Nothing came for this one: that too is sealed.
  expect(await manifestOf(PAGES[1], FIRST)).toMatchObject({ counts: { results: 0 } })
})

test('what locations have signed is sealed with their signatures and public keys', async () => {
  const key = signerOf(newKey())
  const at = (nowMs: number) => ({ location: 'han', publicKey: key.publicKey, nowMs, leadMs: 0 })
  await arrives(result(PAGES[0], 0, { location: 'han' }))
  const { fromMs } = await registerLocationKey(table, at(FROM_MS + HOUR_MS))
  const signed = (await signedMessage(result(PAGES[0], 6, { location: 'han' }), key)) as unknown as KeyedResult
  await arrives(signed)
  await archive(CLOSED_MS)
  expect(await verify()).toMatchObject({ valid: true, results: 2, signed: 1, unsigned: 1 })
  expect(await manifestOf(PAGES[0], FIRST)).toMatchObject({ signers: [{ location: 'han', key: key.keyId, fromMs }] })
  // A further revision keeps what its rows no longer say.
  const swept: Table = {
    ...table,
    query: async (range) => (await table.query(range)).filter((item) => item.signature === undefined),
  }
  await arrives((await signedMessage(result(PAGES[0], 12, { location: 'han' }), key)) as unknown as KeyedResult)
  await arrives(result(PAGES[0], 0), CLOSED_MS + MINUTE_MS)
  expect(await archive(CLOSED_MS + HOUR_MS, { table: swept })).toMatchObject({ revisions: 1 })
  expect(await verify()).toMatchObject({ valid: true, signed: 2, unsigned: 3 })
})

test('it is looked for closed days once an hour, and each is sealed once', async () => {
  expect(await archive(CLOSED_MS)).toMatchObject({ segments: 2 })
  expect(await archive(CLOSED_MS + HOUR_MS)).toMatchObject({ segments: 0 })
  expect(await archive(CLOSED_MS + DAY_MS)).toMatchObject({ segments: 2 })
  expect(await archive(CLOSED_MS + 2 * DAY_MS - 1)).toMatchObject({ segments: 0 })
  expect(await archive(CLOSED_MS + 2 * DAY_MS)).toMatchObject({ segments: 0 })
  // But for who can't wait.
  expect(await archiveDay({ ...ports(), isUrgent: true })).toMatchObject({ segments: 2 })
  expect(await archive(CLOSED_MS + 3 * DAY_MS)).toMatchObject({ segments: 2 })
  expect(await verify()).toMatchObject({ valid: true, segments: 8, afterHead: 0 })
  expect(await manifestOf(PAGES[0], SECOND)).toMatchObject({ sequence: 2, previous: { day: FIRST, revision: 1 } })
})

test('a late result makes a further revision that names the one before, a late duplicate none', async () => {
  await arrives(result(PAGES[0], 0))
  await archive(CLOSED_MS)
  await archive(CLOSED_MS + DAY_MS)
  const headOf = async () => (await monthHeads(table, '2026-11')).get(PAGES[0])
  expect(await headOf()).toBe((await latestSegment(table, { page: PAGES[0], day: SECOND }))?.sha256)
  const late = result(PAGES[0], 12, { location: 'han' })
  await arrives(late, CLOSED_MS + DAY_MS + MINUTE_MS)
  await arrives(result(PAGES[0], 0), CLOSED_MS + DAY_MS + MINUTE_MS)
  expect(await archive(CLOSED_MS + DAY_MS + HOUR_MS)).toEqual({ segments: 1, revisions: 1 })
  const first = await latestSegment(table, { page: PAGES[0], day: FIRST })
  expect(first).toMatchObject({ revision: 2, sequence: 3, results: 2 })
  expect(await headOf()).toBe(first?.sha256)
  expect(await manifestOf(PAGES[0], FIRST, 2)).toMatchObject({
    supersedes: { day: FIRST, revision: 1 },
    previous: { day: SECOND, revision: 1 },
  })
  expect(await linesIn(PAGES[0], FIRST, 2)).toEqual([result(PAGES[0], 0), late])
  expect(await linesIn(PAGES[0], FIRST, 1)).toEqual([result(PAGES[0], 0)])
  await arrives(late, CLOSED_MS + DAY_MS + 2 * HOUR_MS)
  expect(await archive(CLOSED_MS + DAY_MS + 3 * HOUR_MS)).toMatchObject({ segments: 0 })
  expect(await verify()).toMatchObject({ valid: true, segments: 5 })
})

test('what the table no longer has stays in a further revision, and of two results for one key the better', async () => {
  const kept = result(PAGES[0], 0, { startedAtMs: FROM_MS + 500 })
  await arrives(kept)
  await archive(CLOSED_MS)
  // As if its rows had had their time.
  const swept: Table = {
    ...table,
    query: async (range) => (await table.query(range)).filter((item) => item.startedAtMs !== FROM_MS + 500),
  }
  const late = result(PAGES[0], 6)
  await arrives(late, CLOSED_MS + MINUTE_MS)
  expect(await archive(CLOSED_MS + HOUR_MS, { table: swept })).toMatchObject({ revisions: 1 })
  expect(await linesIn(PAGES[0], FIRST, 2)).toEqual([kept, late])
  expect(await verify()).toMatchObject({ valid: true })
})

test('days that were imported are archived, and said to be', async () => {
  const fromMs = FROM_MS - 30 * DAY_MS
  await putImportSpan(table, {
    id: 'trace',
    timezone: 'Asia/Ho_Chi_Minh',
    pages: ['hue/old'],
    locations: [{ id: 'a', group: 'domestic', network: null }],
    everyMs: 6 * HOUR_MS,
    fromMs,
    toMs: fromMs + 2 * DAY_MS,
    maintenance: [],
  })
  await arrives(result('hue/old', -30 * 24, { location: 'a', origin: 'import' }), FROM_MS)
  await markLate(table, { page: 'hue/old', fromMs, toMs: fromMs + 2 * DAY_MS }, FROM_MS)
  expect(await archive(FROM_MS)).toMatchObject({ segments: 2 })
  expect(await verify()).toMatchObject({ valid: true, pages: 1, segments: 2, results: 1, imported: 1 })
})

test('two at once are one', async () => {
  clock.set(CLOSED_MS)
  const [one, other] = await Promise.all([archiveDay(ports()), archiveDay(ports())])
  expect(one.segments + other.segments).toBe(2)
  expect(await verify()).toMatchObject({ valid: true, segments: 2 })
})

describe('faults', () => {
  test('whenever it breaks off, the next run brings every segment, in one chain', { timeout: 180_000 }, async () => {
    await arrives(result(PAGES[0], 0))
    await archive(CLOSED_MS)
    await arrives(result(PAGES[0], 6), CLOSED_MS + MINUTE_MS)
    let nowMs = CLOSED_MS + DAY_MS
    let isCut = true
    let cuts = 0
    for (let at = 0; isCut; at++, nowMs += DAY_MS) {
      let left = at
      isCut = false
      const cut = <A extends readonly unknown[], R>(work: (...args: A) => Promise<R>, isAfter: boolean) => {
        return async (...args: A): Promise<R> => {
          // Once it is dead it does nothing any more.
          if (isCut || (!isAfter && left-- === 0)) {
            isCut = true
            throw new Error('cut off')
          }
          const done = await work(...args)
          if (isAfter && left-- === 0) {
            isCut = true
            throw new Error('cut off')
          }
          return done
        }
      }
      const isAfter = at % 2 === 1
      const dying = ports({
        table: { ...table, put: cut(table.put, isAfter), putIf: cut(table.putIf, isAfter) },
        store: { ...store, put: cut(store.put, isAfter) },
      })
      clock.set(nowMs)
      await archiveDay(dying).catch(() => undefined)
      if (isCut) cuts++
      // Its lease is over.
      await archive(nowMs + 2 * HOUR_MS)
      const { valid, problems, afterHead } = await verify()
      expect({ valid, problems, afterHead }).toEqual({ valid: true, problems: [], afterHead: 0 })
    }
    expect(cuts).toBeGreaterThan(12)
    const days = Math.round((nowMs - CLOSED_MS) / DAY_MS)
    for (const page of PAGES) {
      const { last, through } = await getChain(table, page)
      const revisions = page === PAGES[0] ? 1 : 0
      expect(last?.sequence).toBe(days + revisions)
      const heads = await monthHeads(table, String(last?.day.slice(0, 7)))
      expect(heads.get(page)).toBe(last?.sha256)
      expect(through?.toMs).toBe(FROM_MS + days * DAY_MS)
      expect(readdirSync(join(folder, 'pages', page))).toHaveLength(days)
    }
  })

  test('a store that gives back other bytes than it was given keeps the day open', async () => {
    const lying: EvidenceStore = {
      ...store,
      get: async (path) => Buffer.concat([await store.get(path), Buffer.from([0])]),
    }
    await expect(archive(CLOSED_MS, { store: lying })).rejects.toThrow('is not what was written')
    expect(await getChain(table, PAGES[0])).toMatchObject({ last: null, through: { toMs: FROM_MS } })
    expect(await archive(CLOSED_MS + HOUR_MS)).toMatchObject({ segments: 2 })
    expect(await verify()).toMatchObject({ valid: true })
  })

  test('a page that fails holds up no other, and it shows how long it has been open', async () => {
    const broken: Table = {
      ...table,
      query: (range) => (range.pk.startsWith('P#hue/') ? Promise.reject(new Error('no')) : table.query(range)),
    }
    await expect(archive(CLOSED_MS, { table: broken })).rejects.toThrow('1 pages could not be archived')
    expect((await getChain(table, PAGES[0])).through?.day).toBe(FIRST)
    const progress = await getArchiveProgress(table)
    expect(progress?.throughMs).toBeLessThanOrEqual(FROM_MS)
    expect(await archive(CLOSED_MS + HOUR_MS)).toMatchObject({ segments: 1 })
    expect((await getArchiveProgress(table))?.throughMs).toBe(FROM_MS + DAY_MS)
  })

  test('for how long the oldest day has waited shows, also where nothing archives any more', async () => {
    const waits = (nowMs: number) => unarchivedDays(table, { nowMs, begunMs: FROM_MS })
    expect(await waits(FROM_MS + 2 * DAY_MS - 1)).toBe(0)
    expect(await waits(FROM_MS + 2 * DAY_MS)).toBe(1)
    await archive(CLOSED_MS + 3 * DAY_MS)
    // The next day to be sealed is the fifth.
    expect(await waits(CLOSED_MS + 3 * DAY_MS)).toBe(0)
    const overMs = FROM_MS + 5 * DAY_MS
    expect(await waits(overMs + 7 * DAY_MS - 1)).toBe(6)
    expect(await waits(overMs + 7 * DAY_MS)).toBe(7)
  })

  test('days of long ago that an import brought wait since it came, and not since they were', async () => {
    const waits = (nowMs: number) => unarchivedDays(table, { nowMs, begunMs: FROM_MS })
    await archive(CLOSED_MS)
    const span = { everyMs: 6 * HOUR_MS, fromMs: FROM_MS - 400 * DAY_MS, toMs: FROM_MS - 399 * DAY_MS }
    const places = [{ id: 'a', group: 'domestic', network: null }] as const
    await putImportSpan(table, {
      id: 'old',
      timezone: 'Asia/Ho_Chi_Minh',
      pages: ['old/home'],
      locations: places,
      maintenance: [],
      ...span,
    })
    // Nothing of it gets done: the run is over before it has begun.
    await archive(CLOSED_MS + HOUR_MS, { stop: AbortSignal.abort() })
    expect((await getArchiveProgress(table))?.throughMs).toBe(span.fromMs)
    expect(await waits(CLOSED_MS + HOUR_MS)).toBe(0)
    await archive(CLOSED_MS + 9 * DAY_MS, { stop: AbortSignal.abort() })
    expect(await waits(CLOSED_MS + 9 * DAY_MS)).toBe(8)
    await archive(CLOSED_MS + 9 * DAY_MS + HOUR_MS)
    expect(await waits(CLOSED_MS + 9 * DAY_MS + HOUR_MS)).toBe(0)
  })
})
