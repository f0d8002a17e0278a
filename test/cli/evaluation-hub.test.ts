import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { archiveDay } from '../../lib/flow/archive-day.ts'
import { publishCriteria, readPack } from '../../lib/flow/criteria.ts'
import type { Evaluations } from '../../lib/flow/kept-score.ts'
import type { LinkedReview, Reviews, ShownReview } from '../../lib/flow/review.ts'
import type { Verification } from '../../lib/flow/verify.ts'
import { type Stores, TABLE_NAME } from '../../lib/local/stores.ts'
import { ACCESS } from '../../lib/model/access.ts'
import { DAY_MS } from '../../lib/model/duration.ts'
import type { Opening, Revision, Signed } from '../../lib/model/evaluation.ts'
import type { ScoreExport } from '../../lib/model/score-export.ts'
import type { NewToken } from '../../lib/model/token.ts'
import { permitArchive } from '../../lib/record/archive.ts'
import { createBulk } from '../../lib/record/bulk.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { createArchiveEvidence, type EvidenceStore } from '../../lib/record/evidence-store.ts'
import { newKey, signerOf } from '../../lib/record/key-file.ts'
import { type KeyedResult, keepResults } from '../../lib/record/results.ts'
import { sha256Of } from '../../lib/record/signer.ts'
import { textIn, unzipped, zippedEvidence } from '../kit/bundle.ts'
import { heldClock } from '../kit/clock.ts'
import { serveHub, type TestHub } from '../kit/hub.ts'
import { type Ended, nhip, scratch, values } from '../kit/nhip.ts'
import { FROM, resultsOf, scoredConfig } from '../kit/score-source.ts'
import { openStores } from '../kit/stores.ts'
import { makeToken } from '../kit/tokens.ts'
import { writtenCriteria, writtenRule } from '../kit/written-criteria.ts'

const PERIOD = '2026-05-04..2026-05-06'
const END = FROM + 3 * DAY_MS
const SIGNER = signerOf(newKey())
const ASKED = {
  operator: { role: 'operator' },
  evaluator: { role: 'evaluator' },
  other: { role: 'evaluator' },
  vnpt: { role: 'vendor', vendor: 'vnpt' },
} as const satisfies Readonly<Record<string, NewToken>>
type Who = keyof typeof ASKED

const clock = heldClock(FROM - DAY_MS)
const tokens = {} as Record<Who, string>
let stores: Stores
let store: EvidenceStore
let hub: TestHub
beforeAll(async () => {
  stores = await openStores()
  const { table } = stores
  const { untilMs: _until, ...config } = scoredConfig()
  await putConfig(table, { ...config, effectiveFromMs: FROM })
  const rule = { metric: 'totalMs', from: 'http', basis: 'observed', limit: 2_000, full: 1, zero: 0 }
  const pack = writtenCriteria({ points: 10, pages: { homepage: 10 }, rules: [writtenRule(rule)] })
  await publishCriteria(table, { packs: [readPack(stringify(pack), 'test')], nowMs: 0 })
  // Da Nang fails at 8 and 9 on the first day; nothing else is wrong.
  const rows = ['da-nang/home', 'hue/home'].flatMap((page) =>
    resultsOf(
      ({ hour, day }) =>
        page === 'da-nang/home' && day === 0 && (hour === 8 || hour === 9) ? { cause: 'http_5xx' } : { totalMs: 500 },
      { page, fromMs: FROM, toMs: END },
    ),
  )
  await keepResults(createBulk(stores.clients.dynamodb, TABLE_NAME), rows as readonly KeyedResult[], END)
  for (const who of Object.keys(ASKED) as Who[])
    tokens[who] = await makeToken(ASKED[who], { table, nowMs: clock.now() })
  store = createArchiveEvidence(stores.archive)
  hub = await serveHub(stores, {
    clock,
    store: createArchiveEvidence(permitArchive(stores.archive, ACCESS.export.files)),
    openSigner: () => Promise.resolve(SIGNER),
  })
  return async () => {
    hub.close()
    await stores.close()
  }
}, 180_000)

const as = (who: Who, ...args: readonly string[]): Promise<Ended> =>
  nhip([...args, '--hub', hub.url], { env: { NHIP_TOKEN: tokens[who] } })
const period = (who: Who, act: string, ...more: readonly string[]): Promise<Ended> =>
  as(who, 'period', act, PERIOD, '--criteria', 'test', '--json', ...more)
const refusal = ({ exit, stdout, stderr }: Ended) => [exit, stdout, stderr.replace(`nhip: ${hub.url}: `, '')]
const only = <T>({ exit, stdout, stderr }: Ended): T => {
  expect([exit, stderr]).toEqual([0, ''])
  return values<T>(stdout)[0] as T
}

test('an evaluation at a platform, from its opening to what is taken away', { timeout: 180_000 }, async () => {
  const dir = await scratch()
  const file = join(dir, 'bien-ban.txt')
  await writeFile(file, 'biên bản')
  const window = ['--from', '2026-05-04T08:00', '--to', '2026-05-04T11:00', '--cause', 'mất điện', '--note', 'biên bản']

  await hub.pumping(async () => {
    const [byOperator, byVendor, opened] = await Promise.all([
      period('operator', 'open'),
      period('vnpt', 'open'),
      period('evaluator', 'open'),
    ])
    const role = /is for the role evaluator|evaluator/
    expect([refusal(byOperator), refusal(byVendor)]).toEqual([
      [2, '', expect.stringMatching(role)],
      [2, '', expect.stringMatching(role)],
    ])
    expect(only<Signed<Opening>>(opened).statement).toMatchObject({ period: PERIOD, isLate: false })

    clock.set(END + DAY_MS)
    const preview = only<Signed<Revision>>(await period('evaluator', 'preview')).statement
    expect(preview).toMatchObject({ revision: 0, changed: [] })

    const [ofOthers, asked] = await Promise.all([
      as('vnpt', 'review', 'open', PERIOD, '--portal', 'hue', ...window),
      as('vnpt', 'review', 'open', PERIOD, '--page', 'da-nang/home', ...window, '--file', file, '--json'),
    ])
    expect(refusal(ofOthers)).toEqual([2, '', expect.stringContaining('no portal “hue” is in the catalogue, or')])
    const review = only<ShownReview>(asked)
    expect(review).toMatchObject({ role: 'vendor', files: [{ name: 'bien-ban.txt', sizeBytes: 11 }] })

    const decide = (who: Who): Promise<Ended> =>
      as(who, 'review', 'decide', review.id, '--accept', '--reason', 'đúng', '--json')
    const [list, byAsker, byPreviewer, tooSoon] = await Promise.all([
      as('other', 'review', 'list', '--json'),
      decide('vnpt'),
      decide('evaluator'),
      period('other', 'close'),
    ])
    expect(only<Reviews>(list).reviews).toMatchObject([{ id: review.id, decision: null }])
    expect(refusal(byAsker)).toEqual([2, '', expect.stringMatching(role)])
    expect(refusal(byPreviewer)).toEqual([2, '', expect.stringContaining('another evaluator is to decide')])
    expect(refusal(tooSoon)).toEqual([2, '', expect.stringContaining('may be asked for until')])

    const shown = await as('other', 'review', 'show', review.id, '--out', join(dir, 'files'), '--json')
    expect(only<LinkedReview>(shown).links).toHaveLength(1)
    expect(await readFile(join(dir, 'files', 'bien-ban.txt'), 'utf8')).toBe('biên bản')
    expect(only<ShownReview>(await decide('other')).decision).toMatchObject({ isAccepted: true, finding: 'portal' })

    clock.set((preview.deadlineMs ?? 0) + 1)
    const close = ['close', '--sign-gap', 'nhập từ nơi khác'] as const
    expect(refusal(await period('other', ...close))).toEqual([
      2,
      '',
      expect.stringMatching(
        /results that count are not sealed yet, 288 of 2 pages: da-nang\/home 2026-05-04 to 2026-05-06 \(144\), /,
      ),
    ])
    const sealing = { table: stores.table, store, clock, openSigner: () => Promise.resolve(SIGNER) }
    expect((await archiveDay(sealing)).segments).toBeGreaterThanOrEqual(6)
    const closed = only<Signed<Revision>>(await period('other', ...close))
    expect(closed.statement).toMatchObject({ revision: 1, gap: { reason: 'nhập từ nơi khác' } })

    const of = ['--criteria', 'test', '--period', PERIOD]
    const [sheets, own, book, all, made, notForVendors] = await Promise.all([
      as('evaluator', 'report', ...of, '--out', join(dir, 'all.html')),
      as('vnpt', 'report', ...of, '--out', join(dir, 'own.html'), '--lang', 'en'),
      as('vnpt', 'export', ...of, '--format', 'json', '--out', join(dir, 'own.json')),
      as('vnpt', 'period', 'show', '--json'),
      as('evaluator', 'bundle', ...of, '--out', join(dir, 'bundle.zip'), '--json'),
      as('vnpt', 'bundle', ...of, '--out', join(dir, 'own.zip')),
    ])
    expect(refusal(notForVendors)).toEqual([2, '', expect.stringContaining('evaluator')])
    const bytes = await readFile(join(dir, 'bundle.zip'))
    expect(only(made)).toMatchObject({
      type: 'bundled',
      period: PERIOD,
      sizeBytes: bytes.length,
      sha256: sha256Of(bytes),
    })
    expect([sheets, own, book].map(({ exit, stderr }) => [exit, stderr.replace(/^Job .*\n/, '')])).toEqual([
      [0, ''],
      [0, ''],
      [0, ''],
    ])
    expect(only<Evaluations>(all).evaluations).toMatchObject([{ state: 'closed', revisions: [{}, {}] }])
  })

  // Offline, by somebody who knows the key alone.
  const key = join(dir, 'key.pem')
  await writeFile(key, SIGNER.publicKey)
  const verify = (name: string): Promise<Ended> => nhip(['verify', join(dir, name), '--key', key, '--json'])
  const good = await verify('bundle.zip')
  expect([good.exit, good.stderr]).toEqual([0, ''])
  expect(values(good.stdout)[0]).toMatchObject({
    valid: true,
    problems: [],
    unsealed: 0,
    scores: [{ score: 'scores/test@1.json', same: true }],
  })
  const evidence = await unzipped(await readFile(join(dir, 'bundle.zip')))
  const better = textIn(evidence, 'exclusions.jsonl').replace('"toMs":', '"toMs":1')
  await writeFile(
    join(dir, 'tampered.zip'),
    zippedEvidence(new Map(evidence).set('exclusions.jsonl', Buffer.from(better))),
  )
  const tampered = await verify('tampered.zip')
  expect([
    tampered.exit,
    values<Verification>(tampered.stdout)[0]?.problems.map(({ file, code }) => [file, code]),
  ]).toEqual([1, [['exclusions.jsonl', 'bytes_differ']]])

  const html = await readFile(join(dir, 'all.html'), 'utf8')
  // 6 of 144 checks are excluded, with all that was wrong.
  expect(html).toMatch(/Điểm hiệu năng: 10,00 \/ 10<\/b> \(chưa có văn bản đồng ý [^)]*\); trước loại trừ: 9,/)
  expect(html).toContain('mất điện. Chấp nhận: đúng')
  expect(html).toContain('@font-face{font-family:Tinos')
  expect(html).not.toContain('Kết quả dự kiến')
  expect(html.match(/PHIẾU KẾT QUẢ ĐO HIỆU NĂNG<\/h1>/g)).toHaveLength(2)
  const own = await readFile(join(dir, 'own.html'), 'utf8')
  expect(own).toContain('Points: 10.00 / 10')
  expect(own).not.toContain('hue/home')
  const exported = JSON.parse(await readFile(join(dir, 'own.json'), 'utf8')) as ScoreExport
  expect(exported).toMatchObject({ status: 'closed', portals: [{ portal: 'da-nang' }] })
})
