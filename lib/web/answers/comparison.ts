import { z } from 'zod'
import { type Comparison, MEASURES } from '../../flow/compare-page.ts'
import type { PageKey } from '../../model/id.ts'
import { pageForm } from './common.ts'
import { named } from './named.ts'

type ComparedPage = { readonly type: 'comparison'; readonly page: PageKey; readonly timezone: string } & Comparison

const span = z.object({ from: z.string(), to: z.string() })
const value = z.number().nullable()

export const comparisonAnswer = named<ComparedPage>(
  'Comparison',
  z.object({
    type: z.literal('comparison'),
    page: pageForm,
    timezone: z.string(),
    date: z.string(),
    before: span,
    after: span,
    locations: z.array(z.string()),
    measures: z.array(
      z.object({
        measure: z.enum(MEASURES),
        isMixed: z.boolean(),
        result: z.object({
          before: value,
          after: value,
          weeks: z.object({ before: z.int().nonnegative(), after: z.int().nonnegative() }),
          answer: z
            .object({ p: z.number(), shift: z.number(), low: z.number(), high: z.number(), level: z.number() })
            .nullable(),
        }),
      }),
    ),
    days: z.array(z.object({ day: z.string(), total: z.array(z.number()).nullable() })),
  }),
  'Medians of whole weeks before and after the date, which counts for neither. answer: the exact rank-sum test, and by how much the value is higher now with its interval; null where there are too few weeks, or several instruments (isMixed). uptime is a share, score 0 to 1, the rest ms; total are p50, p75 and p95 of a day.',
)
