import { z } from 'zod'
import { ENGINES } from './catalogue.ts'
import { CRITERIA_STATISTICS } from './criteria.ts'
import { CRITERIA_BASES, CRITERIA_SOURCES, METRIC_NAMES } from './criteria-metric.ts'
import { NO_POINTS_REASONS, PORTAL_RESERVATIONS } from './score.ts'
import type { ScoreExport } from './score-export.ts'

const count = z.int().min(0)
const share = z.number().min(0).max(1).nullable()
const atMs = z.int().meta({ description: 'Epoch ms.' })
const day = z.string().meta({ description: 'YYYY-MM-DD, included, in the time zone of the period.' })
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const pageKind = z.enum(['homepage', 'eform'])
const group = z.enum(['domestic', 'abroad'])
const bilingual = { vi: z.string(), en: z.string() }

const points = z
  .object({ points: z.number(), low: z.number(), high: z.number() })
  .nullable()
  .meta({ description: 'Rounded half up to 0.01; low and high differ where obstructed results could tell either way.' })

const reason = z.enum(NO_POINTS_REASONS).nullable().meta({ description: 'Why there are no points.' })

const before = z
  .object({ points, reason })
  .nullable()
  .meta({ description: 'As if nothing had been excluded; null: nothing was.' })

export const ruleSchema = z.object({
  metric: z.string(),
  from: z.enum(CRITERIA_SOURCES),
  basis: z.enum(CRITERIA_BASES),
  statistic: z.string(),
  limit: z.number().nullable(),
  value: z.number().nullable().meta({ description: 'For within a share from 0 to 1, else in the unit of the metric.' }),
  n: count.meta({ description: 'Results that passed or failed.' }),
  p50: z.number().nullable(),
  p75: z.number().nullable(),
  p95: z.number().nullable(),
  failedShare: share,
  points: z.number().nullable(),
  most: z.number().meta({ description: 'Of the page’s points; 0: shown beside them, earns nothing.' }),
  met: z.boolean().nullable(),
})

export const pageSchema = z.object({
  page: z.string(),
  kind: pageKind,
  points,
  reason,
  before,
  due: count,
  passed: count,
  failed: count,
  coverage: share,
  workCoverage: share,
  obstructed: share,
  excluded: count.meta({ description: 'Checks that would have been due, and whose results were excluded.' }),
  excludedShare: z.number().meta({ description: 'Their share, of the kind of check of which it is greatest.' }),
  maintenance: z.object({ plannedMs: z.number(), acceptedMs: z.number() }),
  rules: z.array(ruleSchema),
})

export const portalScoreSchema = z.object({
  portal: z.string(),
  points: points.meta({ description: 'Only with both halves; never rescaled.' }),
  homepage: points,
  eform: points,
  reason,
  before,
  grade: z.string().nullable(),
  interval: z.object({ low: z.number(), high: z.number(), batches: count }).nullable(),
  ranks: z.object({ best: count, worst: count, of: count }).nullable(),
  reservation: z
    .enum(PORTAL_RESERVATIONS)
    .nullable()
    .meta({ description: 'What keeps it from being an official score, whatever its points.' }),
  pages: z.array(pageSchema),
})

export const revisionSchema = z.object({
  type: z.literal('scoreRevision'),
  criteria: z.string(),
  version: count,
  period: z.string(),
  group,
  revision: count,
  madeAtMs: atMs,
  by: z.string(),
  reason: z.string().nullable(),
  deadlineMs: atMs.nullable(),
  gap: z
    .object({
      locations: z.array(z.object({ location: z.string(), receiptMs: atMs.nullable() })),
      reason: z.string(),
    })
    .nullable(),
  changed: z.array(z.enum(['catalogue', 'criteria', 'policy', 'instrument', 'timetable'])),
  scoreSha256: sha256,
})

const exclusion = z.object({
  review: z.string(),
  portal: z.string().nullable().meta({ description: 'Null: every portal, since it is about our method.' }),
  page: z.string().nullable(),
  locations: z.array(z.string()).nullable(),
  fromMs: atMs,
  toMs: atMs,
  cause: z.string(),
  reason: z.string(),
  decidedAtMs: atMs,
  decidedBy: z.string(),
})

export const scoreSchema = z.object({
  type: z.literal('score'),
  criteria: z.string(),
  version: count,
  reading: z.enum(['ours', 'official']),
  period: z.string(),
  from: day,
  to: day,
  timezone: z.string(),
  group,
  kind: z.enum(['official', 'operational']),
  locations: z.array(z.string()),
  reservation: z.enum(['one_location', 'one_network', 'abroad', 'no_scoring_location']).nullable(),
  status: z.enum(['preview', 'closed']),
  closing: z
    .object({ statement: revisionSchema, signature: z.object({ keyId: z.string(), signature: z.string() }) })
    .nullable()
    .meta({ description: 'How the scores were kept, signed; null: they were computed just now.' }),
  exclusions: z.array(exclusion).meta({ description: 'Windows of the period whose results count for nobody.' }),
  portals: z.array(portalScoreSchema),
})

export const criteriaSchema = z.object({
  criteria: z.string(),
  version: count,
  name: z.object(bilingual),
  source: z.string(),
  reading: z.enum(['ours', 'official']),
  profile: z.string(),
  points: z.number(),
  coverage: z.object({ minimum: z.number(), work: z.number() }),
  strata: z.object({ work: z.number(), evening: z.number(), night: z.number() }),
  obstructed: z.object({ ignoreUpTo: z.number(), boundsUpTo: z.number() }),
  pages: z.object({ homepage: z.number().exactOptional(), eform: z.number().exactOptional() }),
  rules: z.array(
    z.object({
      page: pageKind,
      metric: z.enum(METRIC_NAMES),
      from: z.enum(CRITERIA_SOURCES),
      basis: z.enum(CRITERIA_BASES),
      statistic: z.enum(CRITERIA_STATISTICS),
      limit: z.number().nullable(),
      full: z.number(),
      zero: z.number(),
      weight: z.number(),
    }),
  ),
  grades: z.array(z.object({ grade: z.string(), atLeast: z.number() })),
})

export const portalSchema = z.object({
  portal: z.string(),
  name: z.object({ ...bilingual, official: z.string().nullable() }),
  owner: z.string(),
  kind: z.enum(['national', 'ministry', 'province', 'other']),
  order: z.number().nullable().meta({ description: 'Official order of agencies.' }),
  state: z.enum(['active', 'backend', 'redirects', 'notice', 'retired']),
  vendor: z.string().nullable(),
  hosting: z.string().nullable(),
  idCode: z.string().nullable().meta({ description: 'The agency’s electronic id code.' }),
  pages: z.array(
    z.object({
      page: z.string(),
      kind: pageKind,
      url: z.string().nullable(),
      procedure: z.string().nullable(),
      engine: z.enum(ENGINES).nullable(),
    }),
  ),
  maintenanceHours: z.number().meta({ description: 'Of its page that had most: not due because of maintenance.' }),
})

/** An export as JSON. New fields may come. */
const scoreExportSchema: z.ZodType<ScoreExport> = z.object({
  type: z.literal('export'),
  atMs,
  nhip: z.string().meta({ description: 'The version of Nhịp that made it.' }),
  period: z.object({ name: z.string(), from: day, to: day, timezone: z.string() }),
  status: z.enum(['preview', 'closed']).meta({ description: 'preview: the period is not closed, figures may change.' }),
  only: z
    .object({ portal: z.string().nullable(), owner: z.string().nullable(), vendor: z.string().nullable() })
    .meta({ description: 'What the export was narrowed to; null: not.' }),
  catalogue: z.object({
    catalog: z.string(),
    versions: z
      .array(z.object({ version: z.string(), effectiveFromMs: atMs, untilMs: atMs.nullable() }))
      .meta({ description: 'Those in force at some time of the period.' }),
  }),
  locations: z.array(z.object({ location: z.string(), group, network: z.string().nullable(), scoring: z.boolean() })),
  portals: z.array(portalSchema).meta({ description: 'By kind, official order, then name.' }),
  packs: z.array(
    z.object({
      criteria: criteriaSchema,
      sha256: sha256.meta({ description: 'Of the text of the pack.' }),
      score: scoreSchema,
      codes: z.array(z.object({ portal: z.string(), sha256 })).meta({
        description: 'SHA-256 of {criteria,version,period,from,to,group,portal} as canonical JSON (RFC 8785).',
      }),
    }),
  ),
  maintenance: z.array(
    z.object({
      portal: z.string(),
      page: z.string().nullable(),
      fromMs: atMs,
      toMs: atMs,
      declaredAtMs: atMs.nullable(),
      note: z.string().nullable(),
    }),
  ),
  reviews: z
    .array(
      z.object({
        id: z.string(),
        period: z.string(),
        portal: z.string().nullable(),
        page: z.string().nullable(),
        locations: z.array(z.string()).nullable(),
        fromMs: atMs,
        toMs: atMs,
        cause: z.string(),
        note: z.string(),
        openedAtMs: atMs,
        role: z.enum(['operator', 'evaluator', 'vendor']),
        behalf: z.string().nullable(),
        decision: z
          .object({
            atMs,
            onWordOf: z.exactOptional(z.array(z.string())).meta({
              description: 'On whose word who decided is none of those concerned. Absent: an older release decided.',
            }),
            isAccepted: z.boolean(),
            finding: z.enum(['portal', 'method']),
            reason: z.string(),
          })
          .nullable(),
      }),
    )
    .meta({ description: 'That were asked for about the period, oldest first.' }),
  instruments: z
    .array(
      z.object({
        location: z.string(),
        from: z.enum(CRITERIA_SOURCES),
        instrument: z.string().nullable(),
        profile: z.string().nullable(),
        cpuSlowdownMultiplier: z.number().nullable(),
        software: z.record(z.string(), z.string()),
        results: count,
        fromMs: atMs,
        toMs: atMs,
      }),
    )
    .meta({ description: 'With what the locations measured, one for each combination.' }),
})

/** As JSON Schema 2020-12. */
export function scoreExportJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(scoreExportSchema, { io: 'input' })
  return {
    $schema,
    title: 'Nhịp export',
    description: 'Scores of a period with all that explains them, as nhip export --format json writes them.',
    ...schema,
  }
}
