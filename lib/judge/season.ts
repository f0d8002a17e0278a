import type { VantageGroup } from '../model/catalogue.ts'
import type { Day } from '../model/day.ts'
import { HOUR_MS } from '../model/duration.ts'
import type { Policy } from '../model/policy.ts'
import type { SlotInput, SlotTiming } from '../model/verdict.ts'
import { type Cell, type Cells, type DaySteps, MOST_LN, STEP } from './baseline.ts'
import type { GroupState } from './incident-state.ts'
import { median } from './quantile.ts'

/** How far a page at a location has been from what is usual lately, as logarithms; by metric. 0: as usual. */
export type Pace = Readonly<Record<keyof Cells, number>>

/** By how much what is usual is moved, as logarithms. */
export type SeasonShift = Pace

/** What one page says of a season. Pages of one vendor have one voice together. */
export type Voice = { readonly of: string; readonly ln: number }

/** A page at a location, day after day: `ln` is the median of the day's logarithms; null: the day tells too little. */
export type PageLevels = {
  readonly voice: string
  readonly days: readonly { readonly day: Day; readonly free: boolean; readonly ln: number | null }[]
}

/** What days of a page at a location were moved by, as logarithms. */
export type DayShifts = Readonly<Record<keyof Cells, ReadonlyMap<Day, number>>>

export const NO_DAY_SHIFTS: DayShifts = { wait: new Map(), total: new Map() }

export const NO_SHIFT: SeasonShift = { wait: 0, total: 0 }

const METRICS = ['wait', 'total'] as const

/**
 * A pace, one slot on: the exponential mean of ln(ms) above the usual of an ordinary season. A slot that tells nothing changes
 * nothing; a wild one counts for no more than e times.
 */
export function nextPace(
  pace: Pace | undefined,
  timing: SlotTiming | null,
  { everyMs, policy }: { readonly everyMs: number; readonly policy: Policy },
): Pace | undefined {
  if (timing === null || (timing.wait === null && timing.total === null)) return pace
  const part = everyMs / Math.max(policy.season.overHours * HOUR_MS, policy.season.overSlots * everyMs)
  const next = (metric: keyof Cells): number => {
    const before = pace?.[metric] ?? 0
    const against = timing[metric]
    if (against === null) return before
    const ln = Math.log(against.ratio * (against.season ?? 1))
    return rounded(before + part * (Math.max(-MOST_LN, Math.min(MOST_LN, ln)) - before))
  }
  return { wait: next('wait'), total: next('total') }
}

/** The paces of a page, one slot on, by location. */
export function pacesAfter(
  paces: Readonly<Record<string, Pace>>,
  inputs: readonly SlotInput[],
  of: { readonly everyMs: number; readonly policy: Policy },
): Readonly<Record<string, Pace>> {
  const next: Record<string, Pace> = { ...paces }
  for (const { location, timing } of inputs) {
    const pace = nextPace(paces[location], timing, of)
    if (pace !== undefined) next[location] = pace
  }
  return next
}

/** Whose voice a page has: a portal without a vendor has its own. */
export function voiceOf({ id, vendor }: { readonly id: string; readonly vendor: string | null }): string {
  return vendor === null ? `portal ${id}` : `vendor ${vendor}`
}

/**
 * What everybody is slower or faster by, as a logarithm: the median over the vendors of the medians of their pages, so that one
 * vendor's trouble is no season; 0 where too few say anything. Never beyond `most`: that is no season.
 */
export function seasonOf(voices: readonly Voice[], { season }: Policy): number {
  if (voices.length < season.pages) return 0
  const vendors = Map.groupBy(voices, (voice) => voice.of)
  if (vendors.size < season.vendors) return 0
  const ln = rounded(median([...vendors.values()].map((same) => median(same.map((voice) => voice.ln)))))
  const most = Math.log(season.most)
  return Math.max(-most, Math.min(most, ln))
}

/** A page goes with the season as far as it does so itself, and no further than everybody does. */
export function shiftBy(own: number, season: number): number {
  return season >= 0 ? Math.max(0, Math.min(own, season)) : Math.min(0, Math.max(own, season))
}

/** What is usual, moved. */
export function shifted(cells: Cells, shift: SeasonShift): Cells {
  return { wait: moved(cells.wait, shift.wait), total: moved(cells.total, shift.total) }
}

/**
 * By how much each day of each page was moved by a season, by day: working days beside working days, free ones beside free ones.
 * A day that is missing was not moved.
 */
export function dayShifts(pages: readonly PageLevels[], policy: Policy): readonly ReadonlyMap<Day, number>[] {
  const voices = new Map<Day, Voice[]>()
  const owns = pages.map(({ voice, days }) => {
    const own = new Map<Day, number>()
    const usual = [false, true].map((free) => medianOf(days, free))
    for (const { day, free, ln } of days) {
      if (ln === null) continue
      const above = ln - (usual[free ? 1 : 0] as number)
      own.set(day, above)
      const said = voices.get(day)
      if (said) said.push({ of: voice, ln: above })
      else voices.set(day, [{ of: voice, ln: above }])
    }
    return own
  })
  const seasons = new Map([...voices].map(([day, said]) => [day, seasonOf(said, policy)]))
  return owns.map((own, index) => {
    const found = new Map<Day, number>()
    for (const { day } of pages[index]?.days ?? []) {
      const season = seasons.get(day) ?? 0
      if (season !== 0) found.set(day, shiftBy(own.get(day) ?? season, season))
    }
    return found
  })
}

/** By how much what is usual of a page at a location is moved at present. */
export function seasonShift(own: Pace | undefined, season: SeasonShift): SeasonShift {
  if (own === undefined || (season.wait === 0 && season.total === 0)) return NO_SHIFT
  return { wait: shiftBy(own.wait, season.wait), total: shiftBy(own.total, season.total) }
}

/**
 * How slow a page is, for what is asked of all pages at once: beside the season, but beside the ordinary usual where all were quicker.
 * When that ends they are as ever; a location would look loaded, its timings would say nothing, and the season would never end.
 */
export function loadRatio(timing: SlotTiming | null): number | null {
  const wait = timing?.wait ?? null
  return wait === null ? null : wait.ratio * Math.min(1, wait.season ?? 1)
}

/** Whether a page has an open incident of SLOW, in any group. */
export function isToldSlow(groups: Readonly<Partial<Record<VantageGroup, Pick<GroupState, 'slow'>>>>): boolean {
  return Object.values(groups).some(({ slow }) => slow !== null)
}

/**
 * The season of a location by the paces of its pages. One that is told to be slow says that there is none: else a trouble that all
 * have would turn into a season, and its incidents would end while it lasts.
 */
export function seasonOfPaces(
  paces: readonly { readonly voice: string; readonly pace: Pace; readonly isSlow: boolean }[],
  policy: Policy,
): SeasonShift {
  const of = (metric: (typeof METRICS)[number]): number =>
    seasonOf(
      paces.map(({ voice, pace, isSlow }) => ({ of: voice, ln: isSlow ? 0 : pace[metric] })),
      policy,
    )
  return { wait: of('wait'), total: of('total') }
}

/** The median of a day's logarithms; null where half of the day or more is not known. */
export function levelOf({ steps }: DaySteps): number | null {
  const known = steps.filter((step) => step >= 0).sort()
  if (2 * known.length <= steps.length) return null
  const middle = (known.length - 1) >> 1
  return (((known[middle] as number) + (known[known.length >> 1] as number)) / 2) * STEP
}

/** As durations are kept for baselines. */
export function shiftSteps(ln: number | undefined): number {
  return Math.round((ln ?? 0) / STEP)
}

/** As it is kept beside a page's other state. */
function rounded(ln: number): number {
  return Math.round(ln * 100_000) / 100_000
}

function moved(cell: Cell | null, by: number): Cell | null {
  return cell === null || by === 0
    ? cell
    : { ...cell, ln: rounded(cell.ln + by), high: rounded(cell.high + by), season: by }
}

function medianOf(days: PageLevels['days'], free: boolean): number {
  return median(days.flatMap((day) => (day.free === free && day.ln !== null ? [day.ln] : [])))
}
