import { stringify } from 'yaml'
import { publishCriteria, readPack } from '../../lib/flow/criteria.ts'
import type { Opening, Revision } from '../../lib/model/evaluation.ts'
import type { Review } from '../../lib/model/review.ts'
import type { PublishedPortal, Score } from '../../lib/model/score.ts'
import { putOpening, putRevision, scoreSha256 } from '../../lib/record/evaluations.ts'
import { addReview } from '../../lib/record/reviews.ts'
import type { Table } from '../../lib/record/table.ts'
import { writtenCriteria } from './written-criteria.ts'

const SIGNATURE = { keyId: '0'.repeat(64), signature: 'AAAAAAAAAAAA' }

/** Criteria `test`, and a period by them of which reviews may be asked for until `deadlineMs`; nobody has signed it. */
export async function keepPreview(
  table: Table,
  of: {
    readonly period: string
    readonly from: string
    readonly to: string
    readonly deadlineMs: number
    /** Default: none. */
    readonly portals?: Score['portals']
  },
): Promise<void> {
  const { period, from, to, deadlineMs, portals = [] } = of
  await publishCriteria(table, { packs: [readPack(stringify(writtenCriteria()), 'test')], nowMs: 0 })
  const id = { criteria: 'test', version: 1, period, group: 'domestic' } as const
  const none = '0'.repeat(64)
  const opening: Opening = {
    type: 'periodOpening',
    ...id,
    from,
    to,
    timezone: 'Asia/Ho_Chi_Minh',
    openedAtMs: 0,
    isLate: false,
    by: 'nobody',
    catalogVersion: 'v1',
    instruments: [],
    hashes: { catalogue: none, criteria: none, policy: none, instrument: none, timetable: none },
  }
  await putOpening(table, { statement: opening, signature: SIGNATURE })
  const score: Score = {
    type: 'score',
    ...id,
    reading: 'ours',
    from,
    to,
    timezone: 'Asia/Ho_Chi_Minh',
    kind: 'official',
    locations: [],
    reservation: null,
    status: 'preview',
    closing: null,
    exclusions: [],
    portals,
  }
  const revision: Revision = {
    type: 'scoreRevision',
    ...id,
    revision: 0,
    madeAtMs: 0,
    by: 'nobody',
    reason: null,
    deadlineMs,
    gap: null,
    changed: [],
    scoreSha256: scoreSha256(score),
  }
  await putRevision(table, { score, closing: { statement: revision, signature: SIGNATURE } })
}

/** A portal without points or pages, as it stands in a score. */
export function unscored(portal: string): PublishedPortal {
  const nothing = { points: null, homepage: null, eform: null, before: null, grade: null, interval: null, ranks: null }
  return { portal, ...nothing, reason: 'not_measured', reservation: null, pages: [] }
}

/** An open review, of Da Nang unless another portal is named. */
export async function keepReview(
  table: Table,
  of: Pick<Review, 'id' | 'period'> & { readonly portal?: string },
): Promise<void> {
  await addReview(table, {
    portal: 'da-nang',
    ...of,
    page: null,
    locations: null,
    fromMs: 0,
    toMs: 1,
    cause: 'mất điện',
    note: 'có biên bản',
    files: [],
    openedAtMs: 0,
    by: 'nobody',
    role: 'vendor',
    behalf: null,
    decision: null,
  })
}
