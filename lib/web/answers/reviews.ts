import { z } from 'zod'
import type { LinkedReview, Reviews, ShownReview } from '../../flow/review.ts'
import { epochMs } from './common.ts'
import { named } from './named.ts'

const decision = z.object({
  atMs: epochMs,
  by: z.string(),
  onWordOf: z.exactOptional(z.array(z.string())),
  isAccepted: z.boolean(),
  finding: z.enum(['portal', 'method']),
  reason: z.string(),
})

const review = {
  id: z.string(),
  period: z.string(),
  portal: z.string().nullable(),
  page: z.string().nullable(),
  locations: z.array(z.string()).nullable(),
  fromMs: epochMs,
  toMs: epochMs,
  cause: z.string(),
  note: z.string(),
  files: z.array(z.object({ name: z.string(), sizeBytes: z.int().nonnegative(), sha256: z.string(), key: z.string() })),
  openedAtMs: epochMs,
  by: z.string(),
  role: z.enum(['operator', 'evaluator', 'vendor']),
  behalf: z.string().nullable(),
  decision: decision.nullable(),
  incident: z.exactOptional(z.string()),
}
const type = z.literal('review')

export const reviewAnswer = named<ShownReview>('Review', z.object({ type, ...review }))

export const linkedReviewAnswer = named<LinkedReview>(
  'ReviewWithLinks',
  z.object({
    type,
    ...review,
    links: z.array(z.object({ name: z.string(), url: z.string(), expiresAtMs: epochMs })),
  }),
)

export const reviewsAnswer = named<Reviews>(
  'Reviews',
  z.object({ type: z.literal('reviews'), reviews: z.array(z.object(review)) }),
)
