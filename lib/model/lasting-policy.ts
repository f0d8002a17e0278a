import { z } from 'zod'

const count = z.number().int().positive()
const above = z.number().positive()

/** Rules that look at days and weeks instead of slots. */
export const certificateSchema = z.strictObject({
  /** Whole days before the end, in any order. */
  days: z.array(count).min(1).max(10),
  resolveAfterSlots: count,
})

/** Of policies that say nothing of it. */
export const CERTIFICATE: z.infer<typeof certificateSchema> = { days: [30, 14, 7, 1], resolveAfterSlots: 3 }

export const driftSchema = z.strictObject({
  days: count.max(28),
  anchorDays: count.max(90),
  anchorWithinDays: count.max(400),
  ratio: above,
  plusMs: above,
  calmBelow: above,
  remindDays: count,
  newLevelDays: count,
})

/** Of a portal at the most, by every shipped pack. */
const POINTS = 20

export const pillarSchema = z.strictObject({
  /** Id of the criteria pack by which points are counted. */
  criteria: z.string().min(1),
  points: above.max(POINTS),
  heldDays: count.max(28),
  coverage: z.number().gt(0).max(1),
  calmBelow: above,
  remindDays: count,
})

/** Of policies that say nothing of it. */
export const PILLAR: z.infer<typeof pillarSchema> = {
  criteria: 'vn-2025-load',
  points: 2,
  heldDays: 3,
  coverage: 0.9,
  calmBelow: 1,
  remindDays: 7,
}

const level = z.number().gt(1)
const share = z.number().gt(0).lt(1)

/** A change is told when it is so old; earlier it can't have become usual. */
const SHIFT_AGE_DAYS = 7

export const shiftSchema = z.strictObject({
  historyDays: count.min(56).max(173),
  ratio: level,
  plusMs: above,
  plusLcpMs: above,
  plusReadyMs: above,
  plusTbtMs: above,
  plusCls: above,
  falseShare: share,
  calmShare: share,
  usualDays: count.min(SHIFT_AGE_DAYS + 1),
  remindDays: count,
  sharedHosts: count,
  sharedDays: z.number().int().nonnegative(),
})

/** Of policies that say nothing of it. */
export const SHIFT: z.infer<typeof shiftSchema> = {
  historyDays: 60,
  ratio: 1.15,
  plusMs: 150,
  plusLcpMs: 300,
  plusReadyMs: 300,
  plusTbtMs: 100,
  plusCls: 0.05,
  falseShare: 0.01,
  calmShare: 0.5,
  usualDays: 28,
  remindDays: 7,
  sharedHosts: 5,
  sharedDays: 2,
}

export const reviewSchema = z.strictObject({ passedWithinSlots: count })

/** Of policies that say nothing of it. */
export const REVIEW: z.infer<typeof reviewSchema> = { passedWithinSlots: 12 }

export const DRIFT: z.infer<typeof driftSchema> = {
  days: 7,
  anchorDays: 28,
  anchorWithinDays: 180,
  ratio: 1.4,
  plusMs: 150,
  calmBelow: 1.3,
  remindDays: 7,
  newLevelDays: 7,
}
