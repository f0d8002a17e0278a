import { z } from 'zod'

const count = z.number().int().positive()
const share = z.number().gt(0).max(1)

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

/** Parameters of the incident rules. What each does, and where it comes from, stands in `policies/default.yaml`. */
export const policySchema = z.strictObject({
  policy: z.string().min(1),
  down: z.strictObject({
    openAfterSlots: count,
    openAfterSlotsAlone: count,
    resolveAfterSlots: count,
    networkCausesNeedNetworks: count,
  }),
  regional: z.strictObject({ openAfterSlots: count, ofSlots: count, resolveAfterSlots: count }),
  unknown: z.strictObject({ dropPendingAfterSlots: count, staleAfterSlots: count, unconfiguredAfterHours: count }),
  reminder: z.strictObject({ everyHours: count }),
  flapping: z.strictObject({ transitions: count, withinHours: count, steadyAfterSlots: count }),
  monitor: monitorSchema.default(MONITOR),
})

export type Policy = Readonly<z.infer<typeof policySchema>>

/** The shipped policy; `policies/default.yaml` explains it and a test keeps the two equal. */
export const DEFAULT_POLICY: Policy = {
  policy: 'default',
  down: { openAfterSlots: 2, openAfterSlotsAlone: 3, resolveAfterSlots: 3, networkCausesNeedNetworks: 2 },
  regional: { openAfterSlots: 3, ofSlots: 5, resolveAfterSlots: 3 },
  unknown: { dropPendingAfterSlots: 3, staleAfterSlots: 12, unconfiguredAfterHours: 24 },
  reminder: { everyHours: 4 },
  flapping: { transitions: 4, withinHours: 24, steadyAfterSlots: 6 },
  monitor: MONITOR,
}
