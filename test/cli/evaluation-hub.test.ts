import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { publishCriteria, readPack } from '../../lib/flow/criteria.ts'
import type { Evaluations } from '../../lib/flow/kept-score.ts'
import type { LinkedReview, Reviews, ShownReview } from '../../lib/flow/review.ts'
import { type Stores, TABLE_NAME } from '../../lib/local/stores.ts'
import { DAY_MS } from '../../lib/model/duration.ts'
import type { Opening, Revision, Signed } from '../../lib/model/evaluation.ts'
import type { ScoreExport } from '../../lib/model/score-export.ts'
import type { NewToken } from '../../lib/model/token.ts'
import { createBulk } from '../../lib/record/bulk.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { newKey, signerOf } from '../../lib/record/key-file.ts'
import { type KeyedResult, keepResults } from '../../lib/record/results.ts'
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
let hub: TestHub
beforeAll(async () => {
  stores = await openStores()
  const { table } = stores
  const { untilMs: _until, ...config } = scoredConfig()
  await putConfig(table, config)
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
  hub = await serveHub(stores, {
    clock,
    openSigner: () => Promise.resolve(SIGNER),
  })
  return async () => {
    hub.close()
    await stores.close()
  }
}, 60_000)

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
    const closed = only<Signed<Revision>>(await period('other', 'close', '--sign-gap', 'nhập từ nơi khác'))
    expect(closed.statement).toMatchObject({ revision: 1, gap: { reason: 'nhập từ nơi khác' } })

    const of = ['--criteria', 'test', '--period', PERIOD]
    const [sheets, own, book, all] = await Promise.all([
      as('evaluator', 'report', ...of, '--out', join(dir, 'all.html')),
      as('vnpt', 'report', ...of, '--out', join(dir, 'own.html'), '--lang', 'en'),
      as('vnpt', 'export', ...of, '--format', 'json', '--out', join(dir, 'own.json')),
      as('vnpt', 'period', 'show', '--json'),
    ])
    expect([sheets, own, book].map(({ exit }) => exit)).toEqual([0, 0, 0])
    expect(only<Evaluations>(all).evaluations).toMatchObject([{ state: 'closed', revisions: [{}, {}] }])
  })

  const html = await readFile(join(dir, 'all.html'), 'utf8')
  // 6 of 144 checks are excluded, with all that was wrong.
  expect(html).toContain('Điểm hiệu năng: 10,00 / 10</b>; trước loại trừ: 9,')
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
