import { immediateAudits, immediateVisits } from '../judge/timetable.ts'
import type { Page } from '../model/catalogue.ts'
import { slotOf } from '../model/config.ts'
import { isKilled } from '../model/kill.ts'
import { listConfigs } from '../record/configs.ts'
import { listKills } from '../record/kills.ts'
import { auditsOfSlot, observationsOf } from '../record/results.ts'
import { type DispatchPorts, sendAudits, sendVisits } from './dispatch.ts'

export type StartOptions = {
  readonly location: string
  readonly kinds: readonly ('http' | 'audit')[]
  readonly again?: boolean
}

/**
 * Queues the current slot of every page that has no result yet from a location, due at once; with `again`, also of
 * those that have one. Returns how many checks were queued, by kind.
 */
export async function start(
  options: StartOptions,
  ports: Omit<DispatchPorts, 'deliver' | 'families'>,
): Promise<{ readonly http: number; readonly audit: number }> {
  const { location, kinds } = options
  const nowMs = ports.clock.now()
  const [configs, kills] = await Promise.all([listConfigs(ports.table), listKills(ports.table)])
  const config = configs.findLast(({ effectiveFromMs }) => effectiveFromMs <= nowMs)
  if (!config) return { http: 0, audit: 0 }
  const present = new Set<string>()
  const pages = config.catalogue.portals.flatMap((portal) => portal.pages)
  if (options.again !== true)
    await Promise.all(
      pages.map(async (page) => {
        const httpSlotMs = slotOf(nowMs, page.http.everyMs)
        const observations = await observationsOf(ports.table, page.key, { fromMs: httpSlotMs, toMs: httpSlotMs + 1 })
        const audits = await auditsOfSlot(ports.table, page.key, slotOf(nowMs, page.audit.everyMs))
        for (const result of [...observations, ...audits])
          if (result.location === location) present.add(`${result.type} ${page.key}`)
      }),
    )
  const wanted = (type: string) => (page: Page) => !present.has(`${type} ${page.key}`) && !isKilled(kills, page.key)
  const visits = kinds.includes('http')
    ? immediateVisits(config, { location, nowMs, wanted: wanted('observation') })
    : []
  const audits = kinds.includes('audit') ? immediateAudits(config, { location, nowMs, wanted: wanted('audit') }) : []
  await sendVisits(visits, ports)
  await sendAudits(audits, ports)
  return { http: visits.reduce((total, visit) => total + visit.checks.length, 0), audit: audits.length }
}
