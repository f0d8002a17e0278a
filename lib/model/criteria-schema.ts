import { z } from 'zod'
import * as rule from './catalogue-text.ts'
import { CRITERIA_STATISTICS } from './criteria.ts'
import { CRITERIA_BASES, CRITERIA_SOURCES, isTime, METRIC_NAMES, metricsOf } from './criteria-metric.ts'
import { textSchema as text } from './text-schema.ts'

/** Criteria as they are written, before the checks that look at more than one value. */
export type WrittenCriteria = z.infer<typeof criteriaSchema>

const share = z.number().min(0).max(1)
const pagePoints = z.number().positive().max(1_000).optional()

const ruleSchema = z
  .strictObject({
    page: z.enum(['homepage', 'eform']),
    metric: z.enum(METRIC_NAMES).meta({ description: 'Times in ms, cls a ratio; lower is better.' }),
    from: z.enum(CRITERIA_SOURCES).meta({ description: 'The kind of check.' }),
    basis: z.enum(CRITERIA_BASES).meta({
      description: 'observed: as it happened; simulated: computed for the profile; applied: slowed down for real.',
    }),
    statistic: z.enum(CRITERIA_STATISTICS).meta({
      description: 'within: the share of results below `limit`; p50, p75, p95: the quantile of the results.',
    }),
    limit: z.number().positive().optional().meta({ description: 'In the unit of the metric; only for within.' }),
    full: z.number().min(0).meta({ description: 'All points from here on: a share for within, else a value.' }),
    zero: z.number().min(0).meta({ description: 'No points from here on; same unit as `full`.' }),
    weight: z.number().min(0).max(1_000).meta({
      description: 'Part of the page’s points, relative to its other rules; 0: shown beside them, earns nothing.',
    }),
  })
  .meta({ allOf: ruleConditions() })

/** The written form. Unknown keys are refused. */
export const criteriaSchema = z.strictObject({
  criteria: text(rule.id, 'Id of the pack; its file has this name.'),
  version: z.int().min(1).max(100_000).meta({ description: 'Any change is another version.' }),
  name: z.strictObject({ vi: text(rule.seenText), en: text(rule.seenText) }),
  source: text(rule.seenText, 'The decision and its date.'),
  reading: z.enum(['ours', 'official']).meta({
    description: 'official only where every number in here stands in the source.',
  }),
  profile: text(rule.profile, 'Device and network of the audits that count. Default mobile.').optional(),
  points: z.number().positive().max(1_000).meta({ description: 'Of a portal that does all as it should.' }),
  coverage: z
    .strictObject({ minimum: share, work: share })
    .meta({ description: 'Least shares of due results that passed or failed: in all, and in working hours.' }),
  strata: z
    .strictObject({ work: share, evening: share, night: share })
    .meta({ description: 'Weights of the parts of a week; they sum to 1.' }),
  obstructed: z.strictObject({ ignoreUpTo: share, boundsUpTo: share }).meta({
    description: 'Shares not measurable because of the portal: up to the first ignored, up to the second both bounds.',
  }),
  pages: z.strictObject({ homepage: pagePoints, eform: pagePoints }).meta({
    description: 'Points of each kind of page; they sum to `points`.',
    minProperties: 1,
  }),
  rules: z.array(ruleSchema).min(1),
  grades: z
    .array(z.strictObject({ grade: text(rule.id), atLeast: z.number().min(0).max(1_000) }))
    .min(1)
    .optional()
    .meta({ description: 'From the best down. Never the official A to E, which need all pillars.' }),
})

/** The schema as JSON Schema 2020-12, for editors: it refuses nothing that `parseCriteria` accepts. */
export function criteriaJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(criteriaSchema, { io: 'input' })
  return {
    $schema,
    title: 'Nhịp criteria',
    description: 'Rules that turn measurements of a period into points.',
    ...schema,
  }
}

/** What one value of a rule asks of another, as JSON Schema can say it; `checkCriteria` says it to people. */
function ruleConditions(): readonly Record<string, unknown>[] {
  const when = (properties: Record<string, unknown>, then: Record<string, unknown>, otherwise?: object) => ({
    if: { type: 'object', properties },
    // oxlint-disable-next-line no-thenable -- a keyword of JSON Schema
    then: { type: 'object', ...then },
    ...(otherwise === undefined ? {} : { else: { type: 'object', ...otherwise } }),
  })
  const sources = CRITERIA_SOURCES.flatMap((from) => {
    const bases = CRITERIA_BASES.filter((basis) => metricsOf(from, basis).length > 0)
    return [
      when({ from: { const: from } }, { properties: { basis: { enum: bases } } }),
      ...bases.map((basis) =>
        when(
          { from: { const: from }, basis: { const: basis } },
          { properties: { metric: { enum: metricsOf(from, basis) } } },
        ),
      ),
    ]
  })
  const times = METRIC_NAMES.filter(isTime)
  const whole = { type: 'integer' }
  return [
    ...sources,
    when(
      { statistic: { const: 'within' } },
      {
        required: ['limit'],
        properties: {
          limit: { type: 'number' },
          full: { type: 'number', maximum: 1 },
          zero: { type: 'number', maximum: 1 },
        },
      },
      { properties: { limit: false } },
    ),
    when({ metric: { enum: times } }, { properties: { limit: whole } }),
    when(
      { metric: { enum: times }, statistic: { enum: CRITERIA_STATISTICS.filter((name) => name !== 'within') } },
      { properties: { full: whole, zero: whole } },
    ),
  ]
}
