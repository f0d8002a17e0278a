import { z } from 'zod'
import type { VantageGroup } from './catalogue.ts'
import type { Day } from './day.ts'
import { personText } from './person-text.ts'
import type { ResultSignature } from './signature.ts'

/** One period, by one version of criteria, for one vantage group: what is opened, previewed and closed. */
export type EvaluationId = {
  readonly criteria: string
  readonly version: number
  readonly period: string
  readonly group: VantageGroup
}

/** What is written down before a period begins, so that nothing of it can be chosen afterwards. SHA-256, hexadecimal. */
export type OpeningHashes = {
  /** Of the catalogue in force when the period begins, as canonical JSON. */
  readonly catalogue: string
  /** Of the pack's text. */
  readonly criteria: string
  /** Of the alert policy, as canonical JSON. */
  readonly policy: string
  /** Of `instruments`, as canonical JSON. */
  readonly instrument: string
  /** Of the lines of `timetableLines`. */
  readonly timetable: string
}

export type Opening = EvaluationId & {
  readonly type: 'periodOpening'
  /** Days, both included. */
  readonly from: Day
  readonly to: Day
  readonly timezone: string
  readonly openedAtMs: number
  /** The period had begun by then. */
  readonly isLate: boolean
  /** As in `Acknowledgement`. */
  readonly by: string
  readonly catalogVersion: string
  /** What each location that counts measured with last; null: nothing is known of it yet. */
  readonly instruments: readonly { readonly location: string; readonly instrument: string | null }[]
  readonly hashes: OpeningHashes
}

/** A location whose receipts don't reach to the period's end, and the last minute that they reach to. */
export type Gap = { readonly location: string; readonly receiptMs: number | null }

/** Scores as they were kept. */
export type Revision = EvaluationId & {
  readonly type: 'scoreRevision'
  /** 0: the preview that the window for reviews began with; 1: the closing; from 2 on corrections. */
  readonly revision: number
  readonly madeAtMs: number
  readonly by: string
  /** Of a correction; else null. */
  readonly reason: string | null
  /** Of the preview: reviews may be asked for before it; else null. */
  readonly deadlineMs: number | null
  /** What an evaluator has signed for; null: nothing was missing. */
  readonly gap: { readonly locations: readonly Gap[]; readonly reason: string } | null
  /** What is no longer as it was when the period was opened. */
  readonly changed: readonly (keyof OpeningHashes)[]
  /** Of the scores as canonical JSON, `closing` null. */
  readonly scoreSha256: string
}

/** A statement, and the signature over its canonical JSON by the key that evidence is signed with. */
export type Signed<T> = { readonly statement: T; readonly signature: ResultSignature }

/** How an evaluation stands. */
export type EvaluationState = 'open' | 'window' | 'review' | 'closed'

export type Evaluation = EvaluationId & {
  readonly state: EvaluationState
  readonly opening: Signed<Opening>
  /** In order. */
  readonly revisions: readonly Signed<Revision>[]
}

/** An evaluator's act; also the body of `POST /api/periods`. */
export const periodActSchema = z.strictObject({
  act: z.enum(['open', 'preview', 'close', 'correct']),
  /** `id` or `id@version`. */
  criteria: z.string().min(1).max(200),
  period: z.string().min(1).max(40),
  group: z.enum(['domestic', 'abroad']).optional(),
  /** Of `close` and `correct`: why they are made although results of a location may be missing. */
  gap: personText(2_000).nullable().default(null),
  /** Of `correct`. */
  reason: personText(2_000).nullable().default(null),
})

export type PeriodAct = Readonly<z.infer<typeof periodActSchema>>

/** Reviews may be asked for on so many working days after the preview's. */
export const REVIEW_WORKING_DAYS = 10

/** `open`: no preview yet; `window`: reviews may be asked for; `review`: they are over, it may be closed. */
export function stateOf(
  revisions: readonly Pick<Revision, 'revision' | 'deadlineMs'>[],
  nowMs: number,
): EvaluationState {
  const [preview] = revisions
  if (preview === undefined) return 'open'
  if (revisions.length > 1) return 'closed'
  return nowMs < (preview.deadlineMs ?? 0) ? 'window' : 'review'
}
