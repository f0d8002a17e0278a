import { z } from 'zod'
import type { History } from '../../flow/history.ts'
import type { Quantiles } from '../../judge/history.ts'
import { MISSING_REASONS } from '../../judge/ledger.ts'
import { causeForm, outcomeForm, pageForm } from './common.ts'
import { named } from './named.ts'

const count = z.int().nonnegative()
const share = z.number().min(0).max(1).nullable()

const quantiles = named<Quantiles>(
  'Quantiles',
  z.object({
    p50: z.number().nullable(),
    p75: z.number().nullable(),
    p95: z.number().nullable(),
    p99: z.number().nullable(),
    n: count,
    relativeError: z.number().nonnegative(),
  }),
  'Of checks that passed, ms; relativeError is by how much of itself a quantile may be off.',
)

export const historyAnswer = named<History>(
  'History',
  z.object({
    type: z.literal('history'),
    page: pageForm,
    timezone: z.string(),
    days: z.array(
      z.object({
        day: z.string(),
        location: z.string(),
        counts: z.record(outcomeForm, count),
        causes: z.partialRecord(causeForm, count),
        expected: count,
        present: count,
        missing: z.partialRecord(z.enum(MISSING_REASONS), count),
        due: count,
        totalMs: quantiles,
        waitMs: quantiles,
        uptime: share,
        coverage: share,
        obstructed: share,
      }),
    ),
  }),
  'Days of the time zone, oldest first; location may be a vantage group. Uptime is passed / (passed + failed), coverage (passed + failed) / due.',
)
