import type { Status } from '../flow/status.ts'
import type { Verdict } from '../model/verdict.ts'

const VERDICTS: readonly Verdict[] = ['ok', 'slow', 'regional', 'down', 'unknown']

type Sample = { readonly labels: Readonly<Record<string, string>>; readonly value: number }

/** The live state in Prometheus' text format 0.0.4: one number a line, gauges only. */
export function metricsText(status: Status): string {
  const results = status.pages.flatMap(({ page, locations }) => locations.map((one) => ({ page, ...one })))
  return [
    gauge(
      'nhip_page_verdict',
      'Whether this is the verdict of the page (1) or not (0).',
      status.pages.flatMap(({ page, group, verdict }) =>
        VERDICTS.map((one) => ({ labels: { page, group, verdict: one }, value: Number(one === verdict) })),
      ),
    ),
    gauge(
      'nhip_check_passed',
      'Whether the latest check passed (1), failed (0) or could not tell (-1).',
      results.map(({ page, location, outcome }) => ({
        labels: { page, location },
        value: outcome === 'passed' ? 1 : outcome === 'failed' ? 0 : -1,
      })),
    ),
    gauge(
      'nhip_check_duration_seconds',
      'Duration of the latest check, in seconds, where it passed.',
      results.flatMap(({ page, location, outcome, totalMs }) =>
        outcome === 'passed' && totalMs !== null ? [{ labels: { page, location }, value: totalMs / 1_000 }] : [],
      ),
    ),
    gauge(
      'nhip_check_slot_seconds',
      'Slot of the latest check, in epoch seconds.',
      results.map(({ page, location, slotMs }) => ({ labels: { page, location }, value: slotMs / 1_000 })),
    ),
    gauge(
      'nhip_audit_score',
      'Lighthouse score of the latest audit, 0 to 1.',
      status.pages.flatMap(({ page, audit }) =>
        audit === null || audit.score === null
          ? []
          : [{ labels: { page, location: audit.location }, value: audit.score }],
      ),
    ),
    gauge(
      'nhip_open_incidents',
      'Incidents that are open, by kind and severity.',
      [...Map.groupBy(status.incidents, ({ kind, severity }) => `${kind} ${severity}`)].map(([key, all]) => {
        const [kind = '', severity = ''] = key.split(' ')
        return { labels: { kind, severity }, value: all.length }
      }),
    ),
    gauge(
      'nhip_location_last_seen_seconds',
      'When a location last measured, in epoch seconds.',
      status.locations.flatMap(({ location, lastSeenMs }) =>
        lastSeenMs === null ? [] : [{ labels: { location }, value: lastSeenMs / 1_000 }],
      ),
    ),
  ].join('')
}

function gauge(name: string, help: string, samples: readonly Sample[]): string {
  const lines = samples.map(({ labels, value }) => {
    const inner = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`)
    return `${name}{${inner.join(',')}} ${value}\n`
  })
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`
}

function escaped(text: string): string {
  return text.replace(/[\\"\n]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`))
}
