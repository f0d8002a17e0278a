import { z } from 'zod'
import { isCalendarDay } from '../model/time-zone.ts'

const SAY_DAY = 'write a day such as 2026-11-20'

/** A month of a century in which a platform may have run. */
export const monthForm = z.string().regex(/^20\d{2}-(0[1-9]|1[0-2])$/, 'write a month such as 2026-11')

/** Such a day, which exists. */
export const dayForm = z
  .string()
  .regex(/^20\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, SAY_DAY)
  .refine(isCalendarDay, SAY_DAY)
