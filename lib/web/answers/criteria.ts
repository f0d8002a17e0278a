import { z } from 'zod'
import type { PublishedPack } from '../../flow/criteria.ts'
import { criteriaSchema } from '../../model/score-export-schema.ts'
import { epochMs } from './common.ts'
import { named } from './named.ts'

type Packs = { readonly type: 'criteria'; readonly packs: readonly PublishedPack[] }

export const criteriaAnswer = named<Packs>(
  'CriteriaPacks',
  z.object({
    type: z.literal('criteria'),
    packs: z.array(
      z.object({
        criteria: named('Criteria', criteriaSchema),
        text: z.string(),
        sha256: z.string(),
        publishedAtMs: epochMs,
      }),
    ),
  }),
  'text is the pack as it was published, sha256 that of the text. docs/scoring.md has the formulas.',
)
