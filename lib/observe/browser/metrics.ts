import type { Result } from 'lighthouse'
import { type Audit, type AuditMetrics, NO_METRICS } from '../../model/audit.ts'

/** What a report says, in our units. `score` is null where any of the five weighted metrics is missing. */
export type Measured = {
  readonly score: number | null
  readonly metrics: AuditMetrics
  readonly observed: Audit['observed']
}

const WEIGHTED = [
  'first-contentful-paint',
  'largest-contentful-paint',
  'speed-index',
  'total-blocking-time',
  'cumulative-layout-shift',
] as const

/** Lighthouse lists tasks from this length on as long. */
const LONG_TASK_MS = 50

/** Reads the metrics off a report; milliseconds are rounded to whole ones, CLS to 4 decimals. */
export function measuredIn(report: Result): Measured {
  const numeric = (id: string): number | null => finite(report.audits[id]?.numericValue)
  const whole = (value: number | null): number | null => (value === null ? null : Math.round(value))
  const overview = items(report, 'metrics')[0] ?? {}
  const complete = WEIGHTED.every((id) => numeric(id) !== null && report.audits[id]?.score !== null)
  const cls = numeric('cumulative-layout-shift')
  return {
    score: complete ? finite(report.categories.performance?.score) : null,
    metrics: {
      ...NO_METRICS,
      fcpMs: whole(numeric('first-contentful-paint')),
      lcpMs: whole(numeric('largest-contentful-paint')),
      siMs: whole(numeric('speed-index')),
      tbtMs: whole(numeric('total-blocking-time')),
      cls: cls === null ? null : Math.round(cls * 10_000) / 10_000,
      ttiMs: whole(numeric('interactive')),
      ttfbMs: whole(numeric('server-response-time')),
      longestTaskMs: longestTaskMs(report),
      totalBytes: whole(numeric('total-byte-weight')),
      requests: report.audits['network-requests']?.details ? items(report, 'network-requests').length : null,
    },
    observed: {
      fcpMs: whole(finite(overview.observedFirstContentfulPaint)),
      lcpMs: whole(finite(overview.observedLargestContentfulPaint)),
      siMs: whole(finite(overview.observedSpeedIndex)),
      loadMs: whole(finite(overview.observedLoad)),
    },
  }
}

/**
 * The main thread's longest task on the simulated processor. Lighthouse reports simulated tasks from 50 ms on; below,
 * the longest task seen here times the slowdown stands for it, short of 50 ms.
 */
function longestTaskMs(report: Result): number | null {
  if (!report.audits['long-tasks'] || report.audits['long-tasks'].errorMessage !== undefined) return null
  const [longest] = items(report, 'long-tasks').map(({ duration }) => finite(duration) ?? 0)
  if (longest !== undefined) return Math.round(longest)
  const seen = items(report, 'main-thread-tasks').map(({ duration }) => finite(duration) ?? 0)
  const slowdown = report.configSettings.throttling.cpuSlowdownMultiplier
  return Math.min(LONG_TASK_MS - 1, Math.round(Math.max(0, ...seen) * slowdown))
}

function items(report: Result, id: string): readonly Readonly<Record<string, unknown>>[] {
  const details = report.audits[id]?.details
  return details && 'items' in details ? (details.items as Record<string, unknown>[]) : []
}

function finite(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
