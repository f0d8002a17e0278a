import { z } from 'zod'

const ms = z.number().int().nonnegative()
const ratio = z.number().nonnegative().nullable()

/** What the control page of a location is compared with. */
export const bandSchema = z.strictObject({
  tbtMs: ms,
  lcpMs: ms,
  /** `history`: medians of 28 days; `calibration`: what calibration found, until there is enough history. */
  from: z.enum(['history', 'calibration']),
  /** Hours of history; 0 for `calibration`. */
  hours: z.number().int().nonnegative(),
})

/** A load of the control page before or after an audit. Ratios are to the band's centre; null: there is no band. */
export const controlSeenSchema = z.strictObject({
  id: z.string(),
  startedAtMs: ms,
  tbtMs: ms,
  lcpMs: ms,
  tbtRatio: ratio,
  lcpRatio: ratio,
  within: z.boolean().nullable(),
})

/** The control page around an audit; null: it was not loaded then, or could not be. */
export const controlsSchema = z.strictObject({
  band: bandSchema.nullable(),
  before: controlSeenSchema.nullable(),
  after: controlSeenSchema.nullable(),
})

export type Band = Readonly<z.infer<typeof bandSchema>>
export type ControlSeen = Readonly<z.infer<typeof controlSeenSchema>>
export type Controls = Readonly<z.infer<typeof controlsSchema>>
