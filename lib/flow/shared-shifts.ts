import { isOurs, type Shifted, sharedDay, sharedReading } from '../judge/shared-shift.ts'
import type { ShiftReading } from '../judge/shift.ts'
import { stepConditions } from '../judge/watch.ts'
import { newWatchState } from '../judge/watch-state.ts'
import { hostOf, type Page } from '../model/catalogue.ts'
import type { Config } from '../model/config.ts'
import { addDays, type Day } from '../model/day.ts'
import type { PageKey } from '../model/id.ts'
import { DEFAULT_POLICY } from '../model/policy.ts'
import type { Table } from '../record/table.ts'
import { getWatch, putWatch, type Watch } from '../record/watch.ts'
import { fileIncidents } from './file-incidents.ts'

/** How often a write is tried anew where somebody else was faster. */
const TRIES = 20

/**
 * Tells once, as one alert of the platform, of pages that became slower together and have nothing else in common. Returns of
 * which days that is so.
 */
export async function judgeShared(
  table: Table,
  of: {
    readonly found: ReadonlyMap<PageKey, ShiftReading>
    readonly pages: readonly Page[]
    readonly config: Config
    readonly today: Day
    readonly nowMs: number
  },
): Promise<(day: Day) => boolean> {
  const { today, nowMs } = of
  const { timezone, portals } = of.config.catalogue
  const vendors = new Map(portals.map(({ id, vendor }) => [id, vendor]))
  const shifted = of.pages.flatMap((page): readonly Shifted[] => {
    const reading = of.found.get(page.key)
    if (!reading || page.url === null) return []
    const vendor = vendors.get(page.portal) ?? page.portal
    return [{ day: addDays(today, -reading.daysAfter), host: hostOf(page.url), vendor }]
  })
  const policy = DEFAULT_POLICY
  for (let tried = 0; tried < TRIES; tried++) {
    const watch = await getWatch(table)
    const reading = sharedReading(watch.state, { shifted, today, timezone, policy })
    if (reading === null) return isOurs(sharedDay(watch.state), policy)
    const { state, events, records } = stepConditions(watch.state ?? newWatchState(nowMs), [reading], {
      policy,
      timezone,
      nowMs,
    })
    const next: Watch = {
      ...watch,
      state,
      outbox: [...watch.outbox, ...events],
      unfiled: [...watch.unfiled, ...records],
    }
    if (!(await putWatch(table, next))) continue
    await fileIncidents(table, next)
    return isOurs(sharedDay(state), policy)
  }
  throw new Error(`what ${today} says of all pages could not be kept: others were faster ${TRIES} times`)
}
