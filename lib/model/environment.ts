import { z } from 'zod'

/**
 * The environment of the functions, as one contract: the stack sets it, the handlers read it, and one machine plays
 * both. Names of the AWS SDK keep their meaning (`AWS_REGION`, `AWS_ENDPOINT_URL_*`).
 */
export const environmentSchema = z.object({
  /** The one table. */
  NHIP_TABLE: z.string().min(1),
  /** Results on their way to the hub. */
  NHIP_OBSERVATIONS_QUEUE: z.url(),
  /** Messages that can't be understood, with the reason. */
  NHIP_DEAD_LETTERS_QUEUE: z.url(),
  /** Alerts. */
  NHIP_TOPIC: z.string().min(1),
  /** `1`: loopback and private addresses may be measured. */
  NHIP_ALLOW_PRIVATE: z.enum(['0', '1']).default('0'),
  /** Where links in alerts lead; absent: no links. */
  NHIP_URL: z.url().optional(),
})

/** What a location's functions need besides. */
export const locationEnvironmentSchema = environmentSchema.extend({
  NHIP_LOCATION: z.string().min(1),
  NHIP_CHECKS_QUEUE: z.url(),
  NHIP_AUDITS_QUEUE: z.url(),
})

/** Reads an environment; throws an error that names every variable that is missing or wrong, and no value. */
export function readEnvironment<S extends typeof environmentSchema | typeof locationEnvironmentSchema>(
  schema: S,
  env: Readonly<Record<string, string | undefined>>,
): z.infer<S> {
  const parsed = schema.safeParse(env)
  if (parsed.success) return parsed.data as z.infer<S>
  const names = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.')))]
  throw new Error(`environment: ${names.join(', ')} missing or not valid`)
}
