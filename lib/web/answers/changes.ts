import { z } from 'zod'
import type { Changes } from '../../flow/changes.ts'
import { ACTS } from '../../record/change-log.ts'
import { epochMs } from './common.ts'
import { named } from './named.ts'

export const changesAnswer = named<Changes>(
  'Changes',
  z.object({
    type: z.literal('changes'),
    month: z.string(),
    changes: z.array(
      z.object({
        id: z.string(),
        atMs: epochMs,
        by: z.string(),
        act: z.enum(ACTS),
        about: z.string(),
        details: z.record(z.string(), z.unknown()),
      }),
    ),
  }),
)
