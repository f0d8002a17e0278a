import { z } from 'zod'
import type { Holidays } from '../../flow/declare-holidays.ts'
import { HOLIDAY_KINDS } from '../../model/holiday.ts'
import { epochMs } from './common.ts'
import { named } from './named.ts'

const holiday = z.object({
  id: z.string(),
  kind: z.enum(HOLIDAY_KINDS),
  day: z.string(),
  note: z.string().nullable(),
  declaredAtMs: epochMs,
  by: z.string(),
  endedAtMs: epochMs.nullable(),
  isOver: z.boolean(),
})

export const holidaysAnswer = named<Holidays>(
  'Holidays',
  z.object({ type: z.literal('holidays'), holidays: z.array(holiday) }),
)
