import { type Cells, NO_CELLS, timingOf } from '../judge/baseline.ts'
import { hourOf, shapeDay } from '../judge/day-shape.ts'
import { cellsOf } from '../judge/day-timings.ts'
import { type ExpectedSlot, expectedSlots, type Timetable } from '../judge/expected.ts'
import { loadRatio, type SeasonShift, seasonShift, shifted } from '../judge/season.ts'
import { type Seen, seenOf } from '../judge/slot-locations.ts'
import { hostOf, type VantageGroup } from '../model/catalogue.ts'
import type { Config } from '../model/config.ts'
import { dayOf } from '../model/day.ts'
import { HOUR_MS } from '../model/duration.ts'
import type { Observation } from '../model/observation.ts'
import { baselinesOf } from '../record/baselines.ts'
import type { LivePage } from '../record/live.ts'
import { observationsOf } from '../record/results.ts'
import type { Table } from '../record/table.ts'

/** What the slots of a page that can close are closed by. */
export type OpenedPage = {
  readonly live: LivePage
  /** Of each group the slots after its last closed one that have begun. */
  readonly candidates: readonly { readonly group: VantageGroup; readonly slots: readonly ExpectedSlot[] }[]
  readonly rowsOf: (slotMs: number) => ReadonlyMap<string, Observation>
  /** What is usual at a location in the hour of a slot. */
  readonly cellsAt: (slot: ExpectedSlot, location: string) => Cells
  /** What a location last told in or before a slot, as far back as a cadence; null: nothing. */
  readonly seenAt: (location: string, at: { readonly slotMs: number; readonly everyMs: number }) => Seen | null
}

const GROUPS: readonly VantageGroup[] = ['domestic', 'abroad']

/** Slots of one page and group that one call closes at most: after a long silence the rest comes with the next call. */
const MAX_SLOTS = 500

/**
 * Reads what a page's next slots need: its rows, and once an hour what is usual in it; within the hour the live item
 * remembers.
 */
export async function openPage(
  live: LivePage,
  at: {
    readonly tables: readonly Timetable[]
    readonly nowMs: number
    readonly table: Table
    /** What all pages of a location have in common at present. */
    readonly seasonOf: (location: string) => SeasonShift
  },
): Promise<OpenedPage> {
  const candidates = GROUPS.map((group) => ({
    group,
    slots: expectedSlots(at.tables, {
      page: live.page,
      group,
      afterMs: live.groups[group]?.closedMs ?? -1,
      nowMs: at.nowMs,
      limit: MAX_SLOTS,
    }),
  })).filter(({ slots }) => slots.length > 0)
  const slots = candidates.flatMap((candidate) => candidate.slots)
  const all = slots.map(({ slotMs }) => slotMs)
  const rows =
    all.length === 0
      ? []
      : await observationsOf(at.table, live.page, { fromMs: Math.min(...all), toMs: Math.max(...all) + 1 })
  const bySlot = new Map(
    [...Map.groupBy(rows, ({ slotMs }) => slotMs)].map(([slotMs, same]) => [
      slotMs,
      new Map(same.map((row) => [row.location, row])),
    ]),
  )
  const rowsOf = (slotMs: number): ReadonlyMap<string, Observation> => bySlot.get(slotMs) ?? new Map()
  const cellsAt = await usualOf(live, { slots, table: at.table, seasonOf: at.seasonOf })
  const slotAt = new Map(slots.map((slot) => [slot.slotMs, slot]))
  return {
    live,
    candidates,
    rowsOf,
    cellsAt,
    seenAt: (location, { slotMs, everyMs }) => {
      for (const ms of [slotMs, slotMs - everyMs]) {
        const row = rowsOf(ms).get(location)
        const slot = slotAt.get(ms)
        const seen = row && slot ? seenIn(row, cellsAt(slot, location)) : null
        if (seen !== null) return seen
      }
      return live.seen[location] ?? null
    },
  }
}

/** What a row tells of its location. */
export function seenIn(row: Observation, cells: Cells): Seen | null {
  const timing = timingOf({ ...row.phases, outcome: row.outcome }, cells)
  return seenOf(row, { ratio: loadRatio(timing), address: row.address })
}

/** The hour of a slot, by which what is usual is remembered. */
export function hourOfSlot({ slotMs }: { readonly slotMs: number }): number {
  return Math.floor(slotMs / HOUR_MS) * HOUR_MS
}

/** The host of a page, and how often it is looked at. */
export function hostAndCadence(
  config: Config,
  key: string,
): { readonly host: string; readonly everyMs: number } | null {
  const page = config.catalogue.portals.flatMap(({ pages }) => pages).find((one) => one.key === key)
  return page?.url ? { host: hostOf(page.url), everyMs: page.http.everyMs } : null
}

async function usualOf(
  live: LivePage,
  of: {
    readonly slots: readonly ExpectedSlot[]
    readonly table: Table
    readonly seasonOf: (location: string) => SeasonShift
  },
): Promise<OpenedPage['cellsAt']> {
  const { slots, table, seasonOf } = of
  const remembered = live.usual
  const isRemembered = slots.every(
    (slot) =>
      remembered?.hourMs === hourOfSlot(slot) && slot.locations.every(({ id }) => remembered.cells[id] !== undefined),
  )
  if (isRemembered) return (_, location) => remembered?.cells[location] ?? NO_CELLS
  const baselines = new Map((await baselinesOf(table, live.page)).map((stored) => [stored.location, stored]))
  const found = new Map<string, Cells>()
  return (slot, location) => {
    const name = `${hourOfSlot(slot)} ${location}`
    const before = found.get(name)
    if (before) return before
    const { timezone, calendar } = slot.config.catalogue
    const group = slot.locations.find(({ id }) => id === location)?.group
    const level = group && live.groups[group]?.level
    const stored = baselines.get(location)
    // What was usual before the page was as it is now says nothing of it.
    const isOld = stored !== undefined && level !== undefined && stored.day <= dayOf(level.atMs, timezone)
    const baseline = isOld ? undefined : stored?.baseline
    const day = shapeDay(dayOf(slot.slotMs, timezone), { timezone, everyMs: slot.everyMs, calendar })
    const at = { hour: hourOf(day, slot.slotMs), free: day.shape.free }
    const cells = baseline
      ? shifted(cellsOf(baseline, at), seasonShift(live.paces[location], seasonOf(location)))
      : NO_CELLS
    found.set(name, cells)
    return cells
  }
}
