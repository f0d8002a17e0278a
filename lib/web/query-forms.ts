import { z } from 'zod'
import { DAY_HINT, DAY_IN_RANGE, MONTH_HINT, MONTH_PATTERN } from '../model/read-day.ts'
import { isCalendarDay } from '../model/time-zone.ts'

export const monthForm = z.string().regex(MONTH_PATTERN, MONTH_HINT)

/** Such a day, which exists. */
export const dayForm = z.string().regex(DAY_IN_RANGE, DAY_HINT).refine(isCalendarDay, DAY_HINT)
