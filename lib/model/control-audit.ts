import { z } from 'zod'
import { auditConditionsSchema, auditMetricsSchema, auditRunSchema } from './audit.ts'
import { idSchema } from './id.ts'

/** What one load of the control page showed: a result of its own kind, kept for 400 days. */
export const controlAuditSchema = z.strictObject({
  type: z.literal('controlAudit'),
  location: idSchema,
  startedAtMs: z.number().int().nonnegative(),
  outcome: auditRunSchema.shape.outcome,
  cause: auditRunSchema.shape.cause,
  detail: auditRunSchema.shape.detail,
  /** SHA-256 of the page's bytes, hex. */
  pageSha256: z.string().regex(/^[0-9a-f]{64}$/),
  score: auditRunSchema.shape.score,
  metrics: auditMetricsSchema,
  conditions: auditConditionsSchema,
  durationMs: z.number().int().nonnegative(),
})

export type ControlAudit = Readonly<z.infer<typeof controlAuditSchema>>

/** Names one load of the control page among all. */
export function controlIdOf({ location, startedAtMs }: Pick<ControlAudit, 'location' | 'startedAtMs'>): string {
  return `${location}@${startedAtMs}`
}
