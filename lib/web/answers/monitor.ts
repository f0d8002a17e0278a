import { z } from 'zod'
import type { MonitorHealth } from '../../flow/monitor-health.ts'
import { WATCH_RULES } from '../../judge/watch-state.ts'
import { epochMs, groupForm, textForm } from './common.ts'
import { named } from './named.ts'

const rule = z.enum(WATCH_RULES)
const count = z.int().nonnegative()

export const monitorAnswer = named<MonitorHealth>(
  'Monitor',
  z.object({
    type: z.literal('monitor'),
    atMs: epochMs,
    lookedAtMs: epochMs.nullable(),
    locations: z.array(
      z.object({
        location: z.string(),
        group: groupForm,
        network: z.string().nullable(),
        scoring: z.boolean(),
        isPlayed: z.boolean(),
        lastReceiptMs: epochMs.nullable(),
        days: z.array(z.object({ day: z.string(), due: count, measured: count })),
      }),
    ),
    conditions: z.array(
      z.object({
        watched: z.object({
          rule,
          location: z.string().nullable(),
          group: groupForm.nullable(),
          part: z.string().nullable(),
        }),
        title: textForm,
        says: textForm,
        sinceMs: epochMs,
        figures: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
        incident: z.string().nullable(),
      }),
    ),
    fine: z.array(rule),
  }),
  'isPlayed: the platform measures from there; measured: checks that passed or failed.',
)
