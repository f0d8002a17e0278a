import { type Day, dayOf } from '../model/day.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../model/duration.ts'
import type { PartOfWork, Span } from './page-schedule.ts'
import type { Stratum } from './stratum.ts'
import { workingDayAfter } from './working-days.ts'

/** What a score leaves out of a page's due checks for maintenance, and what of it counts all the same. */
export type AcceptedMaintenance = {
  /** Apart from each other, in order. */
  readonly accepted: readonly Span[]
  /** All that was declared before it began. */
  readonly plannedMs: number
  readonly acceptedMs: number
}

/** Ahead of its day, that of the declaration not counted. */
const WORKING_DAYS_AHEAD = 5

const MOST_MS = 8 * HOUR_MS
const PER_MS = 28 * DAY_MS

/** Parts of the week begin on the quarter of an hour, in every zone. */
const STEP_MS = 15 * MINUTE_MS

/**
 * Accepts, of maintenance that was declared at least five working days ahead, what lies outside working hours, and of that
 * what the 28 days before it began leave of eight hours: the rest counts like any other time. What was before the span
 * doesn't matter, so that a period is judged by itself.
 */
export function acceptMaintenance(
  planned: readonly PartOfWork[],
  of: {
    readonly timezone: string
    readonly isWorking: (day: Day) => boolean
    readonly stratumOf: (atMs: number) => Stratum
  },
): AcceptedMaintenance {
  const inTime = planned.filter(({ beginMs, declaredAtMs }) => {
    if (declaredAtMs === null) return true
    const earliest = workingDayAfter(dayOf(declaredAtMs, of.timezone), { ...of, days: WORKING_DAYS_AHEAD })
    return dayOf(beginMs, of.timezone) >= earliest
  })
  const accepted: Span[] = []
  for (const { fromMs, toMs } of merged(inTime).flatMap((span) => outsideWork(span, of.stratumOf))) {
    const leftMs =
      MOST_MS - lengthOf(accepted.map((span) => ({ ...span, fromMs: Math.max(span.fromMs, fromMs - PER_MS) })))
    if (leftMs > 0) accepted.push({ fromMs, toMs: Math.min(toMs, fromMs + leftMs) })
  }
  const whole = merged(accepted)
  return { accepted: whole, plannedMs: lengthOf(merged(planned)), acceptedMs: lengthOf(whole) }
}

/** Whether a moment lies in one of several spans. */
export function isWithin(spans: readonly Span[], atMs: number): boolean {
  return spans.some(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs)
}

function outsideWork({ fromMs, toMs }: Span, stratumOf: (atMs: number) => Stratum): readonly Span[] {
  const parts: Span[] = []
  for (let atMs = fromMs; atMs < toMs; ) {
    const nextMs = Math.min(toMs, (Math.floor(atMs / STEP_MS) + 1) * STEP_MS)
    if (stratumOf(atMs) !== 'work') parts.push({ fromMs: atMs, toMs: nextMs })
    atMs = nextMs
  }
  return merged(parts)
}

function merged(spans: readonly Span[]): readonly Span[] {
  const found: { fromMs: number; toMs: number }[] = []
  for (const { fromMs, toMs } of spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = found.at(-1)
    if (last && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs)
    else found.push({ fromMs, toMs })
  }
  return found
}

function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { fromMs, toMs }) => sum + Math.max(0, toMs - fromMs), 0)
}
