import { timingOf } from '../judge/baseline.ts'
import { bareSubject, judgingGroup } from '../judge/closing.ts'
import { reduceSlot } from '../judge/incident.ts'
import { emptyGroupState, type GroupState, isUnusual, type OpenIncident, ruleOf } from '../judge/incident-state.ts'
import { isToldSlow, loadRatio } from '../judge/season.ts'
import { classOf } from '../judge/slot.ts'
import { believe, seenOf } from '../judge/slot-locations.ts'
import { dueAtMs, stepTelling } from '../judge/telling.ts'
import { NOTHING_TOLD } from '../judge/telling-state.ts'
import type { AlertEvent } from '../model/alert.ts'
import type { VantageGroup } from '../model/catalogue.ts'
import { type PageKey, portalOf } from '../model/id.ts'
import type { Policy } from '../model/policy.ts'
import type { TraceHeader, TraceLine } from '../model/trace.ts'
import type { SlotInput, SlotTiming } from '../model/verdict.ts'
import { type Series, type SeriesSeason, seriesOf } from './replay-baselines.ts'
import { daysOver, type JudgedTrace } from './replay-days.ts'
import { type SeenByGroup, seenByGroup } from './replay-locations.ts'
import { seasonsOf } from './replay-seasons.ts'
import { watchLocations } from './replay-watch.ts'

/** A trace on its way through the judge. */
export type Replay = {
  /** Takes one line and returns what it gave rise to. */
  readonly read: (line: TraceLine) => readonly AlertEvent[]
  /** The file has ended: the clock runs on two cadences. */
  readonly end: () => readonly AlertEvent[]
  /** Lines that came after their slot had closed, and changed nothing. */
  readonly late: () => number
}

type Pending = { readonly line: TraceLine; readonly timing: SlotTiming | null }

type PageTrace = JudgedTrace & {
  readonly pending: Map<number, Map<string, Pending>>
  /** The next slot to close, per group. */
  readonly next: Map<VantageGroup, number>
}

/**
 * Runs a trace through the judge. The clock is the largest slot read; a slot closes when its results are in, or when
 * a slot two cadences later is read. Slots of a page and group close in order. A trace has no catalogue that could be at
 * fault, and nobody who could decide it: what a page shows is held against it.
 */
export function createReplay(header: TraceHeader, policy: Policy): Replay {
  const everyMs = header.cadenceSeconds * 1_000
  const locationsOf = Map.groupBy(header.locations, ({ group }) => group)
  const groups = [...locationsOf.keys()]
  const groupOf = new Map(header.locations.map(({ id, group }) => [id, group]))
  const maintenance = Map.groupBy(header.maintenance, ({ page }) => page)
  const makeSeries = seriesOf(header, policy)
  const seasons = seasonsOf(
    { pages: header.pages, everyMs, policy },
    (page, location, of) => pages.get(page)?.series.get(location)?.levels(of) ?? [],
  )
  const pages: ReadonlyMap<PageKey, PageTrace> = new Map(
    header.pages.map((page) => {
      const seasonAt = (location: string): SeriesSeason => ({
        shiftAt: (slotMs) => seasons.shiftAt(page, location, slotMs),
        daysBefore: (day) => seasons.daysBefore(page, location, day),
      })
      const series = new Map(header.locations.map(({ id }) => [id, makeSeries(seasonAt(id))]))
      return [page, { page, pending: new Map(), series, groups: {}, next: new Map() }]
    }),
  )
  const seen = new Map(groups.map((group) => [group, seenByGroup(header.pages, everyMs, policy)]))
  const { endedDays, judgeDays } = daysOver(header, policy)
  const watch = watchLocations(header, policy)
  let clockMs = -1
  let late = 0

  const close = (trace: PageTrace, group: VantageGroup): readonly AlertEvent[] => {
    const slotMs = trace.next.get(group) as number
    const results = trace.pending.get(slotMs)
    const inputs: readonly SlotInput[] = (locationsOf.get(group) ?? []).map(({ id, network }) => {
      const { line = null, timing = null } = results?.get(id) ?? {}
      return {
        location: id,
        group,
        network,
        class: classOf(line),
        cause: line?.cause ?? null,
        confirmed: line !== null,
        timing,
      }
    })
    const { faults, slowness } = (seen.get(group) as SeenByGroup).lookAt(slotMs)
    const believed = believe(inputs, faults)
    seasons.note(trace.page, believed, isToldSlow(trace.groups))
    const covered = maintenance.get(trace.page)?.some(({ fromMs, toMs }) => slotMs >= fromMs && slotMs < toMs) ?? false
    const outcome = reduceSlot(
      trace.groups[group] ?? emptyGroupState(),
      {
        subject: bareSubject(trace.page, portalOf(trace.page), header.timezone),
        group,
        slotMs,
        everyMs,
        nowMs: clockMs,
        inputs: believed,
        slowness,
        maintenance: covered,
        silenced: false,
        judging:
          judgingGroup(header.locations, {
            groups: trace.groups,
            slotMs,
            policy,
            isConclusive: (id) => classOf(results?.get(id)?.line ?? null) !== 'UNKNOWN',
          }) === group,
      },
      policy,
    )
    leaveOutIncidents(trace, outcome.state, { group, slotMs })
    const { level } = outcome.state
    if (level !== undefined && level !== trace.groups[group]?.level)
      for (const { id } of locationsOf.get(group) ?? [])
        trace.series.get(id)?.restart({ fromMs: level.sinceMs, nowMs: clockMs })
    trace.groups[group] = outcome.state
    trace.next.set(group, slotMs + everyMs)
    if ([...trace.next.values()].every((next) => next > slotMs)) trace.pending.delete(slotMs)
    return [...outcome.events, ...watch.close(believed, { slotMs, nowMs: clockMs })]
  }

  const leaveOutIncidents = (
    trace: PageTrace,
    after: GroupState,
    at: { readonly group: VantageGroup; readonly slotMs: number },
  ): void => {
    const before = trace.groups[at.group]
    for (const [was, is] of [
      [before?.down, after.down],
      [unusual(before?.slow), unusual(after.slow)],
    ]) {
      if (!is && !was) continue
      const fromMs = was ? at.slotMs : (is?.sinceMs ?? at.slotMs)
      for (const { id } of locationsOf.get(at.group) ?? []) trace.series.get(id)?.leaveOut({ fromMs, toMs: at.slotMs })
    }
  }

  const isComplete = (trace: PageTrace, group: VantageGroup): boolean => {
    const results = trace.pending.get(trace.next.get(group) as number)
    return results !== undefined && (locationsOf.get(group) ?? []).every(({ id }) => results.has(id))
  }

  const closeWhatCan = (trace: PageTrace, group: VantageGroup): readonly AlertEvent[] => {
    const events: AlertEvent[] = []
    while ((trace.next.get(group) as number) <= clockMs - 2 * everyMs || isComplete(trace, group))
      events.push(...close(trace, group))
    return events
  }

  const runClockTo = (timeMs: number): readonly AlertEvent[] => {
    clockMs = timeMs
    for (const of of seen.values()) of.forget(clockMs)
    const events = [...pages.values()].flatMap((trace) => groups.flatMap((group) => closeWhatCan(trace, group)))
    for (const day of endedDays(clockMs)) events.push(...judgeDays([...pages.values()], { day, nowMs: clockMs }))
    return events
  }

  const keep = (trace: PageTrace, group: VantageGroup, line: TraceLine): Pending => {
    const series = trace.series.get(line.location) as Series
    series.keep(line)
    const timing = timingOf(line, series.cellsAt(line.slotMs))
    const saw = seenOf(line, { ratio: loadRatio(timing), address: null })
    if (saw !== null) seen.get(group)?.note(trace.page, line.location, saw)
    return { line, timing }
  }

  let telling = NOTHING_TOLD
  let dueMs = Number.POSITIVE_INFINITY
  const told = (noted: readonly AlertEvent[]): readonly AlertEvent[] => {
    if (noted.length === 0 && clockMs < dueMs) return noted
    const notes = noted.map((event) => ({ event, addresses: [] }))
    const { state, events } = stepTelling(telling, { notes, nowMs: clockMs, policy })
    telling = state
    dueMs = dueAtMs(state, policy)
    return events
  }

  const read = (line: TraceLine): readonly AlertEvent[] => {
    if (clockMs < 0) for (const trace of pages.values()) for (const group of groups) trace.next.set(group, line.slotMs)
    const events: AlertEvent[] = []
    if (line.slotMs > clockMs) events.push(...runClockTo(line.slotMs))
    const trace = pages.get(line.page) as PageTrace
    const group = groupOf.get(line.location) as VantageGroup
    // Its slot is closed: a late result changes rows, never an incident.
    if (line.slotMs < (trace.next.get(group) as number)) {
      late++
      return events
    }
    const results = trace.pending.get(line.slotMs) ?? new Map<string, Pending>()
    trace.pending.set(line.slotMs, results)
    const before = results.get(line.location)
    if (!before || isFirst(line, before.line)) results.set(line.location, keep(trace, group, line))
    events.push(...closeWhatCan(trace, group))
    return events
  }

  const runOn = (): readonly AlertEvent[] => (clockMs < 0 ? [] : told(runClockTo(clockMs + everyMs)))

  return { read: (line) => told(read(line)), end: () => [...runOn(), ...runOn()], late: () => late }
}

function unusual(incident: OpenIncident | null | undefined): OpenIncident | null {
  return incident && isUnusual({ ...incident, ...ruleOf(incident) }) ? incident : null
}

/** Of two lines for one key the one whose canonical JSON sorts first stays, as among results that start together. */
export function isFirst(line: TraceLine, than: TraceLine): boolean {
  for (const field of ['cause', 'outcome', 'totalMs', 'waitMs'] as const) {
    // With what follows a value in JSON, since 4 is the beginning of 41.
    const [a, b] = [`${JSON.stringify(line[field])}}`, `${JSON.stringify(than[field])}}`]
    if (a !== b) return a < b
  }
  return false
}
