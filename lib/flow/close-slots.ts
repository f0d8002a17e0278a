import { setImmediate as nextTurn } from 'node:timers/promises'
import { inputsOf, isClosable, judgingGroup, maintenanceAt, subjectOf } from '../judge/closing.ts'
import { type ExpectedSlot, measuredKeys, timetables } from '../judge/expected.ts'
import { reduceSlot } from '../judge/incident.ts'
import { emptyGroupState } from '../judge/incident-state.ts'
import { isToldSlow, pacesAfter, type SeasonShift, seasonOfPaces, voiceOf } from '../judge/season.ts'
import { classOf } from '../judge/slot.ts'
import {
  believe,
  judgeLocations,
  type LocationFaults,
  readSharedSlowness,
  type Seen,
  type SharedSlowness,
} from '../judge/slot-locations.ts'
import type { VantageGroup } from '../model/catalogue.ts'
import type { Clock } from '../model/clock.ts'
import { type Config, configAt, locationsFor } from '../model/config.ts'
import type { Observation } from '../model/observation.ts'
import { type Policy, policyOf } from '../model/policy.ts'
import type { Review } from '../model/review.ts'
import { covers, isInForce, type Window } from '../model/window.ts'
import { LIVE_VERDICTS, type LivePage, listLive, newLivePage, putLive } from '../record/live.ts'
import { listStoredReviews } from '../record/reviews.ts'
import type { Table } from '../record/table.ts'
import { listWindows } from '../record/windows.ts'
import { decisionOn, isInDoubt, keepDoubt } from './doubts.ts'
import { fileIncidents } from './file-incidents.ts'
import { hostAndCadence, hourOfSlot, type OpenedPage, openPage, seenIn } from './opened-page.ts'
import { plannedConfigs } from './planned-configs.ts'

export type ClosePorts = { readonly table: Table; readonly clock: Clock; readonly policy: Policy }

/**
 * Makes the verdicts and incident changes of all slots that can close now, and writes each page's live item once,
 * under its version. First it reads what is there of all pages, since a location that fails at many of them is at fault
 * itself. Where somebody else has written meanwhile, the page waits for the next call; a page that fails holds up no
 * other, and the call rejects when all is done. Whatever else the process does goes on meanwhile, also after a long
 * silence, which leaves hundreds of slots of each page to close. Returns how many slots were closed.
 */
export async function closeSlots(ports: ClosePorts): Promise<number> {
  const { table, clock, policy } = ports
  const nowMs = clock.now()
  const [configs, silences] = await Promise.all([plannedConfigs(table, nowMs), listWindows(table, 'silence')])
  const silent = silences.filter((window) => isInForce(window, nowMs))
  const tables = timetables(configs)
  const live = new Map((await listLive(table)).map((page) => [page.page, page]))
  const seasonOf = seasonsOf(live, { config: configAt(configs, nowMs), policy })
  const opened = await Promise.allSettled(
    measuredKeys(configs).map(async (key) => {
      const page = live.get(key) ?? newLivePage(key)
      await fileIncidents(table, page)
      return openPage(page, { tables, nowMs, table, seasonOf })
    }),
  )
  const pages = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const lookAt = looksOf(pages, { config: configAt(configs, nowMs), policy })
  const reviews = pages.some((page) => isInDoubt(page.live)) ? await listStoredReviews(table) : []
  let turn = Promise.resolve()
  const closed = await Promise.allSettled(
    pages.map(async (page) => {
      turn = turn.then(() => nextTurn())
      await turn
      return closePage(page, { lookAt, silent, reviews, nowMs, ports })
    }),
  )
  const failed = [...opened, ...closed].find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
  return closed.reduce((total, one) => total + (one.status === 'fulfilled' ? one.value : 0), 0)
}

/** What all pages of the catalogue have in common at a location, as they were before this call. */
function seasonsOf(
  live: ReadonlyMap<string, LivePage>,
  { config, policy }: { readonly config: Config | null; readonly policy: Policy },
): (location: string) => SeasonShift {
  const found = new Map<string, SeasonShift>()
  return (location) => {
    const before = found.get(location)
    if (before) return before
    const said = (config?.catalogue.portals ?? []).flatMap((portal) =>
      portal.pages.flatMap(({ key }) => {
        const page = live.get(key)
        const pace = page?.paces[location]
        return page && pace ? [{ voice: voiceOf(portal), pace, isSlow: isToldSlow(page.groups) }] : []
      }),
    )
    const season = seasonOfPaces(said, policy)
    found.set(location, season)
    return season
  }
}

/** What all pages of a group together show in a slot. */
type Look = { readonly faults: LocationFaults; readonly slowness: SharedSlowness | null }
type LookAt = (group: VantageGroup, slotMs: number) => Look

/** Made once for a slot and group, by what all pages show. */
function looksOf(
  pages: readonly OpenedPage[],
  { config, policy }: { readonly config: Config | null; readonly policy: Policy },
): LookAt {
  if (config === null) return () => ({ faults: new Map(), slowness: null })
  const hosts = new Map(pages.map(({ live }) => [live.page, hostAndCadence(config, live.page)]))
  const found = new Map<string, Look>()
  return (group, slotMs) => {
    const name = `${group} ${slotMs}`
    const before = found.get(name)
    if (before) return before
    const locations = config.catalogue.locations.filter((location) => location.group === group)
    const seen = pages.flatMap((page) => {
      const host = hosts.get(page.live.page)
      if (!host) return []
      const told = locations.map(({ id }) => [id, page.seenAt(id, { slotMs, everyMs: host.everyMs })] as const)
      return [{ ...host, seen: Object.fromEntries(told.filter((one): one is [string, Seen] => one[1] !== null)) }]
    })
    const at = { slotMs, policy }
    const look: Look = { faults: judgeLocations(seen, at), slowness: readSharedSlowness(seen, at) }
    found.set(name, look)
    return look
  }
}

async function closePage(
  opened: OpenedPage,
  context: {
    readonly lookAt: LookAt
    /** Silences that are in force. */
    readonly silent: readonly Window[]
    /** Where a page is in doubt. */
    readonly reviews: readonly Review[]
    readonly nowMs: number
    readonly ports: ClosePorts
  },
): Promise<number> {
  const { live, candidates } = opened
  const { nowMs, ports, lookAt, silent, reviews } = context
  if (candidates.length === 0) return 0
  let next: LivePage = { ...live, unfiled: [] }
  let closed = 0
  for (const { group, slots } of candidates) {
    for (const slot of slots) {
      const results = opened.rowsOf(slot.slotMs)
      if (!isClosable(slot, { nowMs, present: new Set(results.keys()) })) break
      const look = lookAt(group, slot.slotMs)
      const before = next.groups[group]?.level
      next = closeSlot(next, { opened, slot, group, results, look, nowMs, policy: ports.policy, silent, reviews })
      closed++
      if (slot !== slots.at(-1)) await nextTurn()
      // What is usual has to be read anew.
      if (next.groups[group]?.level !== before) {
        next = { ...next, usual: null }
        break
      }
    }
  }
  if (closed === 0 && live.unfiled.length === 0) return 0
  // Before: who finds the incident must find the review.
  for (const { group, slots } of candidates) {
    const [slot] = slots
    if (slot)
      await keepDoubt(ports.table, { slot, before: live.groups[group], after: next.groups[group], reviews, nowMs })
  }
  if (!(await putLive(ports.table, next))) return 0
  await fileIncidents(ports.table, next)
  return closed
}

function closeSlot(
  live: LivePage,
  at: {
    readonly opened: OpenedPage
    readonly slot: ExpectedSlot
    readonly group: VantageGroup
    readonly results: ReadonlyMap<string, Observation>
    readonly look: Look
    readonly nowMs: number
    readonly policy: Policy
    readonly silent: readonly Window[]
    readonly reviews: readonly Review[]
  },
): LivePage {
  const { slot, group, nowMs } = at
  const { config, page } = slot
  const portal = portalOf(config, page.portal)
  const policy = policyOf(at.policy, portal)
  const planned = maintenanceAt(slot)
  const inputs = believe(
    inputsOf(slot, at.results, (location) => at.opened.cellsAt(slot, location)),
    at.look.faults,
  )
  const outcome = reduceSlot(
    live.groups[group] ?? emptyGroupState(),
    {
      subject: subjectOf(page, portal, config.catalogue.timezone),
      group,
      nowMs,
      slotMs: slot.slotMs,
      everyMs: slot.everyMs,
      judging:
        judgingGroup(locationsFor(config, page), {
          groups: live.groups,
          slotMs: slot.slotMs,
          policy,
          isConclusive: (id) => classOf(at.results.get(id) ?? null) !== 'UNKNOWN',
        }) === group,
      inputs,
      slowness: at.look.slowness,
      passesElsewhere: [...at.results.values()].some(
        ({ location, outcome }) => outcome === 'passed' && !slot.locations.some(({ id }) => id === location),
      ),
      decision: decisionOn(live.groups[group], at.reviews),
      maintenance: planned.maintenance,
      silenced: planned.silenced || at.silent.some((window) => covers(window, page)),
    },
    policy,
  )
  return {
    ...live,
    groups: { ...live.groups, [group]: outcome.state },
    seen: { ...live.seen, ...seenBy(at) },
    usual: usualIn(live, at),
    paces: pacesAfter(live.paces, inputs, { everyMs: slot.everyMs, policy }),
    verdicts: [...live.verdicts, outcome.entry].sort((a, b) => a.slotMs - b.slotMs).slice(-LIVE_VERDICTS),
    outbox: [...live.outbox, ...outcome.events],
    unfiled: [...live.unfiled, ...outcome.records],
  }
}

/** What the locations of a slot told of themselves. */
function seenBy(at: {
  readonly opened: OpenedPage
  readonly slot: ExpectedSlot
  readonly results: ReadonlyMap<string, Observation>
}): LivePage['seen'] {
  const told = at.slot.locations.map(({ id }) => {
    const row = at.results.get(id)
    return [id, row ? seenIn(row, at.opened.cellsAt(at.slot, id)) : null] as const
  })
  return Object.fromEntries(told.filter((one): one is [string, Seen] => one[1] !== null))
}

/** What is usual in a slot's hour, with what is remembered of the hour already. */
function usualIn(
  { usual }: LivePage,
  { opened, slot }: { readonly opened: OpenedPage; readonly slot: ExpectedSlot },
): LivePage['usual'] {
  const hourMs = hourOfSlot(slot)
  const cells = slot.locations.map(({ id }) => [id, opened.cellsAt(slot, id)] as const)
  return { hourMs, cells: { ...(usual?.hourMs === hourMs ? usual.cells : {}), ...Object.fromEntries(cells) } }
}

function portalOf(config: Config, id: string) {
  const portal = config.catalogue.portals.find((candidate) => candidate.id === id)
  if (!portal) throw new Error(`portal ${id} is not in catalogue ${config.version}`)
  return portal
}
