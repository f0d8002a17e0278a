import { z } from 'zod'
import { ENGINES } from './catalogue.ts'
import { CAUSES, OUTCOMES } from './cause.ts'
import { controlsSchema } from './control-seen.ts'
import { idSchema, pageKeySchema } from './id.ts'
import { machineSchema, machineUseSchema } from './machine.ts'
import { droppedFileSchema, reportFileSchema } from './report-file.ts'

const epochMs = z.number().int().nonnegative()
const wholeMs = z.number().int().nonnegative().nullable()
const count = z.number().int().nonnegative().nullable()
const score = z.number().min(0).max(1).nullable()
const detail = z.string().max(1_000).nullable()

/** Runs of one audit from the command line, both bounds included. */
export const AUDIT_RUNS = { min: 1, max: 25, default: 3 } as const

/** How Chromium was started. What isn't `multi-process` measures less truly; `single-process` never scores. */
export const CHROMIUM_MODES = ['multi-process', 'no-zygote', 'single-process'] as const

/**
 * All but `ttfbMs` and `readyMs` are simulated for the profile from an unthrottled load. `ttfbMs` is observed: the main
 * document's first byte after its request was sent. `readyMs` is under applied throttling, from the start of the
 * navigation to the first moment that the page's `ready` selector matched something visible or, where it names none, its
 * eForm could be used. `longestTaskMs` is the
 * main thread's longest task on the profile's processor. Null: not measured, never 0.
 */
export const auditMetricsSchema = z.strictObject({
  fcpMs: wholeMs,
  lcpMs: wholeMs,
  siMs: wholeMs,
  tbtMs: wholeMs,
  /** Cumulative layout shift, a ratio. */
  cls: z.number().nonnegative().nullable(),
  ttiMs: wholeMs,
  ttfbMs: wholeMs,
  longestTaskMs: wholeMs,
  readyMs: wholeMs,
  /** Bytes on the wire, of all requests. */
  totalBytes: count,
  requests: count,
})

export const auditRunSchema = z.strictObject({
  score,
  metrics: auditMetricsSchema,
  durationMs: z.number().int().nonnegative(),
  outcome: z.enum(OUTCOMES),
  cause: z.enum(CAUSES).nullable(),
  detail,
  /** 2 where the first try failed by our own fault; this is what the second one saw. */
  attempts: z.number().int().min(1).max(2),
  /** The first of two tries, which counts for nothing; null where there was one. */
  discarded: z
    .strictObject({ cause: z.enum(CAUSES).nullable(), detail, durationMs: z.number().int().nonnegative() })
    .nullable()
    .optional(),
  /** What the machine went through meanwhile, over both tries. */
  machine: machineUseSchema.optional(),
})

/** What an audit's figures depend on. */
export const auditConditionsSchema = z.strictObject({
  /** Changes with anything that can change a number; scores never mix two. Null where the audit was never begun. */
  instrument: z.string().nullable(),
  profile: z.string(),
  throttling: z.record(z.string(), z.number()),
  cpuSlowdownMultiplier: z.number().positive().nullable(),
  /** Lighthouse's index of this machine's speed: information only. `after` is null where no run was valid. */
  benchmarkIndex: z.strictObject({ before: z.number().nullable(), after: z.number().nullable() }),
  /** Null where Chromium did not start. */
  chromiumMode: z.enum(CHROMIUM_MODES).nullable(),
  software: z.record(z.string(), z.string()),
  /** Absent where the audit was never begun. */
  machine: z.strictObject({ ...machineSchema.shape, ...machineUseSchema.shape }).optional(),
})

/** `url` is without its query. `form` is a form that was sent, `script` a request of a script, `report` one of the browser. */
export const refusedRequestSchema = z.strictObject({
  method: z.string(),
  url: z.string(),
  kind: z.enum(['form', 'script', 'beacon', 'report', 'other']),
  count: z.number().int().positive(),
})

const shareSchema = z.strictObject({
  /** On the wire. */
  bytes: z.number().int().nonnegative(),
  requests: z.number().int().nonnegative(),
  /** Of the browser's main thread, as observed, without any slowdown. */
  mainThreadMs: z.number().int().nonnegative(),
})

/** Which origins belong to the page's own site is Lighthouse's view: same registrable domain or same company. */
export const thirdPartiesSchema = shareSchema.extend({
  /** The heaviest, at most 10. */
  origins: z.array(shareSchema.extend({ origin: z.string() })),
})

/** What one `audit` check saw (`docs/commands.md` shows one in full). */
export const auditSchema = z.strictObject({
  type: z.literal('audit'),
  /** Null only for an audit made from the command line. */
  page: pageKeySchema.nullable(),
  location: idSchema,
  slotMs: epochMs,
  startedAtMs: epochMs,
  url: z.string(),
  finalUrl: z.string().nullable(),
  outcome: z.enum(OUTCOMES),
  cause: z.enum(CAUSES).nullable(),
  /** What exactly was seen, for a person; never parsed. */
  detail,
  /** The main document's. */
  httpStatus: z.number().int().nullable(),
  /**
   * The steps that led to the page; null where there are none. `isRoute`: its last page shows the form by itself, so
   * that there was no load to score, and `readyMs` is from the press on its last step.
   */
  journey: z.strictObject({ steps: z.int().positive(), isRoute: z.boolean() }).nullable().default(null),
  /** `score`, `metrics` and `observed` are the representative run's. */
  score,
  metrics: auditMetricsSchema,
  /** As it happened here, without any slowdown. */
  observed: z.strictObject({ fcpMs: wholeMs, lcpMs: wholeMs, siMs: wholeMs, loadMs: wholeMs }),
  /** The form engine found in the page. */
  engine: z.enum(ENGINES).nullable(),
  /** Index into `runs`, from 0: the valid run nearest to the median FCP and TTI. */
  representative: z.number().int().nonnegative().nullable(),
  /** Largest minus smallest over the valid runs. */
  spread: z.strictObject({ score, lcpMs: wholeMs }),
  runs: z.array(auditRunSchema),
  /** The load that `readyMs` comes from; null where the page has neither a form nor a `ready`, or no run was valid. */
  readiness: z
    .strictObject({
      outcome: z.enum(OUTCOMES),
      cause: z.enum(CAUSES).nullable(),
      detail,
      durationMs: z.number().int().nonnegative(),
      attempts: z.number().int().min(1).max(2),
    })
    .nullable(),
  /** Hosts that the page asked for and that may not be visited; the first 20. */
  refusals: z.array(z.strictObject({ host: z.string(), reason: z.string() })),
  /** Requests that could have changed something and were not let out; of each audit the first 20. */
  refusedRequests: z.array(refusedRequestSchema).default([]),
  conditions: auditConditionsSchema,
  durationMs: z.number().int().nonnegative(),
  catalogVersion: z.string().nullable(),
  /** What the requests for its documents carried as `X-Nhip-Id`. Absent: none was made, or they carried none. */
  requestId: z.string().optional(),
  /**
   * Whether the location's control page was inside its band before and after; null: not known, as where the location
   * is not calibrated. Only true counts in official scores. Absent: made outside the timetable, as by the command line.
   */
  calibrated: z.boolean().nullable().optional(),
  controls: controlsSchema.optional(),
  /** Audits of the same check that count for nothing, since the control page was outside its band after them. */
  discarded: z
    .array(
      z.strictObject({
        startedAtMs: epochMs,
        durationMs: z.number().int().nonnegative(),
        score,
        metrics: auditMetricsSchema,
        reason: z.string().max(1_000),
        controls: controlsSchema,
      }),
    )
    .optional(),
  /** Kept of the representative run or, where there is none, of the last; in the archive under `reportKey`. */
  files: z.array(reportFileSchema).optional(),
  /** What would have been kept, and why it was not. */
  dropped: z.array(droppedFileSchema).optional(),
  /** What others than the page's own site had in it; null: not measured. */
  thirdParties: thirdPartiesSchema.nullable().optional(),
})

export type ChromiumMode = (typeof CHROMIUM_MODES)[number]
export type AuditMetrics = Readonly<z.infer<typeof auditMetricsSchema>>
export type AuditRun = Readonly<z.infer<typeof auditRunSchema>>
export type ThirdParties = Readonly<z.infer<typeof thirdPartiesSchema>>
export type RefusedRequest = Readonly<z.infer<typeof refusedRequestSchema>>
export type Audit = Readonly<z.infer<typeof auditSchema>>

export const NO_METRICS: AuditMetrics = {
  fcpMs: null,
  lcpMs: null,
  siMs: null,
  tbtMs: null,
  cls: null,
  ttiMs: null,
  ttfbMs: null,
  longestTaskMs: null,
  readyMs: null,
  totalBytes: null,
  requests: null,
}
