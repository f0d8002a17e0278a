import { inputsOf, isClosable, judgingGroup, maintenanceAt, subjectOf } from '../judge/closing.ts'
import { type ExpectedSlot, expectedSlots, measuredKeys, type Timetable, timetables } from '../judge/expected.ts'
import { reduceSlot } from '../judge/incident.ts'
import { emptyGroupState } from '../judge/incident-state.ts'
import { classOf } from '../judge/slot.ts'
import type { VantageGroup } from '../model/catalogue.ts'
import type { Clock } from '../model/clock.ts'
import { type Config, locationsFor } from '../model/config.ts'
import type { Observation } from '../model/observation.ts'
import type { Policy } from '../model/policy.ts'
import { covers, type Window } from '../model/window.ts'
import { LIVE_VERDICTS, type LivePage, listLive, newLivePage, putLive } from '../record/live.ts'
import { observationsOf } from '../record/results.ts'
import type { Table } from '../record/table.ts'
import { listWindows } from '../record/windows.ts'
import { fileIncidents } from './file-incidents.ts'
import { plannedConfigs } from './planned-configs.ts'

export type ClosePorts = { readonly table: Table; readonly clock: Clock; readonly policy: Policy }

const GROUPS: readonly VantageGroup[] = ['domestic', 'abroad']

/** Slots of one page and group that one call closes at most: after a long silence the rest comes with the next call. */
const MAX_SLOTS = 500

/**
 * Makes the verdicts and incident changes of all slots that can close now, and writes each page's live item once,
 * under its version. Where somebody else has written meanwhile, the page waits for the next call. Returns how many
 * slots were closed.
 */
export async function closeSlots(ports: ClosePorts): Promise<number> {
  const { table, clock } = ports
  const nowMs = clock.now()
  const [configs, silences] = await Promise.all([plannedConfigs(table, nowMs), listWindows(table, 'silence')])
  const silent = silences.filter(({ fromMs, toMs, endedAtMs }) => nowMs >= fromMs && nowMs < (endedAtMs ?? toMs))
  const tables = timetables(configs)
  const live = new Map((await listLive(table)).map((page) => [page.page, page]))
  const closed = await Promise.all(
    measuredKeys(configs).map((key) => closePage(live.get(key) ?? newLivePage(key), { tables, silent, nowMs, ports })),
  )
  return closed.reduce((total, count) => total + count, 0)
}

type Context = {
  readonly tables: readonly Timetable[]
  /** Silences that are in force. */
  readonly silent: readonly Window[]
  readonly nowMs: number
  readonly ports: ClosePorts
}

async function closePage(live: LivePage, context: Context): Promise<number> {
  const { table } = context.ports
  await fileIncidents(table, live)
  const candidates = GROUPS.map((group) => ({
    group,
    slots: expectedSlots(context.tables, {
      page: live.page,
      group,
      afterMs: live.groups[group]?.closedMs ?? -1,
      nowMs: context.nowMs,
      limit: MAX_SLOTS,
    }),
  })).filter(({ slots }) => slots.length > 0)
  if (candidates.length === 0) return 0
  const all = candidates.flatMap(({ slots }) => slots.map(({ slotMs }) => slotMs))
  const rows = await observationsOf(table, live.page, { fromMs: Math.min(...all), toMs: Math.max(...all) + 1 })
  const bySlot = Map.groupBy(rows, ({ slotMs }) => slotMs)
  let next: LivePage = { ...live, unfiled: [] }
  let closed = 0
  for (const { group, slots } of candidates) {
    for (const slot of slots) {
      const results = new Map((bySlot.get(slot.slotMs) ?? []).map((row) => [row.location, row]))
      if (!isClosable(slot, { nowMs: context.nowMs, present: new Set(results.keys()) })) break
      next = closeSlot(next, {
        slot,
        group,
        results,
        nowMs: context.nowMs,
        policy: context.ports.policy,
        silent: context.silent,
      })
      closed++
    }
  }
  if (closed === 0 && live.unfiled.length === 0) return 0
  if (!(await putLive(table, next))) return 0
  await fileIncidents(table, next)
  return closed
}

function closeSlot(
  live: LivePage,
  at: {
    readonly slot: ExpectedSlot
    readonly group: VantageGroup
    readonly results: ReadonlyMap<string, Observation>
    readonly nowMs: number
    readonly policy: Policy
    readonly silent: readonly Window[]
  },
): LivePage {
  const { slot, group, nowMs, policy } = at
  const { config, page } = slot
  const portal = portalOf(config, page.portal)
  const planned = maintenanceAt(slot)
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
      inputs: inputsOf(slot, at.results),
      maintenance: planned.maintenance,
      silenced: planned.silenced || at.silent.some((window) => covers(window, page)),
    },
    policy,
  )
  return {
    ...live,
    groups: { ...live.groups, [group]: outcome.state },
    verdicts: [...live.verdicts, outcome.entry].sort((a, b) => a.slotMs - b.slotMs).slice(-LIVE_VERDICTS),
    outbox: [...live.outbox, ...outcome.events],
    unfiled: [...live.unfiled, ...outcome.records],
  }
}

function portalOf(config: Config, id: string) {
  const portal = config.catalogue.portals.find((candidate) => candidate.id === id)
  if (!portal) throw new Error(`portal ${id} is not in catalogue ${config.version}`)
  return portal
}
