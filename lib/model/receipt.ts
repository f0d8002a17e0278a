import { z } from 'zod'
import { idSchema } from './id.ts'

/**
 * What dispatch leaves behind for every minute: heartbeat, watermark and ledger in one. It stays at its location, and
 * goes to the hub like a result.
 */
export const receiptSchema = z.object({
  type: z.literal('receipt'),
  location: idSchema,
  minuteMs: z.number().int().nonnegative(),
  /** Null: no version was in force. */
  catalogVersion: z.string().nullable(),
  /** Checks sent, of both kinds. */
  count: z.number().int().nonnegative(),
  atMs: z.number().int().nonnegative(),
  /** Address families that the location had then, as it found itself; absent where it didn't look. */
  families: z.array(z.literal([4, 6])).optional(),
})

export type Receipt = Readonly<z.infer<typeof receiptSchema>>
