import { z } from 'zod'
import type { Evaluations } from '../../flow/kept-score.ts'
import { signatureSchema } from '../../model/signature.ts'
import { epochMs, groupForm } from './common.ts'
import { named } from './named.ts'

const sha256 = z.string()
const hashes = { catalogue: sha256, criteria: sha256, policy: sha256, instrument: sha256, timetable: sha256 }
export const evaluationIdForm = {
  criteria: z.string(),
  version: z.int().positive(),
  period: z.string(),
  group: groupForm,
}
export const evaluationStateForm = z.enum(['open', 'window', 'review', 'closed'])
const signature = named('Signature', signatureSchema)

const opening = z.object({
  ...evaluationIdForm,
  type: z.literal('periodOpening'),
  from: z.string(),
  to: z.string(),
  timezone: z.string(),
  openedAtMs: epochMs,
  isLate: z.boolean(),
  by: z.string(),
  catalogVersion: z.string(),
  instruments: z.array(z.object({ location: z.string(), instrument: z.string().nullable() })),
  hashes: z.object(hashes),
})

const revision = z.object({
  ...evaluationIdForm,
  type: z.literal('scoreRevision'),
  revision: z.int().nonnegative(),
  madeAtMs: epochMs,
  by: z.string(),
  reason: z.string().nullable(),
  deadlineMs: epochMs.nullable(),
  gap: z
    .object({
      locations: z.array(z.object({ location: z.string(), receiptMs: epochMs.nullable() })),
      reason: z.string(),
    })
    .nullable(),
  changed: z.array(z.enum(Object.keys(hashes) as [keyof typeof hashes])),
  scoreSha256: sha256,
})

export const evaluationsAnswer = named<Evaluations>(
  'Evaluations',
  z.object({
    type: z.literal('evaluations'),
    evaluations: z.array(
      z.object({
        ...evaluationIdForm,
        state: evaluationStateForm,
        opening: z.object({ statement: opening, signature }),
        revisions: z.array(z.object({ statement: revision, signature })),
      }),
    ),
  }),
  'revisions in order: 0 is the preview, 1 the closing, from 2 on corrections. Signatures are over canonical JSON.',
)
