import autocannon from 'autocannon'
import type { Stores } from '../../lib/local/stores.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { createDeadLetters } from '../../lib/record/dead-letters.ts'
import { createQueue } from '../../lib/record/queue.ts'
import { createApp } from '../../lib/web/app.ts'
import { serve } from '../kit/serve.ts'
import { makeQueue } from '../kit/stores.ts'

export type OverviewLoad = {
  readonly requests: number
  /** Answers other than 200, and requests without one. */
  readonly failed: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  /** Of one answer, compressed. */
  readonly bytes: number
}

/** Asks for the first page so often a second, from a thread of its own; `nowMs` is when the platform's clock begins. */
export async function loadOverview(
  stores: Stores,
  of: { readonly nowMs: number; readonly perSecond: number; readonly seconds: number },
): Promise<OverviewLoad> {
  const queue = createQueue(stores.clients.sqs, (await makeQueue(stores)).url)
  const beganMs = performance.now()
  const app = createApp({
    table: stores.table,
    // It must go on: what is shown is kept for a second.
    clock: { now: () => of.nowMs + performance.now() - beganMs, sleepUntil: () => Promise.resolve() },
    policy: DEFAULT_POLICY,
    observations: queue,
    jobs: queue,
    deadLetters: createDeadLetters(stores.clients.sqs, (await makeQueue(stores)).url),
    archive: stores.archive,
    hostnames: ['127.0.0.1'],
  })
  const served = await serve(app)
  const headers = { 'accept-encoding': 'gzip', 'accept-language': 'vi' }
  const one = await fetch(served.url, { headers })
  const bytes = Number(one.headers.get('content-length') ?? (await one.arrayBuffer()).byteLength)
  const result = await autocannon({
    url: served.url,
    connections: 20,
    overallRate: of.perSecond,
    duration: of.seconds,
    workers: 1,
    headers,
  })
  served.close()
  return {
    requests: result.requests.total,
    failed: result.non2xx + result.errors + result.timeouts,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    maxMs: result.latency.max,
    bytes,
  }
}
