import { outcomeOf } from '../../lib/model/cause.ts'
import { NO_PHASES, type Observation } from '../../lib/model/observation.ts'

/** A valid observation; passed, or failed with `cause`, which its attempts then share. */
export function observation(changes: Partial<Observation> = {}): Observation {
  const cause = changes.cause ?? null
  const slotMs = changes.slotMs ?? 1_790_000_100_000
  const startedAtMs = changes.startedAtMs ?? slotMs + 400
  return {
    type: 'observation',
    page: 'da-nang/home',
    location: 'sgn',
    slotMs,
    startedAtMs,
    url: 'https://dichvucong.example.org/',
    finalUrl: 'https://dichvucong.example.org/',
    outcome: outcomeOf(cause),
    cause,
    detail: null,
    warnings: [],
    httpStatus: 200,
    httpVersion: '1.1',
    address: '203.0.113.7',
    family: 4,
    phases: { ...NO_PHASES, connectMs: 20.4, waitMs: 180.2, downloadMs: 12.9, totalMs: 258.6 },
    hops: [],
    attempts: Array.from({ length: cause === null ? 1 : 2 }, () => ({
      startedAtMs,
      outcome: outcomeOf(cause),
      cause,
      totalMs: 258.6,
    })),
    wireBytes: 18_234,
    bodyBytes: 90_211,
    bodySha256: 'ab'.repeat(32),
    tls: null,
    conditions: { inFlight: 1, eventLoopDelayMs: 0.4, software: { nhip: '0', node: '24' } },
    catalogVersion: 'v1',
    origin: 'probe',
    ...changes,
  }
}
