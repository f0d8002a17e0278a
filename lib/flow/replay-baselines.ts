import { type Cell, type Cells, cellsOfDay, type DaySteps, NO_CELLS, STEP, stepOf } from '../judge/baseline.ts'
import { hourOf, type ShapedDay, shapeDay, stepIndex } from '../judge/day-shape.ts'
import { type DayMedians, DISTURBED_MS } from '../judge/drift.ts'
import { addDays, dayOf } from '../model/day.ts'
import type { Policy } from '../model/policy.ts'
import type { TraceHeader, TraceLine } from '../model/trace.ts'

/** The durations of one page at one location, and what is usual of them. */
export type Series = {
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
export function seriesOf(header: TraceHeader, policy: Policy): () => Series {
  const dayAt = calendarOf(header)
  return () => {
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
      const made: KeptDay = { at, wait: emptyDay(at), total: emptyDay(at), held: null }
      days.push(made)
      days.sort((a, b) => a.at.fromMs - b.at.fromMs)
      // One more, for what comes late.
      if (days.length > policy.baseline.days + 2) days.shift()
      return made
    }
    const usualOn = (at: ShapedDay): UsualDay => {
      const first = addDays(at.day, -policy.baseline.days)
      const known = days.filter((one) => one.at.fromMs < at.fromMs && one.at.day >= first)
      const of = (metric: keyof Cells): readonly (Cell | null)[] =>
        cellsOfDay(
          known.map((one) => one[metric]),
          at.shape.free,
          policy,
        )
      return { at, wait: of('wait'), total: of('total') }
    }
    const set = ({ steps }: DaySteps, index: number, ms: number | null): void => {
      steps[index] = ms === null ? NONE : stepOf(ms)
    }
    return {
      keep: ({ slotMs, outcome, waitMs, totalMs }) => {
        const { at, wait, total } = dayOfSlot(slotMs)
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
        cells = { wait: usual.wait[hour] ?? null, total: usual.total[hour] ?? null }
        return cells
      },
      leaveOut: (span) => {
        for (const day of days) {
          const { at } = day
          if (at.toMs <= span.fromMs || at.fromMs > span.toMs) continue
          const first = Math.max(0, Math.ceil((span.fromMs - at.fromMs) / at.stepMs))
          const last = Math.floor((Math.min(span.toMs, at.toMs - 1) - at.fromMs) / at.stepMs)
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
