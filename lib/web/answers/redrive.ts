import { z } from 'zod'
import type { RedriveStep } from '../../model/redrive.ts'
import { epochMs } from './common.ts'
import { named } from './named.ts'

export const redriveAnswer = named<RedriveStep>(
  'Redrive',
  z.object({
    type: z.literal('redrive'),
    dryRun: z.boolean(),
    beforeMs: epochMs,
    letters: z.array(
      z.object({
        id: z.string(),
        sentAtMs: epochMs,
        queue: z.string().nullable(),
        reason: z.string().nullable(),
        begins: z.string(),
        isMoved: z.boolean(),
        isDiscarded: z.boolean(),
      }),
    ),
    isOver: z.boolean(),
  }),
)
