import { type Cell, type Cells, cellsOfDay, type DaySteps, NO_CELLS, stepOf } from '../judge/baseline.ts'
import { hourOf, type ShapedDay, shapeDay, stepIndex } from '../judge/day-shape.ts'
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
}

type KeptDay = { readonly at: ShapedDay; readonly wait: DaySteps; readonly total: DaySteps }

/** By hour. */
type UsualDay = {
  readonly at: ShapedDay | null
  readonly wait: readonly (Cell | null)[]
  readonly total: readonly (Cell | null)[]
}

const NONE = -1

/** Makes series that share one calendar. */
export function seriesOf(header: TraceHeader, policy: Policy): () => Series {
  const dayAt = calendarOf(header)
  return () => {
    const days: KeptDay[] = []
    let cells: Cells = NO_CELLS
    let usual: UsualDay = { at: null, wait: [], total: [] }
    let [fromMs, toMs] = [0, 0]

    const dayOfSlot = (slotMs: number): KeptDay => {
      const at = dayAt(slotMs)
      const last = days.at(-1)
      if (last?.at === at) return last
      const kept = days.find((one) => one.at === at)
      if (kept) return kept
      const made: KeptDay = { at, wait: emptyDay(at), total: emptyDay(at) }
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
        for (const { at, wait, total } of days) {
          if (at.toMs <= span.fromMs || at.fromMs > span.toMs) continue
          const first = Math.max(0, Math.ceil((span.fromMs - at.fromMs) / at.stepMs))
          const last = Math.floor((Math.min(span.toMs, at.toMs - 1) - at.fromMs) / at.stepMs)
          for (const { steps } of [wait, total]) steps.fill(NONE, first, last + 1)
        }
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
