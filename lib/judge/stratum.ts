import type { Catalogue } from '../model/catalogue.ts'
import { addDays, type Day, dayOf, startOfDay } from '../model/day.ts'
import { parseTime } from '../model/time-zone.ts'
import { workingDays } from './working-days.ts'

/** A part of the week, so that three quarters of the clock don't excuse the working day. */
export type Stratum = (typeof STRATA)[number]

export const STRATA = ['work', 'evening', 'night'] as const

/** Wall clock: of a working day `work` from the first to the second, `evening` to the third; a rest day is all evening. */
const CLOCKS = ['07:30', '17:30', '22:00'] as const

type DayPlan = {
  readonly fromMs: number
  readonly toMs: number
  readonly worksFromMs: number
  readonly worksToMs: number
  readonly eveningToMs: number
  readonly isWorking: boolean
}

/**
 * The part of the week that a moment lies in, in the catalogue's zone: working and make-up days 07:30–17:30 are `work`;
 * 17:30–22:00, and rest days 07:30–22:00, `evening`; the rest `night`. Bounds belong to what begins there. Holidays that
 * are working days too are working days.
 */
export function strataOf({ timezone, calendar }: Pick<Catalogue, 'timezone' | 'calendar'>): (atMs: number) => Stratum {
  const isWorking = workingDays({ calendar })
  let known: DayPlan | null = null
  const plans = new Map<Day, DayPlan>()
  const planOf = (atMs: number): DayPlan => {
    if (known !== null && atMs >= known.fromMs && atMs < known.toMs) return known
    const day = dayOf(atMs, timezone)
    const before = plans.get(day)
    if (before) {
      known = before
      return before
    }
    const [worksFromMs = 0, worksToMs = 0, eveningToMs = 0] = CLOCKS.map((clock) =>
      momentOf(`${day}T${clock}`, timezone),
    )
    known = {
      fromMs: startOfDay(day, timezone),
      toMs: startOfDay(addDays(day, 1), timezone),
      worksFromMs,
      worksToMs,
      eveningToMs,
      isWorking: isWorking(day),
    }
    plans.set(day, known)
    return known
  }
  return (atMs) => {
    const plan = planOf(atMs)
    if (atMs < plan.worksFromMs || atMs >= plan.eveningToMs) return 'night'
    return plan.isWorking && atMs < plan.worksToMs ? 'work' : 'evening'
  }
}

/** Clocks are changed at night: the hours here are there once. */
function momentOf(local: string, timezone: string): number {
  const time = parseTime(local, timezone)
  if (time?.kind !== 'once') throw new RangeError(`${local} is not one moment in ${timezone}`)
  return time.atMs
}
