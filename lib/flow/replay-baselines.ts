import { type Cell, type Cells, cellsOfDay, type DaySteps, NO_CELLS, STEP, stepOf } from '../judge/baseline.ts'
import { hourOf, type ShapedDay, shapeDay, stepIndex } from '../judge/day-shape.ts'
import { type DayMedians, DISTURBED_MS } from '../judge/drift.ts'
import { type DayShifts, levelOf, type PageLevels, type SeasonShift, shifted, shiftSteps } from '../judge/season.ts'
import { addDays, type Day, dayOf } from '../model/day.ts'
import type { Policy } from '../model/policy.ts'
import type { TraceHeader, TraceLine } from '../model/trace.ts'

/** The durations of one page at one location, and what is usual of them. */
export type Series = {
  /** The medians of a metric on the days before one that count for it. */
  readonly levels: (of: { readonly before: Day; readonly metric: keyof Cells }) => PageLevels['days']
  /** Keeps a line; a second one of its slot takes the place of the first. */
  readonly keep: (line: TraceLine) => void
  /** What is usual in a slot, by the days before its day. */
  readonly cellsAt: (slotMs: number) => Cells
  /** What a span holds counts for no baseline; `toMs` inclusive. */
  readonly leaveOut: (span: { readonly fromMs: number; readonly toMs: number }) => void
  /** What was before `fromMs` counts no more, and what was left out since then does; until the day is over nothing is usual. */
  readonly restart: (at: { readonly fromMs: number; readonly nowMs: number }) => void
  /** The medians of the days up to this one, which is over; to be asked day after day. */
  readonly endDay: (slotMs: number) => { readonly wait: DayMedians; readonly total: DayMedians }
}

type KeptDay = {
  readonly at: ShapedDay
  readonly wait: DaySteps
  readonly total: DaySteps
  /** What was left out; null: nothing was. */
  held: { readonly wait: Int16Array; readonly total: Int16Array } | null
  /** As long as nothing of the day changes. */
  level: Readonly<Record<keyof Cells, number | null>> | null
}

/** What a season does to a page at a location. */
export type SeriesSeason = {
  readonly shiftAt: (slotMs: number) => SeasonShift
  readonly daysBefore: (day: Day) => DayShifts
}

/** By hour. */
type UsualDay = {
  readonly at: ShapedDay | null
  readonly wait: readonly (Cell | null)[]
  readonly total: readonly (Cell | null)[]
}

const NONE = -1

const METRICS = ['wait', 'total'] as const

/** Makes series that share one calendar. */
export function seriesOf(header: TraceHeader, policy: Policy): (season: SeriesSeason) => Series {
  const dayAt = calendarOf(header)
  return (season) => {
    const days: KeptDay[] = []
    let cells: Cells = NO_CELLS
    let usual: UsualDay = { at: null, wait: [], total: [] }
    let [fromMs, toMs] = [0, 0]
    let blindUntilMs = 0
    const medians: { wait: (number | null)[]; total: (number | null)[] } = { wait: [], total: [] }

    const dayOfSlot = (slotMs: number): KeptDay => {
      const at = dayAt(slotMs)
      const last = days.at(-1)
      if (last?.at === at) return last
      const kept = days.find((one) => one.at === at)
      if (kept) return kept
      const made: KeptDay = { at, wait: emptyDay(at), total: emptyDay(at), held: null, level: null }
      days.push(made)
      days.sort((a, b) => a.at.fromMs - b.at.fromMs)
      // One more, for what comes late.
      if (days.length > policy.baseline.days + 2) days.shift()
      return made
    }
    const daysBefore = (day: Day): readonly KeptDay[] => {
      const first = addDays(day, -policy.baseline.days)
      return days.filter((one) => one.at.day < day && one.at.day >= first)
    }
    const usualOn = (at: ShapedDay): UsualDay => {
      const known = daysBefore(at.day)
      const shifts = season.daysBefore(at.day)
      const of = (metric: keyof Cells): readonly (Cell | null)[] =>
        cellsOfDay(
          known.map((one) => ({ ...one[metric], shift: shiftSteps(shifts[metric].get(one.at.day)) })),
          at.shape.free,
          policy,
        )
      return { at, wait: of('wait'), total: of('total') }
    }
    const set = ({ steps }: DaySteps, index: number, ms: number | null): void => {
      steps[index] = ms === null ? NONE : stepOf(ms)
    }
    return {
      levels: ({ before, metric }) =>
        daysBefore(before).map((day) => {
          day.level ??= { wait: levelOf(day.wait), total: levelOf(day.total) }
          return { day: day.at.day, free: day.at.shape.free, ln: day.level[metric] }
        }),
      keep: ({ slotMs, outcome, waitMs, totalMs }) => {
        const day = dayOfSlot(slotMs)
        const { at, wait, total } = day
        day.level = null
        const index = stepIndex(at, slotMs)
        if (index === null) return
        const passed = outcome === 'passed'
        set(wait, index, passed ? waitMs : null)
        set(total, index, passed ? totalMs : null)
      },
      cellsAt: (slotMs) => {
        if (slotMs < blindUntilMs) return NO_CELLS
        if (slotMs >= fromMs && slotMs < toMs) return cells
        const at = dayAt(slotMs)
        const hour = hourOf(at, slotMs)
        fromMs = slotMs
        toMs = Math.min(at.toMs, at.fromMs + (hour + 1) * 3_600_000)
        if (usual.at !== at) usual = usualOn(at)
        cells = shifted({ wait: usual.wait[hour] ?? null, total: usual.total[hour] ?? null }, season.shiftAt(slotMs))
        return cells
      },
      leaveOut: (span) => {
        for (const day of days) {
          const { at } = day
          if (at.toMs <= span.fromMs || at.fromMs > span.toMs) continue
          const first = Math.max(0, Math.ceil((span.fromMs - at.fromMs) / at.stepMs))
          const last = Math.floor((Math.min(span.toMs, at.toMs - 1) - at.fromMs) / at.stepMs)
          day.level = null
          day.held ??= { wait: emptyDay(at).steps, total: emptyDay(at).steps }
          for (const metric of METRICS) move(day[metric].steps, day.held[metric], { first, last })
        }
      },
      restart: (of) => {
        const kept = days.filter(({ at }) => at.toMs > of.fromMs)
        for (const day of kept) {
          const { at, held } = day
          const first = Math.max(0, Math.ceil((of.fromMs - at.fromMs) / at.stepMs))
          for (const metric of METRICS) {
            const { steps } = day[metric]
            if (held) move(held[metric], steps, { first, last: steps.length - 1 })
            steps.fill(NONE, 0, first)
          }
          day.held = null
          day.level = null
        }
        days.splice(0, days.length, ...kept)
        for (const metric of METRICS) medians[metric].fill(null)
        blindUntilMs = dayAt(of.nowMs).toMs
        ;[fromMs, toMs] = [0, 0]
        usual = { at: null, wait: [], total: [] }
      },
      endDay: (slotMs) => {
        const ended = days.find(({ at }) => slotMs >= at.fromMs && slotMs < at.toMs)
        for (const metric of METRICS) {
          medians[metric].push(ended ? medianOf(ended, metric) : null)
          if (medians[metric].length > policy.drift.anchorWithinDays) medians[metric].shift()
        }
        return medians
      },
    }
  }
}

function emptyDay({ shape }: ShapedDay): DaySteps {
  return { steps: new Int16Array(shape.hours[24] ?? 0).fill(NONE), shape }
}

/** The day of a slot; the same object for all slots of a day. */
function calendarOf({ timezone, cadenceSeconds, calendar }: TraceHeader): (slotMs: number) => ShapedDay {
  const days: ShapedDay[] = []
  let last: ShapedDay | null = null
  return (slotMs) => {
    if (last !== null && slotMs >= last.fromMs && slotMs < last.toMs) return last
    last = days.find(({ fromMs, toMs }) => slotMs >= fromMs && slotMs < toMs) ?? null
    if (last === null) {
      last = shapeDay(dayOf(slotMs, timezone), { timezone, everyMs: cadenceSeconds * 1_000, calendar })
      days.push(last)
    }
    return last
  }
}

/** Moves what there is; both ends are included. */
function move(
  from: Int16Array,
  to: Int16Array,
  { first, last }: { readonly first: number; readonly last: number },
): void {
  for (let index = first; index <= last; index++) {
    const step = from[index] as number
    if (step === NONE) continue
    to[index] = step
    from[index] = NONE
  }
}

/** Null where nothing passed, or the day tells of an incident. */
function medianOf({ at, held, ...day }: KeptDay, metric: (typeof METRICS)[number]): number | null {
  const out = held?.[metric].reduce((count, step) => (step === NONE ? count : count + 1), 0) ?? 0
  const steps = day[metric].steps.filter((step) => step !== NONE).sort()
  if (steps.length === 0 || out * at.stepMs >= DISTURBED_MS) return null
  const middle = (steps.length - 1) >> 1
  return Math.exp((((steps[middle] as number) + (steps[steps.length >> 1] as number)) / 2) * STEP)
}
