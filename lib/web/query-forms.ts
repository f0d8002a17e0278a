import { z } from 'zod'
import { ID_PATTERN } from '../model/id.ts'
import { PERIOD_HINT, PERIOD_PATTERN } from '../model/period.ts'
import { DAY_HINT, DAY_IN_RANGE, MONTH_HINT, MONTH_PATTERN } from '../model/read-day.ts'
import { isCalendarDay } from '../model/time-zone.ts'

export const monthForm = z.string().regex(MONTH_PATTERN, MONTH_HINT)

/** Such a day, which exists. */
export const dayForm = z.string().regex(DAY_IN_RANGE, DAY_HINT).refine(isCalendarDay, DAY_HINT)

export const periodForm = z.string().regex(PERIOD_PATTERN, PERIOD_HINT)

/** A pattern's own part, to stand in another one. */
const inner = ({ source }: RegExp): string => source.replace(/^\^|\$$/g, '')

const VERSION = '@[1-9]\\d{0,5}'

/** Criteria by their id, of the latest version, or `ID@VERSION`. */
export const criteriaForm = z
  .string()
  .regex(
    new RegExp(`^${inner(ID_PATTERN)}(?:${VERSION})?$`),
    'write criteria as ID or ID@VERSION, such as vn-2025-load@1',
  )

/** An evaluation as `nameOf` writes it. */
export const evaluationForm = z
  .string()
  .regex(
    new RegExp(`^${inner(PERIOD_PATTERN)} ${inner(ID_PATTERN)}${VERSION} (?:domestic|abroad)$`),
    'write PERIOD CRITERIA@VERSION GROUP, such as 2026-11 vn-2025-load@1 domestic',
  )
