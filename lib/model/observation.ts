import { z } from 'zod'
import { CAUSES, OUTCOMES } from './cause.ts'
import { idSchema, pageKeySchema } from './id.ts'

const ms = z.number().nonnegative()
const epochMs = z.number().int().nonnegative()

/**
 * Phases of one exchange, ms. A phase that did not happen is null, never 0: no DNS for an address literal, no TLS
 * for http. `waitMs` runs from the last byte of the request to the first byte of the response.
 */
export const phasesSchema = z.strictObject({
  dnsMs: ms.nullable(),
  connectMs: ms.nullable(),
  tlsMs: ms.nullable(),
  waitMs: ms.nullable(),
  downloadMs: ms.nullable(),
  totalMs: ms.nullable(),
})

export const hopSchema = z.strictObject({
  url: z.string(),
  httpStatus: z.number().int().nullable(),
  phases: phasesSchema,
})

export const attemptSchema = z.strictObject({
  startedAtMs: epochMs,
  outcome: z.enum(OUTCOMES),
  cause: z.enum(CAUSES).nullable(),
  totalMs: ms.nullable(),
})

export const certificateSchema = z.strictObject({
  subject: z.string(),
  issuer: z.string(),
  expiresAtMs: z.number().int(),
  /** Fingerprint: of the certificate in DER, lower-case hex. */
  sha256: z.string(),
})

/** `subject`, `issuer` and `expiresAtMs` are the leaf's. */
export const tlsSchema = z.strictObject({
  protocol: z.string(),
  subject: z.string(),
  issuer: z.string(),
  expiresAtMs: z.number().int(),
  /** Host names and addresses for which the leaf stands, the first 20. */
  names: z.array(z.string()).optional(),
  /** As the server sent it, leaf first, 8 at most. */
  chain: z.array(certificateSchema).optional(),
})

/** One address family of a check that asked for several. */
export const familyResultSchema = z.strictObject({
  family: z.union([z.literal(4), z.literal(6)]),
  outcome: z.enum(OUTCOMES),
  cause: z.enum(CAUSES).nullable(),
  totalMs: ms.nullable(),
})

/** What a location saw of the target that tells its own troubles from a portal's. */
export const controlSchema = z.strictObject({
  /** It answered, whatever its answer was. */
  reached: z.boolean(),
  cause: z.enum(CAUSES).nullable(),
  atMs: epochMs,
  /** How far the location's clock is certainly ahead of the target's (negative: behind); null: it told no time. */
  clockOffsetMs: z.number().int().nullable(),
})

/** What one `http` check saw (`docs/commands.md` shows one in full). */
export const observationSchema = z.strictObject({
  type: z.literal('observation'),
  /** Null only for a check made from the command line. */
  page: pageKeySchema.nullable(),
  location: idSchema,
  slotMs: epochMs,
  startedAtMs: epochMs,
  url: z.string().nullable(),
  finalUrl: z.string().nullable(),
  outcome: z.enum(OUTCOMES),
  cause: z.enum(CAUSES).nullable(),
  /** What exactly was seen, for a person; never parsed. */
  detail: z.string().max(1_000).nullable(),
  /** What is wrong and did not keep it from passing: words of `WARNINGS`; others may come. */
  warnings: z.array(z.string()),
  httpStatus: z.number().int().nullable(),
  httpVersion: z.string().nullable(),
  address: z.string().nullable(),
  family: z.union([z.literal(4), z.literal(6)]).nullable(),
  /** With redirects the sums over `hops`, and `totalMs` the wall time. */
  phases: phasesSchema,
  hops: z.array(hopSchema),
  /** In order of time; the last one counts for the verdict, the first for a score. */
  attempts: z.array(attemptSchema).min(1),
  /** Body as received, without transfer framing. */
  wireBytes: z.number().int().nonnegative().nullable(),
  bodyBytes: z.number().int().nonnegative().nullable(),
  /** Of the decoded body, lower-case hex. */
  bodySha256: z.string().nullable(),
  tls: tlsSchema.nullable(),
  /** Only where the check asked for several: each, in the order asked; the facts above are those of the worst. */
  families: z.array(familyResultSchema).optional(),
  conditions: z.strictObject({
    /** Checks under way in this process when this one started, itself included. */
    inFlight: z.number().int().nonnegative(),
    /** The event loop's longest delay during the check. */
    eventLoopDelayMs: ms,
    software: z.record(z.string(), z.string()),
    /** Absent: the location names no control target. */
    control: controlSchema.optional(),
  }),
  catalogVersion: z.string().nullable(),
  /** What its requests carried as `X-Nhip-Id`. Absent: none was made, or they carried none. */
  requestId: z.string().optional(),
  origin: z.enum(['probe', 'import']),
})

export type Phases = Readonly<z.infer<typeof phasesSchema>>
export type Hop = Readonly<z.infer<typeof hopSchema>>
export type Attempt = Readonly<z.infer<typeof attemptSchema>>
export type CertificateFacts = Readonly<z.infer<typeof certificateSchema>>
export type TlsFacts = Readonly<z.infer<typeof tlsSchema>>
export type FamilyResult = Readonly<z.infer<typeof familyResultSchema>>
export type ControlFacts = Readonly<z.infer<typeof controlSchema>>
export type Observation = Readonly<z.infer<typeof observationSchema>>

export const NO_PHASES: Phases = {
  dnsMs: null,
  connectMs: null,
  tlsMs: null,
  waitMs: null,
  downloadMs: null,
  totalMs: null,
}
