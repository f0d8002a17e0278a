import { z } from 'zod'
import { ALLOWED_METHODS } from './allowed-request.ts'
import { calibrationSchema } from './calibration.ts'
import { ENGINES } from './catalogue.ts'
import { idSchema, pageKeySchema } from './id.ts'

const epochMs = z.number().int().nonnegative()
const familiesSchema = z.array(z.union([z.literal(4), z.literal(6)])).min(1)

/**
 * Checks of one host in one window share a message, so that one invocation makes them, one after the other: two
 * messages could be answered by two, at once. As many as fit a window at its longest, and a queue's message.
 */
export const MAX_CHECKS_PER_VISIT = 200

export const httpCheckSchema = z.strictObject({
  page: pageKeySchema,
  slotMs: epochMs,
  dueMs: epochMs,
  everyMs: z.number().int().positive(),
  timeoutMs: z.number().int().positive(),
  url: z.string(),
  expectText: z.string().nullable(),
  expectHosts: z.array(z.string()),
  families: familiesSchema,
})

/**
 * One location's visit to one host: the message that dispatch sends and probe answers. Checks are in order of their
 * due time. What hasn't started when `untilMs` is reached is `monitor_timeout`.
 */
export const visitSchema = z.strictObject({
  type: z.literal('visit'),
  location: idSchema,
  source: z.string().nullable(),
  /** The location's control target. */
  control: z.string().nullable().default(null),
  host: z.string(),
  contact: z.string(),
  catalogVersion: z.string(),
  untilMs: epochMs,
  checks: z.array(httpCheckSchema).min(1).max(MAX_CHECKS_PER_VISIT),
})

const targetSchema = z.strictObject({ selector: z.string().nullable(), text: z.string().nullable() })

const stepSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('open'), url: z.string() }),
  z.strictObject({ kind: z.literal('choose'), selector: z.string(), option: z.string() }),
  z.strictObject({ kind: z.literal('type'), selector: z.string(), text: z.string() }),
  z.strictObject({ kind: z.enum(['click', 'waitFor']), target: targetSchema }),
])

/** One audit that is due at one location. `untilMs`: it must have started by then. */
export const auditVisitSchema = z.strictObject({
  type: z.literal('auditVisit'),
  location: idSchema,
  source: z.string().nullable(),
  contact: z.string(),
  catalogVersion: z.string(),
  page: pageKeySchema,
  slotMs: epochMs,
  dueMs: epochMs,
  /** When its host may be loaded; null: at any time. */
  gap: z
    .strictObject({ everyMs: z.number().positive(), fromMs: z.number(), lengthMs: z.number().positive() })
    .nullable()
    .default(null),
  untilMs: epochMs,
  url: z.string(),
  expectText: z.string().nullable(),
  expectHosts: z.array(z.string()),
  ready: z.string().nullable(),
  /** Set where the page is an eForm, with its engine where the catalogue names it. */
  form: z
    .strictObject({ engine: z.enum(ENGINES).nullable() })
    .nullable()
    .default(null),
  allow: z.array(z.strictObject({ method: z.enum(ALLOWED_METHODS), url: z.string() })).default([]),
  journey: z.array(stepSchema).nullable().default(null),
  /** Id of the secret with the test account. */
  account: z.string().nullable().default(null),
  runs: z.number().int().positive(),
  profile: z.string(),
  /** In order of preference. */
  families: familiesSchema.default([4]),
  /** The location's. */
  calibration: calibrationSchema.nullable().default(null),
})

/** The control page of one location, which is due each hour; not made once `untilMs` is reached. */
export const controlVisitSchema = z.strictObject({
  type: z.literal('controlVisit'),
  location: idSchema,
  dueMs: epochMs,
  untilMs: epochMs,
  calibration: calibrationSchema.nullable(),
})

/** What comes to those who have a browser. */
export const browserVisitSchema = z.discriminatedUnion('type', [auditVisitSchema, controlVisitSchema])

export type HttpCheck = Readonly<z.infer<typeof httpCheckSchema>>
export type Visit = Readonly<z.infer<typeof visitSchema>>
export type AuditVisit = Readonly<z.infer<typeof auditVisitSchema>>
export type ControlVisit = Readonly<z.infer<typeof controlVisitSchema>>
