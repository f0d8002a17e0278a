import { z } from 'zod'
import { CHROMIUM_MODES } from './audit.ts'
import { MULTIPLIERS } from './calibration.ts'
import { idSchema } from './id.ts'

/** What the audit function is asked by hand, instead of being given a batch: what its browser can do where it runs. */
export const examineEventSchema = z.strictObject({ type: z.literal('examine') })

/** What a browser can do at a place; nothing is loaded from the network for it. */
export const browserExaminationSchema = z.strictObject({
  type: z.literal('examined'),
  /** Chromium's version, and the mode in which it started; null where it did not start. */
  chromium: z.string().nullable(),
  mode: z.enum(CHROMIUM_MODES).nullable(),
  /** Until the browser answered, unpacking included; null where it did not start. */
  startMs: z.number().int().nonnegative().nullable(),
  /** Vietnamese letters that it does not draw. */
  undrawn: z.array(z.string()).readonly(),
  /** Lighthouse's version; null where it can't be loaded. */
  lighthouse: z.string().nullable(),
  node: z.string(),
  nhip: z.string(),
  /** The first thing that went wrong, for a person; null where nothing did. */
  problem: z.string().nullable(),
})

/** Or one load of the control page, of which nothing is kept: how `nhip doctor --aws --calibrate` learns what it shows there. */
export const loadControlEventSchema = z.strictObject({
  type: z.literal('loadControl'),
  location: idSchema,
  cpuSlowdownMultiplier: z.number().min(MULTIPLIERS.min).max(MULTIPLIERS.max).nullable(),
})

export type LoadControlEvent = Readonly<z.infer<typeof loadControlEventSchema>>
export type ExamineEvent = z.infer<typeof examineEventSchema>
export type BrowserExamination = Readonly<z.infer<typeof browserExaminationSchema>>
