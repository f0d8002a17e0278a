import { z } from 'zod'
import {
  CERTIFICATE,
  certificateSchema,
  DRIFT,
  driftSchema,
  PILLAR,
  pillarSchema,
  REVIEW,
  reviewSchema,
  SHIFT,
  shiftSchema,
} from './lasting-policy.ts'
import { policyConflicts } from './policy-conflicts.ts'

const count = z.number().int().positive()
const share = z.number().gt(0).max(1)
const above = z.number().positive()
/** Of policies from before there was such a parameter. */
const FLAPPING_OVER_HOURS = 2
/** A live item remembers the timings of so many slots. */
const window = count.max(24)

const monitorSchema = z.strictObject({
  silentAfterMinutes: count,
  hubSilentAfterMinutes: count,
  faultsShare: share,
  faultsAfterSlots: count,
  resolveAfterSlots: count,
  coverageBelow: share,
  driftSeconds: count,
  queueAgeMinutes: z.strictObject({ observations: count, jobs: count, checks: count, audits: count }),
  archiveAfterDays: count,
  steadyAfterLooks: count,
})

const locationSchema = z.strictObject({
  faultyShare: share,
  faultyHosts: count,
  loadedRatio: above,
  loadedShare: share,
  loadedPages: count,
  loadedAddresses: count,
})

const baselineSchema = z.strictObject({
  days: count.max(28),
  fewestDays: count,
  cellDays: count,
  floor: above,
  highShare: share,
})

const seasonSchema = z.strictObject({
  overHours: above,
  overSlots: count,
  pages: count,
  vendors: count,
  most: z.number().min(1),
})

const slowSchema = z.strictObject({
  ratio: above,
  pageRatio: above,
  deviations: above,
  overHigh: above,
  plusMs: above,
  badSlots: count,
  ofSlots: window,
  steadyBelow: above,
  meanRatio: above,
  meanSlots: window,
  overHighMean: above,
  meanRatioMost: above,
  riseRatio: above,
  riseOfBefore: z.number().min(0).max(1),
  riseSlots: window,
  meanPlusMs: above,
  meanCalmBelow: above,
  ceilingMs: count,
  ceilingBadSlots: count,
  ceilingOfSlots: window,
  ceilingOverUsual: above,
  ceilingCalmMs: count,
  calmBelow: above,
  resolveAfterSlots: count,
})

const burnSchema = z.strictObject({
  fastSlots: count,
  fastOfSlots: count,
  fastRecentSlots: count,
  slowSlots: count,
  slowOfSlots: count,
  slowRecentSlots: count,
  ticketSlots: count,
  ticketOfSlots: count,
  disputedCounts: share,
  weakCounts: share,
  resolveAfterSlots: count,
})

const downSchema = z.strictObject({
  openAfterSlots: count,
  openAfterSlotsAlone: count,
  openAfterSlotsWeak: count,
  unsteadySlots: count,
  unsteadyOfSlots: count,
  resolveAfterSlots: count,
  networkCausesNeedNetworks: count,
})

const regionalSchema = z.strictObject({ openAfterSlots: count, ofSlots: count, resolveAfterSlots: count })

const reminderSchema = z.strictObject({ everyHours: count })

const escalationSchema = z.strictObject({ afterMinutes: count })

const ESCALATION: z.infer<typeof escalationSchema> = { afterMinutes: 30 }

/** Of policies from before there was such a parameter. */
const SLOWNESS_WITHIN_CADENCES = 6

const groupingSchema = z.strictObject({
  withinCadences: count,
  slownessWithinCadences: count.default(SLOWNESS_WITHIN_CADENCES),
})

const GROUPING: z.infer<typeof groupingSchema> = {
  withinCadences: 1,
  slownessWithinCadences: SLOWNESS_WITHIN_CADENCES,
}

const LOCATION: z.infer<typeof locationSchema> = {
  faultyShare: 0.5,
  faultyHosts: 3,
  loadedRatio: 1.5,
  loadedShare: 0.3,
  loadedPages: 5,
  loadedAddresses: 3,
}

const BASELINE: z.infer<typeof baselineSchema> = { days: 28, fewestDays: 7, cellDays: 5, floor: 0.08, highShare: 0.9 }

/** Of policies that say nothing of it. */
const SEASON: z.infer<typeof seasonSchema> = { overHours: 3, overSlots: 24, pages: 10, vendors: 3, most: 1.5 }

const SLOW: z.infer<typeof slowSchema> = {
  ratio: 1.75,
  pageRatio: 2,
  deviations: 3,
  overHigh: 1.25,
  plusMs: 150,
  badSlots: 4,
  ofSlots: 6,
  steadyBelow: 0.2,
  meanRatio: 1.35,
  meanSlots: 12,
  overHighMean: 3,
  meanRatioMost: 2,
  riseRatio: 1.8,
  riseOfBefore: 0.5,
  riseSlots: 4,
  meanPlusMs: 15,
  meanCalmBelow: 1.2,
  ceilingMs: 8_000,
  ceilingBadSlots: 4,
  ceilingOfSlots: 6,
  ceilingOverUsual: 2,
  ceilingCalmMs: 6_400,
  calmBelow: 1.4,
  resolveAfterSlots: 6,
}

const BURN: z.infer<typeof burnSchema> = {
  fastSlots: 3,
  fastOfSlots: 12,
  fastRecentSlots: 2,
  slowSlots: 4,
  slowOfSlots: 72,
  slowRecentSlots: 6,
  ticketSlots: 8,
  ticketOfSlots: 864,
  disputedCounts: 0.75,
  weakCounts: 0.5,
  resolveAfterSlots: 12,
}

/** Of policies that say nothing of the platform itself; on AWS the alarms of its queues have these ages, too. */
const MONITOR: z.infer<typeof monitorSchema> = {
  silentAfterMinutes: 5,
  hubSilentAfterMinutes: 10,
  faultsShare: 0.5,
  faultsAfterSlots: 2,
  resolveAfterSlots: 3,
  coverageBelow: 0.9,
  driftSeconds: 10,
  queueAgeMinutes: { observations: 15, jobs: 45, checks: 20, audits: 120 },
  archiveAfterDays: 7,
  steadyAfterLooks: 3,
}

const wholeSchema = z.strictObject({
  policy: z.string().min(1),
  down: downSchema,
  regional: regionalSchema,
  unknown: z.strictObject({ dropPendingAfterSlots: count, staleAfterSlots: count, unconfiguredAfterHours: count }),
  reminder: reminderSchema,
  escalation: escalationSchema.default(ESCALATION),
  grouping: groupingSchema.default(GROUPING),
  flapping: z.strictObject({
    transitions: count,
    withinHours: count,
    overAfterHours: count.default(FLAPPING_OVER_HOURS),
    steadyAfterSlots: count,
  }),
  location: locationSchema.default(LOCATION),
  baseline: baselineSchema.default(BASELINE),
  season: seasonSchema.default(SEASON),
  slow: slowSchema.default(SLOW),
  burn: burnSchema.default(BURN),
  drift: driftSchema.default(DRIFT),
  shift: shiftSchema.default(SHIFT),
  review: reviewSchema.default(REVIEW),
  pillar: pillarSchema.default(PILLAR),
  certificate: certificateSchema.default(CERTIFICATE),
  monitor: monitorSchema.default(MONITOR),
})

export type Policy = Readonly<z.infer<typeof wholeSchema>>

/**
 * Parameters of the incident rules, none of which contradicts another. What each does, and where it comes from, stands in
 * `policies/default.yaml`.
 */
export const policySchema = wholeSchema.superRefine((policy, context) => {
  for (const { path, message, fix } of policyConflicts(policy))
    context.addIssue({ code: 'custom', path: [...path], message: `${message}; ${fix}` })
})

const portalSchema = z
  .strictObject({
    down: downSchema.partial(),
    regional: regionalSchema.partial(),
    reminder: reminderSchema,
    escalation: escalationSchema,
    slow: slowSchema.partial(),
    burn: burnSchema.partial(),
    drift: driftSchema.partial(),
    shift: shiftSchema.omit({ falseShare: true, sharedHosts: true, sharedDays: true }).partial(),
    pillar: pillarSchema.omit({ criteria: true }).partial(),
  })
  .partial()

export type PortalPolicy = Readonly<z.infer<typeof portalSchema>>

/** What a portal has otherwise, in the catalogue: only of rules that look at its pages, or at itself. */
export const portalPolicySchema = portalSchema.superRefine((own, context) => {
  // With the shipped numbers where it has none of its own.
  for (const { path, message, fix } of policyConflicts(policyOf(DEFAULT_POLICY, { policy: own })))
    context.addIssue({
      code: 'custom',
      path: path[1] in ((own as Readonly<Record<string, object>>)[path[0]] ?? {}) ? [...path] : [path[0]],
      message,
      params: { code: 'contradictory_policy', fix },
    })
})

/** The shipped policy; `policies/default.yaml` explains it and a test keeps the two equal. */
export const DEFAULT_POLICY: Policy = {
  policy: 'default',
  down: {
    openAfterSlots: 2,
    openAfterSlotsAlone: 3,
    openAfterSlotsWeak: 4,
    unsteadySlots: 2,
    unsteadyOfSlots: 12,
    resolveAfterSlots: 3,
    networkCausesNeedNetworks: 2,
  },
  regional: { openAfterSlots: 3, ofSlots: 5, resolveAfterSlots: 3 },
  unknown: { dropPendingAfterSlots: 3, staleAfterSlots: 12, unconfiguredAfterHours: 24 },
  reminder: { everyHours: 4 },
  escalation: ESCALATION,
  grouping: GROUPING,
  flapping: { transitions: 4, withinHours: 24, overAfterHours: FLAPPING_OVER_HOURS, steadyAfterSlots: 6 },
  location: LOCATION,
  baseline: BASELINE,
  season: SEASON,
  slow: SLOW,
  burn: BURN,
  drift: DRIFT,
  shift: SHIFT,
  review: REVIEW,
  pillar: PILLAR,
  certificate: CERTIFICATE,
  monitor: MONITOR,
}

/** The policy with what a portal has otherwise. */
export function policyOf(policy: Policy, portal: { readonly policy?: PortalPolicy } | null): Policy {
  if (!portal?.policy) return policy
  const { down, regional, reminder, escalation, slow, burn, drift, shift, pillar } = portal.policy
  return {
    ...policy,
    down: changed(policy.down, down),
    regional: changed(policy.regional, regional),
    reminder: changed(policy.reminder, reminder),
    escalation: changed(policy.escalation, escalation),
    slow: changed(policy.slow, slow),
    burn: changed(policy.burn, burn),
    drift: changed(policy.drift, drift),
    shift: changed(policy.shift, shift),
    pillar: changed(policy.pillar, pillar),
  }
}

/** A key that is there has a value: the catalogue is read from text. */
function changed<T extends object>(rule: T, by: { readonly [Key in keyof T]?: T[Key] | undefined } | undefined): T {
  return { ...rule, ...by }
}
