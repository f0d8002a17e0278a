import type { Config } from '../model/config.ts'
import { dueAudits, dueMs, planHosts } from './timetable.ts'

/**
 * A version's timetable as text, for some locations, by page, then location: of `http` checks `http <page> <location>
 * <cadence ms> <ms after the slot>`, and of every audit that is due in the span `audit <page> <location> <slot> <due>`,
 * epoch ms.
 */
export function timetableLines(
  config: Config,
  of: { readonly locations: readonly string[]; readonly fromMs: number; readonly toMs: number },
): readonly string[] {
  const { locations } = config.catalogue
  // What is expected of a slot is by the version then in force: here by this one, as if it were to stay.
  const whole: Config = { ...config, effectiveFromMs: Math.min(config.effectiveFromMs, of.fromMs), untilMs: null }
  const http = planHosts(config).flatMap((plan) =>
    plan.pages.flatMap((page) =>
      of.locations
        .filter((id) => config.played.includes(id))
        .map((id) => {
          const index = locations.findIndex((location) => location.id === id)
          return `http ${page.key} ${id} ${page.http.everyMs} ${dueMs(plan, { page, index, slotMs: 0 })}`
        }),
    ),
  )
  const audits = of.locations.flatMap((location) =>
    dueAudits(whole, { location, fromMs: of.fromMs, toMs: of.toMs }).map(
      (visit) => `audit ${visit.page} ${location} ${visit.slotMs} ${visit.dueMs}`,
    ),
  )
  return [...http, ...audits].toSorted()
}
