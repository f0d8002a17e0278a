import { z } from 'zod'
import { PERIOD_HINT, PERIOD_PATTERN } from '../model/period.ts'
import { DAY_HINT, DAY_IN_RANGE, MONTH_HINT, MONTH_PATTERN } from '../model/read-day.ts'
import { isCalendarDay } from '../model/time-zone.ts'

export const monthForm = z.string().regex(MONTH_PATTERN, MONTH_HINT)

/** Such a day, which exists. */
export const dayForm = z.string().regex(DAY_IN_RANGE, DAY_HINT).refine(isCalendarDay, DAY_HINT)

export const periodForm = z.string().regex(PERIOD_PATTERN, PERIOD_HINT)
