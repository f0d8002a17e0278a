import { z } from 'zod'
import type { Exclusion } from './exclusion.ts'
import { stableHash } from './hash.ts'
import { idSchema } from './id.ts'
import { personText } from './person-text.ts'
import type { Role } from './token.ts'

/** Prefix of the keys of files that came with reviews. */
export const REVIEWS = 'reviews/'

export type ReviewFile = {
  readonly name: string
  readonly sizeBytes: number
  /** Hexadecimal. */
  readonly sha256: string
  readonly key: string
}

/** What became of a review. */
export type Decision = {
  readonly atMs: number
  /** As in `Acknowledgement`. */
  readonly by: string
  /**
   * On whose word it is that they are none of those concerned: makers of links and tokens, and who has the machine at hand,
   * each once. Empty: on a provider's, or nobody is concerned. Absent: an older release decided.
   */
  readonly onWordOf?: readonly string[]
  readonly isAccepted: boolean
  /** `method`: it is about how we measure, and so applies to every portal. */
  readonly finding: 'portal' | 'method'
  readonly reason: string
}

/** Somebody contests a window of a portal in a period's scores (“đề nghị xem xét lại”). */
export type Review = {
  readonly id: string
  /** Name of the period. */
  readonly period: string
  /** Null: our method, for every portal. */
  readonly portal: string | null
  /** Null: every page. */
  readonly page: string | null
  /** Null: all of them. */
  readonly locations: readonly string[] | null
  /** Half-open, epoch ms; one continuous window. */
  readonly fromMs: number
  readonly toMs: number
  readonly cause: string
  readonly note: string
  readonly files: readonly ReviewFile[]
  readonly openedAtMs: number
  readonly by: string
  readonly role: Exclude<Role, 'agent'>
  /** On whose behalf, as they say themselves; null: their own. */
  readonly behalf: string | null
  /** Null: it is open. */
  readonly decision: Decision | null
  /** The incident by which the platform asks whether its catalogue is at fault; absent: somebody contests a score. */
  readonly incident?: string
}

/** At fault in a doubt: the catalogue where its review is accepted, else the portal. */
export type DoubtDecision = 'portal' | 'catalogue'

/** Files together; more goes by letter. */
export const MAX_REVIEW_BYTES = 2_000_000

/** A body with files of that size in base64, and its texts. */
export const MAX_REVIEW_BODY_BYTES = 2_800_000

/** What asks for a review; also the body of `POST /api/reviews`. Times without offset are in the catalogue's zone. */
export const newReviewSchema = z.strictObject({
  period: z.string().min(1).max(40),
  portal: idSchema.nullable().default(null),
  page: idSchema.nullable().default(null),
  locations: z.array(idSchema).min(1).max(50).nullable().default(null),
  from: z.string(),
  to: z.string(),
  cause: personText(200),
  note: personText(4_000),
  behalf: personText(200).nullable().default(null),
  files: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'write a name of letters, digits, dots and dashes'),
        base64: z.base64(),
      }),
    )
    .max(5)
    .default([]),
})

/** What decides one; also the body of `POST /api/reviews/:review/decision`. */
export const newDecisionSchema = z.strictObject({
  isAccepted: z.boolean(),
  finding: z.enum(['portal', 'method']).default('portal'),
  reason: personText(4_000),
})

export type NewReview = Readonly<z.infer<typeof newReviewSchema>>
export type NewDecision = Readonly<z.infer<typeof newDecisionSchema>>

/** Of the review that an incident asks for. */
export function reviewIdOf(incident: string): string {
  return stableHash(incident).toString(16).padStart(8, '0')
}

/** What has been decided of a doubt; null: nothing yet. */
export function doubtDecisionOf({ decision }: Pick<Review, 'decision'>): DoubtDecision | null {
  return decision && (decision.isAccepted ? 'catalogue' : 'portal')
}

/**
 * What scores leave out for it; null: nothing, it is open or was not accepted. A doubt of ours is left out until somebody has
 * decided that the portal is at fault.
 */
export function exclusionOf({ decision, ...review }: Review): Exclusion | null {
  if (decision === null && review.incident !== undefined) {
    const { id, portal, page, locations, fromMs, toMs, cause, note, openedAtMs, by } = review
    const at = { portal, page, locations, fromMs, toMs, cause }
    return { review: id, ...at, reason: note, decidedAtMs: openedAtMs, decidedBy: by }
  }
  if (decision?.isAccepted !== true) return null
  const isMethod = decision.finding === 'method'
  return {
    review: review.id,
    portal: isMethod ? null : review.portal,
    page: isMethod ? null : review.page,
    locations: review.locations,
    fromMs: review.fromMs,
    toMs: review.toMs,
    cause: review.cause,
    reason: decision.reason,
    decidedAtMs: decision.atMs,
    decidedBy: decision.by,
  }
}
