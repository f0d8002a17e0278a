import { z } from 'zod'

const count = z.number().int().positive()

/** Rules that look at days and weeks instead of slots. */
export const certificateSchema = z.strictObject({
  /** Whole days before the end, in any order. */
  days: z.array(count).min(1).max(10),
  resolveAfterSlots: count,
})

/** Of policies that say nothing of it. */
export const CERTIFICATE: z.infer<typeof certificateSchema> = { days: [30, 14, 7, 1], resolveAfterSlots: 3 }
