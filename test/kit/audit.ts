import { type Audit, NO_METRICS } from '../../lib/model/audit.ts'

/** A valid audit that passed. */
export function audit(changes: Partial<Audit> = {}): Audit {
  const slotMs = changes.slotMs ?? 1_790_000_100_000
  return {
    type: 'audit',
    page: 'da-nang/home',
    location: 'sgn',
    slotMs,
    startedAtMs: slotMs + 400,
    url: 'https://dichvucong.example.org/',
    finalUrl: 'https://dichvucong.example.org/',
    outcome: 'passed',
    cause: null,
    detail: null,
    httpStatus: 200,
    journey: null,
    score: 0.77,
    metrics: { ...NO_METRICS, lcpMs: 2_100, readyMs: null },
    observed: { fcpMs: null, lcpMs: null, siMs: null, loadMs: null },
    engine: null,
    representative: null,
    spread: { score: null, lcpMs: null },
    runs: [],
    readiness: null,
    refusals: [],
    refusedRequests: [],
    conditions: {
      instrument: null,
      profile: 'mobile',
      throttling: {},
      cpuSlowdownMultiplier: null,
      benchmarkIndex: { before: null, after: null },
      chromiumMode: null,
      software: { nhip: '0', node: '24' },
    },
    durationMs: 12_000,
    catalogVersion: 'v1',
    ...changes,
  }
}
