import type { LocationRollup } from '../judge/rollup.ts'
import type { Audit } from '../model/audit.ts'
import { addDays, type Day, startOfDay } from '../model/day.ts'
import type { PageKey } from '../model/id.ts'
import { auditsOf } from '../record/results.ts'
import type { Table } from '../record/table.ts'

/** What of an instrument people know by name. */
export const INSTRUMENT_PARTS = ['lighthouse', 'chromium', 'profile', 'multiplier'] as const

export type InstrumentDifference = {
  readonly part: (typeof INSTRUMENT_PARTS)[number]
  readonly from: string | null
  readonly to: string | null
}

/** From then on audits of some locations were made by something else than before. */
export type InstrumentChange = {
  readonly day: Day
  /** Slot of the first audit by it; the day's beginning where no audit of it is kept. */
  readonly atMs: number
  /** By id, in order. */
  readonly locations: readonly string[]
  /** Empty: what has changed has no name here, as a setting. Null: nothing is kept that says. */
  readonly differences: readonly InstrumentDifference[] | null
}

type DayAudits = {
  readonly day: Day
  readonly locations: readonly Pick<LocationRollup, 'location' | 'audits'>[]
}

type Turn = { readonly location: string; readonly day: Day; readonly before: Day }

/** More than these are told by the latest. */
const MOST = 12

/**
 * Since when audits of a page were made by another instrument than on the day before that has some, at each location by
 * itself, oldest first. `days` in order.
 */
export async function instrumentChanges(
  of: { readonly page: PageKey; readonly timezone: string; readonly days: readonly DayAudits[] },
  { table }: { readonly table: Table },
): Promise<readonly InstrumentChange[]> {
  const { page, timezone } = of
  const rows = new Map<Day, Promise<readonly Audit[]>>()
  const auditsOn = (day: Day): Promise<readonly Audit[]> => {
    const fromMs = startOfDay(day, timezone)
    const read = rows.get(day) ?? auditsOf(table, page, { fromMs, toMs: startOfDay(addDays(day, 1), timezone) })
    rows.set(day, read)
    return read
  }
  const turns = turnsOf(of.days)
  const told = [...new Set(turns.map(({ day }) => day))].slice(-MOST)
  const found = await Promise.all(
    turns
      .filter(({ day }) => told.includes(day))
      .map(async (turn) => {
        const { location, day, before } = turn
        const [late, early] = await Promise.all([auditsOn(day), auditsOn(before)])
        return { ...turn, ...changeOf(early, late, location) }
      }),
  )
  // Those of a day that are the same are one: everything is updated at once.
  const groups = Map.groupBy(found, ({ day, differences }) => JSON.stringify([day, differences]))
  const changes = [...groups.values()].map((same) => {
    const [first] = same as [(typeof found)[number]]
    const known = same.flatMap(({ atMs }) => atMs ?? [])
    return {
      day: first.day,
      atMs: known.length === 0 ? startOfDay(first.day, timezone) : Math.min(...known),
      locations: same.map(({ location }) => location).toSorted(),
      differences: first.differences,
    }
  })
  return changes.toSorted((a, b) => a.atMs - b.atMs)
}

/** Days on which a location has an instrument that its last day before hadn't. */
function turnsOf(days: readonly DayAudits[]): readonly Turn[] {
  const last = new Map<string, { readonly day: Day; readonly ids: readonly string[] }>()
  return days.flatMap(({ day, locations }) =>
    locations.flatMap(({ location, audits }): readonly Turn[] => {
      const ids = Object.keys(audits.instruments)
      if (ids.length === 0) return []
      const before = last.get(location)
      last.set(location, { day, ids })
      return before && ids.some((id) => !before.ids.includes(id)) ? [{ location, day, before: before.day }] : []
    }),
  )
}

/** By the last audit of the day before and the first of that day that another instrument made. */
function changeOf(
  early: readonly Audit[],
  late: readonly Audit[],
  location: string,
): { readonly atMs: number | null; readonly differences: readonly InstrumentDifference[] | null } {
  const made = (audit: Audit): boolean => audit.location === location && audit.conditions.instrument !== null
  const before = early.findLast(made)
  const other = late.find((audit) => made(audit) && audit.conditions.instrument !== before?.conditions.instrument)
  if (!before || !other) return { atMs: null, differences: null }
  const differences = INSTRUMENT_PARTS.map((part) => ({ part, from: partOf(before, part), to: partOf(other, part) }))
  return { atMs: other.slotMs, differences: differences.filter(({ from, to }) => from !== to) }
}

function partOf({ conditions }: Audit, part: (typeof INSTRUMENT_PARTS)[number]): string | null {
  if (part === 'profile') return conditions.profile
  if (part === 'multiplier') return conditions.cpuSlowdownMultiplier?.toString() ?? null
  return conditions.software[part] ?? null
}
