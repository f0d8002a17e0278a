import { median, nearestRank } from '../../lib/judge/quantile.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import { FAULTS, type Fault } from './live-portal.ts'

/** A page that began to fail, and the message of it. */
export type Onset = {
  readonly page: string
  readonly fault: Fault
  readonly atMs: number
  /** When the subscriber's queue took the message; null: there was none. */
  readonly toldAtMs: number | null
}

/** Times from onset to message, in cadences; of what hangs without the two time-outs of the check that decides. */
export type LiveFigures = {
  readonly fault: Fault
  readonly onsets: number
  readonly told: number
  readonly p50: number
  readonly p90: number
  readonly most: number
  /** What is to be added to each, whatever the cadence. */
  readonly seconds: number
  /** `most` at the cadence and the time-out that a catalogue has by default. */
  readonly mostMinutes: number
}

const DEFAULTS = { everyMs: 5 * MINUTE_MS, timeoutMs: MINUTE_MS / 2 }

/** Time-outs that a check takes that gets no answer: its own, and that of its second attempt. */
const TIMEOUTS = 2

/** Of each kind of failure; NaN where nothing was told. */
export function liveFigures(
  onsets: readonly Onset[],
  { everyMs, timeoutMs }: { readonly everyMs: number; readonly timeoutMs: number },
): readonly LiveFigures[] {
  return FAULTS.map((fault) => {
    const own = onsets.filter((onset) => onset.fault === fault)
    const waited = fault === 'hang' ? TIMEOUTS : 0
    const times = own
      .flatMap(({ atMs, toldAtMs }) => (toldAtMs === null ? [] : [(toldAtMs - atMs - waited * timeoutMs) / everyMs]))
      .toSorted((a, b) => a - b)
    const most = times.at(-1) ?? Number.NaN
    return {
      fault,
      onsets: own.length,
      told: times.length,
      p50: times.length > 0 ? median(times) : Number.NaN,
      p90: nearestRank(times, 0.9) ?? Number.NaN,
      most,
      seconds: (waited * timeoutMs) / 1_000,
      mostMinutes: (most * DEFAULTS.everyMs + waited * DEFAULTS.timeoutMs) / MINUTE_MS,
    }
  })
}

/** For people: Markdown, as the documents have it. */
export function liveTable(figures: readonly LiveFigures[]): string {
  const rows = figures.map(({ fault, onsets, told, p50, p90, most, seconds, mostMinutes }) => [
    fault,
    `${told} of ${onsets}`,
    ...[p50, p90, most].map((value) => value.toFixed(2)),
    seconds === 0 ? '–' : `${seconds}`,
    mostMinutes.toFixed(1),
  ])
  const head = ['what', 'told of', 'p50 cadences', 'p90', 'max', 'besides, s', 'max at 5 min and 30 s, min']
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
