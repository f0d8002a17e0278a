import type { Day } from '../model/day.ts'
import { addDays, startOfDay } from '../model/day.ts'
import type { Policy } from '../model/policy.ts'
import { STEP_WINDOW } from './level-step.ts'
import type { Reading, WatchState } from './watch-state.ts'
import { watchName } from './watch-state.ts'

/** A page that is slower for good, by the day on which that began. */
export type Shifted = {
  readonly day: Day
  readonly host: string
  /** Who runs it; the portal's id where that is not known. */
  readonly vendor: string
}

const WATCHED = { rule: 'shift', location: null, group: null, part: null } as const

/**
 * Whether so many hosts that have nothing to do with each other became slower within days that our own change must be
 * the cause: a version of ours, or where a location is. None of their vendors may have more than half of them. Null: no.
 */
export function readShared(
  shifted: readonly Shifted[],
  { shift }: Policy,
): { readonly day: Day; readonly hosts: number } | null {
  let found: { day: Day; hosts: number } | null = null
  for (const day of [...new Set(shifted.map((one) => one.day))].toSorted()) {
    const within = shifted.filter((one) => one.day >= day && one.day <= addDays(day, shift.sharedDays))
    const vendorOf = new Map(within.map(({ host, vendor }) => [host, vendor]))
    const most = Math.max(
      ...[...Map.groupBy(vendorOf.values(), (vendor) => vendor).values()].map(({ length }) => length),
    )
    const hosts = vendorOf.size
    if (hosts >= shift.sharedHosts && most <= hosts / 2 && hosts > (found?.hosts ?? 0)) found = { day, hosts }
  }
  return found
}

/** Since when our own change is known to be the cause; null: it isn't. */
export function sharedDay(state: WatchState | null): Day | null {
  const condition = state?.conditions[watchName(WATCHED)]
  return condition?.incident ? (condition.figures.day as Day) : null
}

/** What a day says of it: it begins once, and is over when no page could be found any more that changed then. */
export function sharedReading(
  state: WatchState | null,
  of: { readonly shifted: readonly Shifted[]; readonly today: Day; readonly timezone: string; readonly policy: Policy },
): Reading | null {
  const known = sharedDay(state)
  if (known !== null) {
    const isOver = of.today > addDays(known, STEP_WINDOW.mostAfter + of.policy.shift.sharedDays)
    return isOver ? { ...WATCHED, state: 'good', sinceMs: startOfDay(known, of.timezone), figures: {} } : null
  }
  const found = readShared(of.shifted, of.policy)
  return (
    found && {
      ...WATCHED,
      state: 'bad',
      sinceMs: startOfDay(found.day, of.timezone),
      figures: { day: found.day, hosts: found.hosts },
    }
  )
}

/** Of a change that began so many days around it, ours is the cause. */
export function isOurs(shared: Day | null, { shift }: Policy): (day: Day) => boolean {
  return (day) =>
    shared !== null && day >= addDays(shared, -shift.sharedDays) && day <= addDays(shared, 2 * shift.sharedDays)
}
