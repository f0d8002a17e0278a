import type { Catalogue } from '../model/catalogue.ts'
import { addDays, type Day, dayOf, startOfDay } from '../model/day.ts'
import { DAY_MS } from '../model/duration.ts'
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
  let last: DayPlan | null = null
  /** By the day of UTC: finding a zone's day takes longer than all else here. */
  const plans = new Map<number, DayPlan[]>()
  const planOf = (atMs: number): DayPlan => {
    if (last !== null && isIn(last, atMs)) return last
    const number = Math.floor(atMs / DAY_MS)
    const known = plans.get(number) ?? []
    const plan = known.find((one) => isIn(one, atMs)) ?? planFor(dayOf(atMs, timezone))
    if (!known.includes(plan)) plans.set(number, [...known, plan])
    last = plan
    return plan
  }
  const planFor = (day: Day): DayPlan => {
    const [worksFromMs = 0, worksToMs = 0, eveningToMs = 0] = CLOCKS.map((clock) =>
      momentOf(`${day}T${clock}`, timezone),
    )
    return {
      fromMs: startOfDay(day, timezone),
      toMs: startOfDay(addDays(day, 1), timezone),
      worksFromMs,
      worksToMs,
      eveningToMs,
      isWorking: isWorking(day),
    }
  }
  return (atMs) => {
    const plan = planOf(atMs)
    if (atMs < plan.worksFromMs || atMs >= plan.eveningToMs) return 'night'
    return plan.isWorking && atMs < plan.worksToMs ? 'work' : 'evening'
  }
}

function isIn({ fromMs, toMs }: DayPlan, atMs: number): boolean {
  return atMs >= fromMs && atMs < toMs
}

/** Clocks are changed at night: the hours here are there once. */
function momentOf(local: string, timezone: string): number {
  const time = parseTime(local, timezone)
  if (time?.kind !== 'once') throw new RangeError(`${local} is not one moment in ${timezone}`)
  return time.atMs
}
