import { z } from 'zod'
import * as rule from './catalogue-text.ts'
import { textSchema } from './text-schema.ts'

/** Multipliers that a location can have. Below 1 a processor would have to be sped up, beyond 16 it is no yardstick. */
export const MULTIPLIERS = { min: 1, max: 16 } as const

/** What Lighthouse slows a processor down by in its own profile for phones; other profiles' slowdowns are in proportion. */
export const REFERENCE_MULTIPLIER = 4

/**
 * The published reference: what the control page's total blocking time is with a slowdown of 4. Median of 20 loads with
 * Lighthouse 13.5.0 and Chromium 153 on a virtual machine with two processors of an AMD EPYC (family 26), which did
 * nothing else.
 */
export const REFERENCE_TBT_MS = 1_700

/** What `nhip doctor --calibrate` found for a location, once: its slowdown, and what its control page showed with it. */
export const calibrationSchema = z
  .strictObject({
    multiplier: z
      .number()
      .min(MULTIPLIERS.min)
      .max(MULTIPLIERS.max)
      .meta({ description: "Slowdown that stands for the reference's 4 here." }),
    tbtMs: z.int().min(1).max(600_000).meta({ description: 'Total blocking time of the control page: the centre.' }),
    lcpMs: z
      .int()
      .min(1)
      .max(600_000)
      .meta({ description: 'Largest contentful paint of the control page: the centre.' }),
    instrument: textSchema(rule.anyText, 'Instrument by which it was found.'),
    date: textSchema(rule.day, 'Day on which it was found.'),
  })
  .meta({
    id: 'calibration',
    description: 'Written by nhip doctor --calibrate; absent: the location is not calibrated.',
  })

export type Calibration = Readonly<z.infer<typeof calibrationSchema>>
