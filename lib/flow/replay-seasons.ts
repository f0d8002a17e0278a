import {
  type DayShifts,
  dayShifts,
  NO_DAY_SHIFTS,
  NO_SHIFT,
  nextPace,
  type Pace,
  type PageLevels,
  type SeasonShift,
  seasonOfPaces,
  seasonShift,
} from '../judge/season.ts'
import type { Day } from '../model/day.ts'
import { HOUR_MS } from '../model/duration.ts'
import { type PageKey, portalOf } from '../model/id.ts'
import type { Policy } from '../model/policy.ts'
import type { SlotInput } from '../model/verdict.ts'

export type Metric = 'wait' | 'total'

/** What all pages of a trace have in common, location by location. A trace knows no vendors: each portal has a voice. */
export type Seasons = {
  /** A slot of a page is closed; whether it was told to be slow. */
  readonly note: (page: PageKey, inputs: readonly SlotInput[], isSlow: boolean) => void
  /** What is usual in an hour is moved by this; known once the hour begins. */
  readonly shiftAt: (page: PageKey, location: string, slotMs: number) => SeasonShift
  /** What the days before a day were moved by. */
  readonly daysBefore: (page: PageKey, location: string, day: Day) => DayShifts
}

/** The levels of a page's days before a day at a location. */
export type LevelsOf = (
  page: PageKey,
  location: string,
  of: { readonly before: Day; readonly metric: Metric },
) => PageLevels['days']

export function seasonsOf(
  { pages, everyMs, policy }: { readonly pages: readonly PageKey[]; readonly everyMs: number; readonly policy: Policy },
  levelsOf: LevelsOf,
): Seasons {
  const paces = new Map<string, Map<PageKey, Pace>>()
  const slow = new Set<PageKey>()
  const hours = new Map<string, { readonly hourMs: number; readonly season: SeasonShift }>()
  const days = new Map<string, { readonly day: Day; readonly of: ReadonlyMap<PageKey, DayShifts> }>()

  const seasonAt = (location: string, hourMs: number): SeasonShift => {
    const known = hours.get(location)
    if (known !== undefined && known.hourMs >= hourMs) return known.season
    const said = [...(paces.get(location) ?? [])].map(([page, pace]) => ({
      voice: portalOf(page),
      pace,
      isSlow: slow.has(page),
    }))
    const season = seasonOfPaces(said, policy)
    hours.set(location, { hourMs, season })
    return season
  }
  const shiftsOn = (location: string, day: Day): ReadonlyMap<PageKey, DayShifts> => {
    const of = (metric: Metric): readonly ReadonlyMap<Day, number>[] =>
      dayShifts(
        pages.map((page) => ({ voice: portalOf(page), days: levelsOf(page, location, { before: day, metric }) })),
        policy,
      )
    const [wait, total] = [of('wait'), of('total')]
    return new Map(
      pages.map((page, index) => [
        page,
        { wait: wait[index] ?? NO_DAY_SHIFTS.wait, total: total[index] ?? NO_DAY_SHIFTS.total },
      ]),
    )
  }
  return {
    note: (page, inputs, isSlow) => {
      if (isSlow) slow.add(page)
      else slow.delete(page)
      for (const { location, timing } of inputs) {
        if (timing === null) continue
        let of = paces.get(location)
        if (of === undefined) paces.set(location, (of = new Map<PageKey, Pace>()))
        const next = nextPace(of.get(page), timing, { everyMs, policy })
        if (next !== undefined) of.set(page, next)
      }
    },
    shiftAt: (page, location, slotMs) => {
      const season = seasonAt(location, slotMs - (slotMs % HOUR_MS))
      return season === NO_SHIFT ? NO_SHIFT : seasonShift(paces.get(location)?.get(page), season)
    },
    daysBefore: (page, location, day) => {
      let known = days.get(location)
      if (known?.day !== day) days.set(location, (known = { day, of: shiftsOn(location, day) }))
      return known.of.get(page) ?? NO_DAY_SHIFTS
    },
  }
}
