import { type Location, measuredPages, type Page, type VantageGroup } from '../model/catalogue.ts'
import { type Config, isExpected, locationsFor, slotOf } from '../model/config.ts'
import type { PageKey } from '../model/id.ts'
import { dueMs, type HostPlan, planHosts } from './timetable.ts'

/** A slot in which a page is expected, under the version then in force. */
export type ExpectedSlot = {
  readonly slotMs: number
  readonly everyMs: number
  readonly config: Config
  readonly page: Page
  /** The group's locations at which it is due, in the catalogue's order; at least one. */
  readonly locations: readonly Location[]
  readonly lastDueMs: number
}

export type Timetable = { readonly config: Config; readonly plans: readonly HostPlan[] }

/** The timetables of all versions: computed once, asked often. */
export function timetables(configs: readonly Config[]): readonly Timetable[] {
  return configs.map((config) => ({ config, plans: planHosts(config) }))
}

/** Every page that some version measures, by key. */
export function measuredKeys(configs: readonly Config[]): readonly PageKey[] {
  return [...new Set(configs.flatMap(({ catalogue }) => measuredPages(catalogue).map(({ key }) => key)))]
}

/** Slots of a page and group after `afterMs` (exclusive) that have begun by `nowMs`, in order, at most `limit`. */
export function expectedSlots(
  tables: readonly Timetable[],
  of: {
    readonly page: PageKey
    readonly group: VantageGroup
    readonly afterMs: number
    readonly nowMs: number
    readonly limit: number
  },
): readonly ExpectedSlot[] {
  const slots: ExpectedSlot[] = []
  for (const { config, plans } of tables) {
    const plan = plans.find(({ pages }) => pages.some(({ key }) => key === of.page))
    const page = plan?.pages.find(({ key }) => key === of.page)
    if (!plan || !page) continue
    const locations = locationsFor(config, page).filter(({ group }) => group === of.group)
    if (locations.length === 0) continue
    const { everyMs } = page.http
    const firstMs = Math.max(slotOf(config.effectiveFromMs, everyMs), slotOf(of.afterMs, everyMs) + everyMs)
    for (let slotMs = firstMs; slotMs <= of.nowMs && slots.length < of.limit; slotMs += everyMs) {
      if (config.untilMs !== null && slotMs >= slotOf(config.untilMs, everyMs)) break
      if (!isExpected(config, { page, slotMs, everyMs })) continue
      const dues = locations.map((location) =>
        dueMs(plan, { page, slotMs, index: config.catalogue.locations.indexOf(location) }),
      )
      slots.push({ slotMs, everyMs, config, page, locations, lastDueMs: Math.max(...dues) })
    }
  }
  return slots
}
