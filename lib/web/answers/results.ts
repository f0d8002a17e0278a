import { z } from 'zod'
import type { FailedChecks } from '../../flow/failed-checks.ts'
import type { AuditDay } from '../../flow/page-report.ts'
import { type Audit, auditSchema } from '../../model/audit.ts'
import type { Day } from '../../model/day.ts'
import type { PageKey } from '../../model/id.ts'
import { type Observation, observationSchema } from '../../model/observation.ts'
import { epochMs, pageForm } from './common.ts'
import { named } from './named.ts'

export type ResultsOfDay = {
  readonly type: 'results'
  readonly page: PageKey
  readonly day: Day
  readonly timezone: string
  readonly results: readonly Observation[]
  readonly segment: {
    readonly folder: string
    readonly sha256: string
    readonly results: number
    readonly verifiedAtMs: number
  } | null
}

type Checks = {
  readonly type: 'failedChecks'
  readonly page: PageKey
  readonly from: Day
  readonly to: Day
  readonly checks: readonly Observation[]
  readonly sealed: FailedChecks['sealed']
}

/** As it is kept: of older releases without what came with later ones. */
export type KeptAudit = Omit<Audit, NewerField> & Partial<Pick<Audit, NewerField>>
type NewerField = 'journey' | 'refusedRequests'

type Audits = { readonly type: 'audits'; readonly page: PageKey; readonly audits: readonly KeptAudit[] }

type AuditDays = {
  readonly type: 'auditDays'
  readonly page: PageKey
  readonly timezone: string
  readonly days: readonly AuditDay[]
}

export const observationForm = named<Observation>(
  'Observation',
  observationSchema,
  'What one check saw, as it is kept. phases in ms; one that did not happen is null.',
)

const { journey, refusedRequests } = auditSchema.shape

export const auditForm = named<KeptAudit>(
  'Audit',
  auditSchema.extend({
    journey: z.exactOptional(journey.unwrap()),
    refusedRequests: z.exactOptional(refusedRequests.unwrap()),
  }),
  'What one audit saw, as it is kept: score and metrics are those of the representative run. Those of older releases lack what came later.',
)

export const resultsAnswer = named<ResultsOfDay>(
  'Results',
  z.object({
    type: z.literal('results'),
    page: pageForm,
    day: z.string(),
    timezone: z.string(),
    results: z.array(observationForm),
    segment: z
      .object({ folder: z.string(), sha256: z.string(), results: z.int().nonnegative(), verifiedAtMs: epochMs })
      .nullable(),
  }),
  'Checks of a day, by slot and location, as long as the table keeps them; segment is the evidence that has all of them, null until the day is sealed.',
)

export const auditsAnswer = named<Audits>(
  'Audits',
  z.object({ type: z.literal('audits'), page: pageForm, audits: z.array(auditForm) }),
)

const median = z.number().nullable()

export const auditDaysAnswer = named<AuditDays>(
  'AuditDays',
  z.object({
    type: z.literal('auditDays'),
    page: pageForm,
    timezone: z.string(),
    days: z.array(
      z.object({
        day: z.string(),
        n: z.int().nonnegative(),
        score: median,
        lcpMs: median,
        tbtMs: median,
        readyMs: median,
      }),
    ),
  }),
  'Medians of the n audits of each day that passed, of all locations together; oldest day first.',
)

export const failedChecksAnswer = named<Checks>(
  'FailedChecks',
  z.object({
    type: z.literal('failedChecks'),
    page: pageForm,
    from: z.string(),
    to: z.string(),
    checks: z.array(observationForm),
    sealed: z.array(z.object({ day: z.string(), failed: z.int().min(0), obstructed: z.int().min(0) })),
  }),
  'Days from and to are included; sealed has those whose single results are in sealed evidence alone, newest first.',
)
