import { beforeAll, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { publishCriteria, readPack } from '../../lib/flow/criteria.ts'
import { exportJob, exportParamsSchema } from '../../lib/flow/export-job.ts'
import type { Stores } from '../../lib/local/stores.ts'
import type { Revision } from '../../lib/model/evaluation.ts'
import { InputError } from '../../lib/model/input-error.ts'
import type { JobOwner } from '../../lib/model/job.ts'
import type { Score } from '../../lib/model/score.ts'
import type { ScoreExport } from '../../lib/model/score-export.ts'
import { putRevision, scoreSha256 } from '../../lib/record/evaluations.ts'
import { decide, getReview } from '../../lib/record/reviews.ts'
import { heldClock } from '../kit/clock.ts'
import { keepPreview, keepReview } from '../kit/evaluation.ts'
import { keepFleet } from '../kit/jobs.ts'
import { openStores } from '../kit/stores.ts'
import { writtenCriteria } from '../kit/written-criteria.ts'

const NOW = Date.parse('2026-11-22T03:00:00Z')
const VNPT: JobOwner = { role: 'vendor', vendor: 'vnpt' }

let stores: Stores
beforeAll(async () => {
  stores = await openStores()
  await keepFleet(stores, NOW)
  const packs = [
    { criteria: 'b', version: 1 },
    { criteria: 'b', version: 2 },
    { criteria: 'a', version: 1 },
  ].map((changes) => readPack(stringify(writtenCriteria(changes)), 'pack'))
  await publishCriteria(stores.table, { packs, nowMs: NOW })
  return () => stores.close()
})

const ports = (owner: JobOwner) => ({ owner, table: stores.table, clock: heldClock(NOW) })
const asked = (params: object) => exportParamsSchema.parse({ period: '2026-11', format: 'json', ...params })

async function run(
  owner: JobOwner,
  params: { readonly vendor?: string; readonly criteria?: string } = {},
): Promise<ScoreExport> {
  const told: number[] = []
  const { chunks, name, contentType } = await exportJob.run(asked(params), {
    ...ports(owner),
    signal: new AbortController().signal,
    progress: ({ done, total }) => told.push(done / total),
  })
  expect([name.slice(0, 19), contentType]).toEqual(['nhip-export-2026-11', 'application/json'])
  expect(told.at(-1)).toBe(1)
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return JSON.parse(Buffer.concat(parts).toString()) as ScoreExport
}
const portalsIn = ({ portals, packs }: ScoreExport) => [
  portals.map(({ portal }) => portal),
  ...packs.map(({ score }) => score.portals.map(({ portal }) => portal)),
]

test('evaluators have all portals, by the latest version of each pack', async () => {
  const made = await run({ role: 'evaluator' })
  expect(portalsIn(made)).toEqual([
    ['da-nang', 'hue', 'own'],
    ['da-nang', 'hue', 'own'],
    ['da-nang', 'hue', 'own'],
  ])
  expect(made.packs.map(({ criteria }) => [criteria.criteria, criteria.version])).toEqual([
    ['a', 1],
    ['b', 2],
  ])
  expect(made.instruments).toMatchObject([{ from: 'http', results: 2 }])
})

test('evaluators have one vendor’s, where they ask for them', async () => {
  expect(portalsIn(await run({ role: 'evaluator' }, { vendor: 'fpt' }))).toEqual([['hue'], ['hue'], ['hue']])
})

test('a vendor has its own, whatever it asks for', async () => {
  const made = await run(VNPT)
  expect(portalsIn(made)).toEqual([['da-nang'], ['da-nang'], ['da-nang']])
  expect(JSON.stringify(made)).not.toContain('hue')
  for (const params of [{ vendor: 'fpt' }, { portal: 'hue' }, { portal: 'own' }])
    await expect(exportJob.check(asked(params), ports(VNPT))).rejects.toThrow(InputError)
})

test('what isn’t there is refused before a job is made of it', async () => {
  const refused = (params: object) =>
    exportJob.check(asked(params), ports({ role: 'operator' })).then(
      () => null,
      (error: InputError) => error.code,
    )
  expect(await refused({})).toBeNull()
  expect(await refused({ criteria: 'a@2' })).toBe('unknown_criteria')
  expect(await refused({ period: '2026-13' })).toBe('bad_period')
  expect(await refused({ owner: 'nobody' })).toBe('no_portal')
  expect(exportParamsSchema.safeParse({ period: '2026-11', format: 'pdf' }).success).toBe(false)
})

test('of a closed period what was kept, whatever came later, and what was contested', async () => {
  const { table } = stores
  const id = { criteria: 'test', version: 1, period: '2026-11', group: 'domestic' } as const
  await keepPreview(table, { period: id.period, from: '2026-11-01', to: '2026-11-30', deadlineMs: NOW })
  await keepReview(table, { id: 'r1', period: id.period })
  await keepReview(table, { id: 'r2', period: '2026-10' })
  await keepReview(table, { id: 'r3', period: id.period })
  const decision = { atMs: NOW, by: 'nobody', onWordOf: ['cli:nhip'], isAccepted: false, finding: 'portal' } as const
  const review = await getReview(table, 'r3')
  if (review === null) throw new Error('what was kept is there')
  await decide(table, { review, decision: { ...decision, reason: 'không có căn cứ' } })
  const before = await run({ role: 'evaluator' }, { criteria: 'test' })
  expect([before.status, before.packs[0]?.score.closing]).toEqual(['preview', null])
  const [whole] = before.packs
  if (whole === undefined) throw new Error('no pack')
  const points = { points: 17.25, low: 17.25, high: 17.25 }
  const score: Score = {
    ...whole.score,
    status: 'closed',
    portals: whole.score.portals.map((portal) => ({ ...portal, points })),
  }
  const statement: Revision = {
    type: 'scoreRevision',
    ...id,
    revision: 1,
    madeAtMs: NOW,
    by: 'nobody',
    reason: null,
    deadlineMs: null,
    gap: null,
    changed: [],
    scoreSha256: scoreSha256(score),
  }
  const closing = { statement, signature: { keyId: '0'.repeat(64), signature: 'AAAAAAAAAAAA' } }
  await putRevision(table, { score, closing })
  const made = await run({ role: 'evaluator' }, { criteria: 'test' })
  expect(made).toMatchObject({
    status: 'closed',
    packs: [{ score: { status: 'closed', closing, portals: [{ points }, { points }, { points }] } }],
    reviews: [
      { id: 'r1', portal: 'da-nang', cause: 'mất điện', decision: null },
      { id: 'r3', decision: { onWordOf: ['cli:nhip'], isAccepted: false } },
    ],
    instruments: [{ from: 'http', results: 2 }],
  })
  expect(JSON.stringify(made.reviews)).not.toContain('nobody')
  expect((await run({ role: 'vendor', vendor: 'fpt' }, { criteria: 'test' })).reviews).toEqual([])
})
