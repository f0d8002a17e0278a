import { createPublicKey } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { askForJob } from '../../lib/flow/ask-for-job.ts'
import { type ClosePorts, closePeriod, correctPeriod, previewPeriod } from '../../lib/flow/close-period.ts'
import { publishCriteria, readPack } from '../../lib/flow/criteria.ts'
import { evaluations, standingScore } from '../../lib/flow/kept-score.ts'
import { openPeriod } from '../../lib/flow/open-period.ts'
import { decideReview, openReview, type Reviewer, reviews, showReview } from '../../lib/flow/review.ts'
import { runJob } from '../../lib/flow/run-job.ts'
import { scoreSource } from '../../lib/flow/score-source.ts'
import { ensureBucket } from '../../lib/local/resources.ts'
import { type Stores, TABLE_NAME } from '../../lib/local/stores.ts'
import { ACCESS } from '../../lib/model/access.ts'
import { DAY_MS, HOUR_MS } from '../../lib/model/duration.ts'
import { parsePeriod } from '../../lib/model/period.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { MAX_REVIEW_BYTES, type NewReview } from '../../lib/model/review.ts'
import type { Score } from '../../lib/model/score.ts'
import { linkedBy } from '../../lib/model/session.ts'
import { createBulk } from '../../lib/record/bulk.ts'
import { canonicalJson } from '../../lib/record/canonical.ts'
import { listChanges } from '../../lib/record/change-log.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { newKey, signerOf } from '../../lib/record/key-file.ts'
import { putReceipt } from '../../lib/record/receipts.ts'
import { type KeyedResult, keepResult, keepResults } from '../../lib/record/results.ts'
import { isSignedBy, sha256Of } from '../../lib/record/signer.ts'
import { permit } from '../../lib/record/table.ts'
import { heldClock } from '../kit/clock.ts'
import { observation } from '../kit/observation.ts'
import { FROM, resultsOf, scoredConfig } from '../kit/score-source.ts'
import { makeQueue, openStores } from '../kit/stores.ts'
import { writtenCriteria, writtenRule } from '../kit/written-criteria.ts'

const PERIOD = parsePeriod('2026-05-04..2026-05-10')
const END = FROM + 7 * DAY_MS
const RULE = { metric: 'totalMs', from: 'http', basis: 'observed', limit: 2_000, full: 1, zero: 0 }
const PACK = readPack(
  stringify(writtenCriteria({ points: 10, pages: { homepage: 10 }, rules: [writtenRule(RULE)] })),
  'test',
)
const SIGNER = signerOf(newKey())
const [STAFF, OTHER, VENDOR] = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'cccccccccccc'] as const

let stores: Stores
const clock = heldClock(FROM - DAY_MS)
beforeAll(async () => {
  stores = await openStores()
  await ensureBucket(stores.messagesEndpoint)
  const { untilMs: _until, ...config } = scoredConfig()
  await putConfig(stores.table, config)
  // On the first day Da Nang fails at 8, 10, 12 and 14; nothing else is wrong.
  const rows = ['da-nang/home', 'hue/home'].flatMap((page) =>
    resultsOf(
      ({ hour, day }) =>
        page === 'da-nang/home' && day === 0 && hour >= 8 && hour < 16 && hour % 2 === 0
          ? { cause: 'http_5xx' }
          : { totalMs: 500 },
      { page, fromMs: FROM, toMs: END },
    ),
  )
  await keepResults(createBulk(stores.clients.dynamodb, TABLE_NAME), rows as readonly KeyedResult[], END)
  return () => stores.close()
}, 180_000)

const ports = (by: string = STAFF): ClosePorts => ({
  // What jobs are run with.
  table: permit(stores.table, ACCESS.export.table),
  clock,
  by,
  policy: DEFAULT_POLICY,
  openSigner: () => Promise.resolve(SIGNER),
})
const OF = { pack: PACK, period: PERIOD }
const at = (local: string): number => Date.parse(`${local}:00+07:00`)
const scored = async (more: { readonly revision?: number; readonly isPreview?: boolean } = {}): Promise<Score> => {
  const nowMs = clock.now()
  const source = await scoreSource({ table: stores.table, nowMs })
  return standingScore(source, { table: stores.table, criteria: PACK.criteria, period: PERIOD, nowMs, ...more })
}
const points = ({ portals }: Score) => portals.map((one) => [one.points?.points, one.before?.points?.points ?? null])
const receipt = (location: string, minuteMs: number) =>
  putReceipt(stores.table, { type: 'receipt', location, minuteMs, catalogVersion: 'v1', count: 1, atMs: minuteMs })

const vnpt: Reviewer = { role: 'vendor', vendor: 'vnpt' }
const asked = (changes: Partial<NewReview> = {}): NewReview => ({
  period: PERIOD.name,
  portal: 'da-nang',
  page: null,
  locations: null,
  from: '2026-05-04T08:00',
  to: '2026-05-04T16:00',
  cause: 'mất điện',
  note: 'điểm đo mất điện, có biên bản',
  behalf: null,
  files: [],
  ...changes,
})
const open = (changes: Partial<NewReview> = {}, principal: Reviewer = vnpt, by: string = VENDOR) =>
  openReview(asked(changes), { ...ports(by), principal, archive: stores.archive })
const decide = (id: string, by: string, isAccepted = true) =>
  decideReview({ id, isAccepted, finding: 'portal', reason: 'đã xác minh' }, ports(by))

/** One story, in order. */
describe('a period', () => {
  test('is opened before it begins, once, with a signature that others can check', async () => {
    const opened = await openPeriod(OF, ports())
    expect(opened.statement).toMatchObject({
      period: PERIOD.name,
      group: 'domestic',
      isLate: false,
      by: STAFF,
      instruments: [
        { location: 'a', instrument: null },
        { location: 'b', instrument: null },
      ],
      hashes: { criteria: sha256Of(PACK.text), policy: sha256Of(canonicalJson(DEFAULT_POLICY)) },
    })
    for (const hash of Object.values(opened.statement.hashes)) expect(hash).toMatch(/^[0-9a-f]{64}$/)
    const bytes = Buffer.from(canonicalJson(opened.statement))
    const signature = Buffer.from(opened.signature.signature, 'base64')
    expect(isSignedBy(createPublicKey(SIGNER.publicKey), { bytes, signature })).toBe(true)
    await expect(openPeriod(OF, ports())).rejects.toMatchObject({ code: 'opened_before' })
  })

  test('that is opened late says so', async () => {
    clock.set(FROM)
    const { statement } = await openPeriod({ ...OF, period: parsePeriod('2026-05-04..2026-05-04') }, ports())
    expect(statement.isLate).toBe(true)
  })

  test('another timetable is another hash', async () => {
    const made = await openPeriod({ ...OF, period: parsePeriod('2026-05-05..2026-05-05') }, ports())
    const other = await openPeriod({ ...OF, period: parsePeriod('2026-05-06..2026-05-06') }, ports())
    const { timetable: _one, ...same } = made.statement.hashes
    expect(other.statement.hashes).toMatchObject(same)
    expect(other.statement.hashes.timetable).not.toBe(made.statement.hashes.timetable)
  })

  test('is previewed once it is over; ten working days follow', async () => {
    clock.set(END - 1)
    await expect(previewPeriod(OF, ports())).rejects.toMatchObject({ code: 'not_over' })
    clock.set(at('2026-05-11T09:00'))
    const unopened = { ...OF, period: parsePeriod('2026-05-07..2026-05-07') }
    await expect(previewPeriod(unopened, ports())).rejects.toMatchObject({ code: 'not_opened' })
    await expect(open()).rejects.toMatchObject({ code: 'no_window' })
    const { statement } = await previewPeriod(OF, ports())
    expect(statement).toMatchObject({ revision: 0, deadlineMs: at('2026-05-26T00:00'), changed: [], gap: null })
    await expect(previewPeriod(OF, ports())).rejects.toMatchObject({ code: 'previewed_before' })
    await expect(closePeriod({ ...OF, gap: null }, ports())).rejects.toMatchObject({ code: 'window_open' })
    expect((await scored()).status).toBe('preview')
  })

  test('a vendor contests a window of its own portals, inside the period', async () => {
    const text = Buffer.from('biên bản')
    const opened = await open({ files: [{ name: 'bien-ban.txt', base64: text.toString('base64') }] })
    expect(opened).toMatchObject({ by: VENDOR, role: 'vendor', decision: null })
    expect(opened.files).toMatchObject([{ name: 'bien-ban.txt', sizeBytes: text.byteLength, sha256: sha256Of(text) }])
    const shown = await showReview(opened.id, { ...ports(), principal: vnpt, archive: stores.archive })
    expect(await (await fetch(shown.links[0]?.url ?? '')).text()).toBe('biên bản')

    const refused = { portal: 'hue' }
    await expect(open(refused)).rejects.toMatchObject({ code: 'unknown_portal' })
    await expect(open({ portal: null })).rejects.toMatchObject({ code: 'which_portal' })
    await expect(open({ page: 'khai-sinh' })).rejects.toMatchObject({ code: 'unknown_page' })
    await expect(open({ locations: ['x'] })).rejects.toMatchObject({ code: 'unknown_location' })
    await expect(open({ from: '2026-05-03T23:59' })).rejects.toMatchObject({ code: 'bad_time' })
    await expect(open({ to: '2026-05-04T08:00' })).rejects.toMatchObject({ code: 'bad_time' })
    const large = Buffer.alloc(MAX_REVIEW_BYTES + 1).toString('base64')
    await expect(open({ files: [{ name: 'x', base64: large }] })).rejects.toMatchObject({ code: 'too_large' })
    const fpt = await reviews({ ...ports(), principal: { role: 'vendor', vendor: 'fpt' } })
    expect(fpt.reviews).toEqual([])
  })

  test('is not closed while a review is open, which another evaluator decides', async () => {
    clock.set(at('2026-05-26T00:00'))
    await expect(open()).rejects.toMatchObject({ code: 'no_window' })
    await expect(closePeriod({ ...OF, gap: null }, ports())).rejects.toMatchObject({ code: 'reviews_open' })
    const [review] = (await reviews({ ...ports(), principal: { role: 'evaluator' } })).reviews
    const id = review?.id ?? ''
    await expect(decide(id, STAFF)).rejects.toMatchObject({ code: 'concerned' })
    await expect(decide(id, VENDOR)).rejects.toMatchObject({ code: 'concerned' })
    // A link that they made for nobody by name makes nobody else of them.
    await expect(decide(id, linkedBy({ maker: STAFF, name: null }))).rejects.toMatchObject({ code: 'concerned' })
    const decided = await decide(id, OTHER)
    expect(decided).toMatchObject({ decision: { by: OTHER, isAccepted: true, finding: 'portal' } })
    // Nothing is known of who made these tokens.
    expect(decided.decision?.onWordOf).toEqual([STAFF, OTHER, VENDOR])
    await expect(decide(id, OTHER)).rejects.toMatchObject({ code: 'decided_before' })
  })

  test('nor while results of a location may be missing, unless somebody signs for it', async () => {
    await receipt('a', END)
    await receipt('b', END - HOUR_MS)
    await expect(closePeriod({ ...OF, gap: null }, ports())).rejects.toThrow('b, whose results may be missing')
    const { statement } = await closePeriod({ ...OF, gap: 'máy b hỏng' }, ports())
    expect(statement).toMatchObject({
      revision: 1,
      by: STAFF,
      gap: { locations: [{ location: 'b', receiptMs: END - HOUR_MS }], reason: 'máy b hỏng' },
    })
    const kept = await scored()
    expect(kept).toMatchObject({ status: 'closed', closing: { statement } })
    // 50 working hours a place, of which four failed: 0.6 × 46/50 + 0.4.
    expect(points(kept)).toEqual([
      [10, 9.52],
      [10, null],
    ])
    expect(kept.exclusions).toMatchObject([{ portal: 'da-nang', cause: 'mất điện', decidedBy: OTHER }])
    await expect(closePeriod({ ...OF, gap: null }, ports())).rejects.toMatchObject({ code: 'closed_before' })
  })

  test('that is closed stays as it is, whatever comes late', async () => {
    const kept = canonicalJson(await scored())
    const slots = fc.record({
      page: fc.constantFrom('da-nang/home', 'hue/home'),
      location: fc.constantFrom('a', 'b'),
      hour: fc.nat(7 * 24 - 1),
      totalMs: fc.integer({ min: 1, max: 9_000 }),
      isFailed: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(slots, { minLength: 1, maxLength: 8 }), async (late) => {
        for (const { hour, isFailed, totalMs, ...where } of late) {
          const slotMs = FROM + hour * HOUR_MS
          const phases = { ...observation().phases, totalMs }
          // It started before what is kept, and so takes its place.
          const seen = {
            ...where,
            slotMs,
            startedAtMs: slotMs,
            phases,
            ...(isFailed ? { cause: 'http_5xx' as const } : {}),
          }
          await keepResult(stores.table, observation(seen) as KeyedResult, clock.now())
        }
        expect(canonicalJson(await scored())).toBe(kept)
      }),
      { numRuns: 5 },
    )
    expect(points(await scored({ isPreview: true }))).not.toEqual(points(JSON.parse(kept) as Score))
  })

  test('is corrected beside what was', async () => {
    await expect(
      correctPeriod({ ...OF, period: parsePeriod('2026-05-05..2026-05-05'), gap: null, reason: 'x' }, ports()),
    ).rejects.toMatchObject({ code: 'not_closed' })
    const before = canonicalJson(await scored())
    const { statement } = await correctPeriod({ ...OF, gap: 'máy b hỏng', reason: 'kết quả đến muộn' }, ports(OTHER))
    expect(statement).toMatchObject({ revision: 2, by: OTHER, reason: 'kết quả đến muộn' })
    expect((await scored()).closing?.statement.revision).toBe(2)
    expect(canonicalJson(await scored({ revision: 1 }))).toBe(before)
    expect((await scored({ revision: 0 })).status).toBe('preview')
    await expect(scored({ revision: 3 })).rejects.toMatchObject({ code: 'no_revision' })
    const list = (await evaluations({ table: stores.table, nowMs: clock.now() })).evaluations
    const own = list.find(({ period }) => period === PERIOD.name)
    expect([own?.state, own?.revisions.length]).toEqual(['closed', 3])
  })

  test('whose kept scores somebody has changed is not told', async () => {
    const pk = `S#test@1#${PERIOD.name}#domestic`
    const [item] = await stores.table.query({ pk, from: 'hue#R0001', to: 'hue#R0001' })
    if (!item) throw new Error('no such item')
    await stores.table.put({ ...item, json: String(item.json).replace('"points":10', '"points":9') })
    await expect(scored({ revision: 1 })).rejects.toThrow('is not what was signed')
    await stores.table.put(item)
    expect((await scored({ revision: 1 })).status).toBe('closed')
  })

  test('everything is in the log', async () => {
    const changes = [...(await listChanges(stores.table, FROM)), ...(await listChanges(stores.table, clock.now()))]
    const acts = new Set(changes.map(({ act, by }) => `${act} ${by}`))
    expect([...acts].toSorted()).toEqual(
      [
        `close_period ${STAFF}`,
        `correct_period ${OTHER}`,
        `decide_review ${OTHER}`,
        `open_period ${STAFF}`,
        `open_review ${VENDOR}`,
        `preview_period ${STAFF}`,
      ].toSorted(),
    )
  })
})

test('by the API an act is a job, which says what became of it', async () => {
  await publishCriteria(stores.table, { packs: [PACK], nowMs: 0 })
  const owner = { role: 'evaluator' } as const
  const asked = { act: 'open', criteria: 'test', period: '2026-05-08..2026-05-08', gap: null, reason: null, by: STAFF }
  const ran = async (params: object, signing: Pick<ClosePorts, 'openSigner'>) => {
    const { table } = ports()
    const job = await askForJob({ kind: 'period', params, owner }, { table, clock, jobs: await makeQueue(stores) })
    return runJob({ owner: 'evaluator', id: job?.id ?? '' }, { table, archive: stores.archive, clock, ...signing })
  }
  const unsigned = await ran(asked, {})
  expect(unsigned).toMatchObject({ kind: 'failed', job: { failure: { code: 'no_signer' } } })
  const done = await ran(asked, { openSigner: () => Promise.resolve(SIGNER) })
  const file = done.kind === 'done' ? await stores.archive.get(done.job.file?.key ?? '') : null
  expect(JSON.parse(Buffer.from(file ?? []).toString('utf8'))).toMatchObject({ statement: { by: STAFF, isLate: true } })
  const again = await ran(asked, { openSigner: () => Promise.resolve(SIGNER) })
  expect(again).toMatchObject({ kind: 'failed', job: { failure: { code: 'opened_before' } } })
})

test('an evaluator’s finding about our method is for all portals', async () => {
  const staff = { role: 'evaluator' } as const
  const window = { portal: null, from: '2026-05-06T08:00', to: '2026-05-06T10:00' }
  const { id } = await open(window, staff, STAFF)
  await expect(decide(id, STAFF)).rejects.toMatchObject({ code: 'concerned' })
  await decide(id, OTHER)
  const made = await scored({ isPreview: true })
  expect(made.portals.map(({ pages }) => pages[0]?.excluded)).toEqual([20, 4])
})
