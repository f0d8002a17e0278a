import type { VantageGroup } from '../model/catalogue.ts'
import { measuredPages } from '../model/catalogue.ts'
import { OWN_CAUSES } from '../model/cause.ts'
import { type Config, locationsFor } from '../model/config.ts'
import { MINUTE_MS } from '../model/duration.ts'
import type { PageKey } from '../model/id.ts'
import type { VerdictEntry } from './incident-state.ts'
import type { LocationRollup } from './rollup.ts'

/** A location's checks of the slots that begin in a span of time, once all of them are closed. */
export type CheckSpan = {
  readonly fromMs: number
  readonly toMs: number
  readonly due: number
  /** Without a result. */
  readonly missing: number
  /** With a result that is a fault of the location, its clock aside. */
  readonly faulty: number
  /** Dropped for its clock. */
  readonly clock: number
}

/** A location's checks of one hour that is over and counted. */
export type HourCoverage = {
  readonly hourMs: number
  readonly toMs: number
  /** Outside of maintenance. */
  readonly due: number
  /** Measured, or kept from it by the portal. */
  readonly covered: number
}

export type LocationFacts = {
  readonly location: string
  readonly group: VantageGroup
  /** Since when it is expected to measure. */
  readonly playedSinceMs: number
  /** The minute of the latest receipt that is at hand; null: none. */
  readonly lastReceiptMs: number | null
  /** In order. */
  readonly spans: readonly CheckSpan[]
  readonly coverage: HourCoverage | null
  /** How late visits begin, the middle one of those looked at; null: none could be. */
  readonly driftMs: number | null
  /** What its control target told last; null: nothing. */
  readonly clockOffsetMs: number | null
}

export type QueueFacts = {
  readonly queue: 'observations' | 'jobs' | 'checks' | 'audits'
  /** Null: the hub's. */
  readonly location: string | null
  readonly waiting: number
  /** Since when the oldest message waits; null: none does. */
  readonly oldestMs: number | null
}

export type WatchFacts = {
  readonly nowMs: number
  readonly locations: readonly LocationFacts[]
  /** Empty: nobody can tell here. */
  readonly queues: readonly QueueFacts[]
  /** Null: nobody can tell here. */
  readonly deadLetters: number | null
  /** For how many whole days the oldest day that isn't archived has been over. */
  readonly unarchivedDays: number
}

/** What a page's live item says of its slots. */
export type JudgedPage = { readonly page: PageKey; readonly verdicts: readonly VerdictEntry[] }

/** Pages that are measured less often tell too late to be waited for; coverage counts them. */
const LONGEST_CADENCE_MS = 15 * MINUTE_MS

/** The longest that a slot waits after its last due time, and room for who closes it. */
const CLOSING_MS = 3 * MINUTE_MS

/**
 * Spans of a location's checks after `afterMs` that are over and closed, in order, those without any check left out.
 * A span is as long as the shortest cadence, a minute at least.
 */
export function checkSpans(
  pages: readonly JudgedPage[],
  of: { readonly config: Config; readonly location: string; readonly afterMs: number; readonly nowMs: number },
): readonly CheckSpan[] {
  const cadences = new Map(
    measuredPages(of.config.catalogue)
      .filter((page) => locationsFor(of.config, page).some(({ id }) => id === of.location))
      .map((page) => [page.key, page.http.everyMs]),
  )
  const shortestMs = Math.min(...cadences.values())
  const limitMs = Math.max(shortestMs, LONGEST_CADENCE_MS)
  const judged = pages.filter(({ page }) => (cadences.get(page) ?? Number.POSITIVE_INFINITY) <= limitMs)
  const waitMs = Math.max(0, ...judged.map(({ page }) => cadences.get(page) ?? 0)) + CLOSING_MS
  const stepMs = Math.max(MINUTE_MS, shortestMs)
  const spans = new Map<number, { due: number; missing: number; faulty: number; clock: number }>()
  for (const { slotMs, inputs } of judged.flatMap(({ verdicts }) => verdicts)) {
    const fromMs = Math.floor(slotMs / stepMs) * stepMs
    if (fromMs < of.afterMs || fromMs + stepMs + waitMs > of.nowMs) continue
    const input = readInput(inputs, of.location)
    // A switch of ours kept it away: nobody's fault.
    if (input === null || input.cause === 'killed') continue
    const span = spans.get(fromMs) ?? { due: 0, missing: 0, faulty: 0, clock: 0 }
    spans.set(fromMs, span)
    span.due++
    if (input.class !== 'UNKNOWN') continue
    if (input.cause === null) span.missing++
    else if (input.cause === 'monitor_clock') span.clock++
    else if (input.cause.startsWith('monitor_')) span.faulty++
  }
  return [...spans].sort(([a], [b]) => a - b).map(([fromMs, counts]) => ({ fromMs, toMs: fromMs + stepMs, ...counts }))
}

/** The beginning of the latest slot of which any location's result is known; null: none. */
export function lastAnsweredMs(pages: readonly JudgedPage[]): number | null {
  const answered = pages
    .flatMap(({ verdicts }) => verdicts)
    .filter(({ inputs }) => inputs.split(' ').some((input) => input !== '' && !input.endsWith(':UNKNOWN')))
  return answered.length === 0 ? null : answered.reduce((latest, { slotMs }) => Math.max(latest, slotMs), 0)
}

/** What the rollups of an hour come to for each location. Maintenance and kill switches are nobody's fault. */
export function addCoverage(
  hour: { readonly hourMs: number; readonly toMs: number },
  rollups: readonly LocationRollup[],
): ReadonlyMap<string, HourCoverage> {
  const found = new Map<string, HourCoverage>()
  for (const { location, due, missing, counts, causes } of rollups) {
    const before = found.get(location) ?? { ...hour, due: 0, covered: 0 }
    const own = OWN_CAUSES.reduce((sum, cause) => sum + (cause === 'killed' ? 0 : (causes[cause] ?? 0)), 0)
    const answered = counts.passed + counts.failed + counts.inconclusive
    const expected = due - (missing.killed ?? 0)
    found.set(location, { ...hour, due: before.due + expected, covered: before.covered + answered - own })
  }
  return found
}

/** `a:OK b:FAIL/http_5xx`, the part of one location; null: it was not expected. */
function readInput(inputs: string, location: string): { readonly class: string; readonly cause: string | null } | null {
  const found = inputs.split(' ').find((input) => input.startsWith(`${location}:`))
  if (found === undefined) return null
  const [seen = '', cause = null] = found.slice(location.length + 1).split('/')
  return { class: seen, cause }
}
