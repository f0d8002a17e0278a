import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { archiveDay } from '../../lib/flow/archive-day.ts'
import { bundle } from '../../lib/flow/bundle.ts'
import { closePeriod, correctPeriod, previewPeriod } from '../../lib/flow/close-period.ts'
import { readPack } from '../../lib/flow/criteria.ts'
import { standingScore } from '../../lib/flow/kept-score.ts'
import { openPeriod } from '../../lib/flow/open-period.ts'
import { scoreSource } from '../../lib/flow/score-source.ts'
import { verifyBundle } from '../../lib/flow/verify-bundle.ts'
import { type Stores, TABLE_NAME } from '../../lib/local/stores.ts'
import { BUNDLE, BUNDLE_SIGNATURE, type Bundle } from '../../lib/model/bundle.ts'
import { DAY_MS, HOUR_MS } from '../../lib/model/duration.ts'
import type { InputError } from '../../lib/model/input-error.ts'
import { parsePeriod } from '../../lib/model/period.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import type { Score } from '../../lib/model/score.ts'
import { createBulk } from '../../lib/record/bulk.ts'
import { canonicalJson } from '../../lib/record/canonical.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { createFolderEvidence, type EvidenceStore } from '../../lib/record/evidence-store.ts'
import { newKey, signerOf } from '../../lib/record/key-file.ts'
import { markLate } from '../../lib/record/late.ts'
import { type KeyedResult, keepResult, keepResults } from '../../lib/record/results.ts'
import { signedAnew, textIn, unzipped } from '../kit/bundle.ts'
import { heldClock } from '../kit/clock.ts'
import { type Evidence, sourceOf } from '../kit/evidence.ts'
import { observation } from '../kit/observation.ts'
import { FROM, resultsOf, scoredConfig } from '../kit/score-source.ts'
import { openStores } from '../kit/stores.ts'
import { writtenCriteria, writtenRule } from '../kit/written-criteria.ts'

const PERIOD = parsePeriod('2026-05-04..2026-05-06')
const END = FROM + 3 * DAY_MS
const CLOSED = Date.parse('2026-05-26T09:00:00+07:00')
const RULE = { metric: 'totalMs', from: 'http', basis: 'observed', limit: 2_000, full: 1, zero: 0 }
const PACK = readPack(
  stringify(writtenCriteria({ points: 10, pages: { homepage: 10 }, rules: [writtenRule(RULE)] })),
  'test',
)
const OF = { pack: PACK, period: PERIOD }
const SCORE = 'scores/test@1.json'
const signer = signerOf(newKey())
const clock = heldClock(FROM - DAY_MS)

let stores: Stores
let store: EvidenceStore
beforeAll(async () => {
  stores = await openStores()
  const folder = await mkdtemp(join(tmpdir(), 'nhip-test-'))
  store = createFolderEvidence(folder)
  const { untilMs: _until, ...config } = scoredConfig()
  await putConfig(stores.table, { ...config, effectiveFromMs: FROM })
  const rows = ['da-nang/home', 'hue/home'].flatMap((page) =>
    resultsOf(({ hour }) => ({ totalMs: hour === 9 ? 2_500 : 500 }), { page, fromMs: FROM, toMs: END }),
  )
  await keepResults(createBulk(stores.clients.dynamodb, TABLE_NAME), rows as readonly KeyedResult[], END)
  return async () => {
    await stores.close()
    await rm(folder, { recursive: true })
  }
}, 180_000)

const ports = () => ({
  table: stores.table,
  store,
  clock,
  by: 'aaaaaaaaaaaa',
  policy: DEFAULT_POLICY,
  openSigner: async () => signer,
})
const archive = (nowMs: number) => {
  clock.set(nowMs)
  return archiveDay(ports())
}

/** A failure that started before what is kept of its slot, and so takes its place. */
async function comesLate(hour: number): Promise<void> {
  const slotMs = FROM + hour * HOUR_MS
  const at = { page: 'da-nang/home', location: 'a', slotMs, startedAtMs: slotMs }
  await keepResult(stores.table, observation({ ...at, cause: 'http_5xx' }) as KeyedResult, clock.now())
  await markLate(stores.table, { page: at.page, fromMs: slotMs, toMs: slotMs + HOUR_MS }, clock.now())
}

async function scored(isPreview = false): Promise<Score> {
  const nowMs = clock.now()
  const source = await scoreSource({ table: stores.table, store, nowMs })
  const of = { table: stores.table, criteria: PACK.criteria, period: PERIOD, nowMs, isPreview }
  return standingScore(source, of)
}

async function bundled(period = PERIOD): Promise<Evidence> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bundle({ packs: [PACK], period }, { ...ports(), nowMs: clock.now() })) chunks.push(chunk)
  return unzipped(Buffer.concat(chunks))
}

const manifestIn = (evidence: Evidence): Bundle => JSON.parse(textIn(evidence, BUNDLE)) as Bundle
const verify = (evidence: Evidence) => verifyBundle(sourceOf(evidence), { trusted: new Set([signer.keyId]) })
const problemsOf = async (evidence: Evidence) => (await verify(evidence)).problems.map(({ file, code }) => [file, code])

test('what a period was closed with can be given and made again, whatever came later', async () => {
  await openPeriod(OF, ports())
  clock.set(Date.parse('2026-05-11T09:00:00+07:00'))
  await previewPeriod(OF, ports())
  const close = { ...OF, gap: 'dữ liệu thử' }
  const refused = async (): Promise<string> =>
    closePeriod(close, ports()).then(
      () => 'closed',
      ({ code, message }: InputError) => `${code}: ${message}`,
    )
  clock.set(CLOSED - 2 * HOUR_MS)
  expect(await refused()).toBe(
    'unsealed: results that count are not sealed yet, 288 of 2 pages: da-nang/home 2026-05-04 to 2026-05-06 (144), hue/home 2026-05-04 to 2026-05-06 (144); nothing was ever sealed here: the platform does so, about once an hour while it runs; ask again then',
  )
  await archive(CLOSED - 2 * HOUR_MS)
  // What has come since it was sealed has no evidence yet.
  await comesLate(8)
  clock.set(CLOSED - HOUR_MS)
  const late =
    'unsealed: results that count are not sealed yet, 1 of 1 pages: da-nang/home 2026-05-04 (1); every page is'
  expect(await refused()).toBe(
    `${late} sealed up to 2026-05-25T17:00:00.000Z, and sealing goes on at 2026-05-26T01:00:00.000Z: ask again after that`,
  )
  await comesLate(30)
  clock.set(CLOSED + 3 * HOUR_MS)
  expect(await refused()).toMatch(
    /^unsealed: .*, 2 of 1 pages: da-nang\/home 2026-05-04 to 2026-05-05 \(2\); .* overdue since 2026-05-26T01:00:00\.000Z: /,
  )
  clock.set(CLOSED - HOUR_MS)
  expect(await archive(CLOSED)).toEqual({ segments: 2, revisions: 2 })
  await closePeriod(close, ports())
  const kept = await scored()
  expect(kept.closing?.statement.revision).toBe(1)

  clock.set(CLOSED + DAY_MS)
  await comesLate(10)
  await comesLate(34)
  expect(await archive(CLOSED + DAY_MS + HOUR_MS)).toMatchObject({ revisions: 2 })
  // And what was expected is another thing now.
  const { untilMs: _until, ...config } = scoredConfig({ defaults: { http: { every: '2h' } } })
  await putConfig(stores.table, { ...config, version: 'v2', effectiveFromMs: FROM + DAY_MS, publishedAtMs: CLOSED })
  const now = await scored(true)
  expect(now.portals[0]?.points).not.toEqual(kept.portals[0]?.points)

  const evidence = await bundled()
  expect(textIn(evidence, SCORE)).toBe(canonicalJson(kept))
  const { segments, later, nowMs } = manifestIn(evidence)
  expect(nowMs).toBe(kept.closing?.statement.madeAtMs)
  const revisions = (all: Bundle['segments'] = []) =>
    all.map(({ page, day, revision }) => `${page} ${day} r${revision}`)
  expect(revisions(segments)).toEqual([
    'da-nang/home 2026-05-04 r2',
    'da-nang/home 2026-05-05 r2',
    'da-nang/home 2026-05-06 r1',
    'hue/home 2026-05-04 r1',
    'hue/home 2026-05-05 r1',
    'hue/home 2026-05-06 r1',
  ])
  expect(revisions(later)).toEqual(['da-nang/home 2026-05-04 r3', 'da-nang/home 2026-05-05 r3'])
  expect(await verify(evidence)).toMatchObject({
    valid: true,
    scores: [{ score: SCORE, same: true }],
    unsealed: 0,
    later: 2,
  })

  // Nobody writes over it, whoever has the key.
  const forged = async (text: string) =>
    problemsOf(await signedAnew(new Map(evidence).set(SCORE, Buffer.from(text)), signer))
  expect(await forged(textIn(evidence, SCORE).replace(/"points":[\d.]+/, '"points":9.99'))).toEqual([
    [SCORE, 'score_differs'],
  ])
  expect(await forged(canonicalJson({ ...now, status: 'closed', closing: kept.closing }))).toEqual([
    [SCORE, 'score_differs'],
  ])
  const statement = { ...kept.closing?.statement, reason: 'khác' }
  expect(await forged(canonicalJson({ ...kept, closing: { ...kept.closing, statement } }))).toEqual([
    [SCORE, 'score_differs'],
  ])
  // Nor over what it was made from.
  const manifest = { ...manifestIn(evidence), nowMs: nowMs + 1 }
  const bytes = Buffer.from(canonicalJson(manifest))
  const moved = new Map(evidence).set(BUNDLE, bytes).set(BUNDLE_SIGNATURE, await signer.sign(bytes))
  expect(await problemsOf(moved)).toEqual([[SCORE, 'score_differs']])
})

test('a correction has evidence of its own', async () => {
  clock.set(CLOSED + 2 * DAY_MS)
  await correctPeriod({ ...OF, gap: 'dữ liệu thử', reason: 'kết quả đến muộn' }, ports())
  const evidence = await bundled()
  expect(textIn(evidence, SCORE)).toBe(canonicalJson(await scored()))
  const { segments, later } = manifestIn(evidence)
  expect([segments.map(({ revision }) => revision), later]).toEqual([[3, 3, 1, 1, 1, 1], []])
  expect(await verify(evidence)).toMatchObject({ valid: true, scores: [{ same: true }] })
})

test('a period that was closed where nothing was sealed, and of which more has come, has no bundle', async () => {
  const period = parsePeriod('2026-05-05..2026-05-05')
  const { store: _none, ...without } = ports()
  clock.set(FROM)
  await openPeriod({ ...OF, period }, without)
  clock.set(CLOSED + 2 * DAY_MS)
  await previewPeriod({ ...OF, period }, without)
  clock.set(CLOSED + 30 * DAY_MS)
  await closePeriod({ ...OF, period, gap: 'dữ liệu thử' }, without)
  expect(await verify(await bundled(period))).toMatchObject({ valid: true, scores: [{ same: true }] })
  await comesLate(35)
  await expect(bundled(period)).rejects.toMatchObject({ code: 'other_scores' })
})
