import { type Audit, NO_METRICS } from '../model/audit.ts'
import type { Clock } from '../model/clock.ts'
import { NHIP_VERSION } from '../model/software.ts'
import type { AuditVisit } from '../model/visit.ts'
import type { AuditRequest } from '../observe/browser/audit-request.ts'
import type { Deliver } from './deliver.ts'

export type AuditPorts = {
  readonly clock: Clock
  /** Makes one audit; never two at once. Rejects when the process that makes it died or was stopped. */
  readonly audit: (request: AuditRequest) => Promise<Audit>
  readonly deliver: Deliver
  readonly allowPrivate: boolean
  readonly stop: AbortSignal
}

/** Makes the audit that is due and sends it; what couldn't start in time is `monitor_timeout`. */
export async function runAudit(visit: AuditVisit, ports: AuditPorts): Promise<void> {
  const { clock, stop } = ports
  await clock.sleepUntil(visit.dueMs, stop)
  stop.throwIfAborted()
  if (clock.now() >= visit.untilMs) return ports.deliver(unstarted(visit, clock.now()))
  const audit = await ports.audit({
    page: visit.page,
    location: visit.location,
    slotMs: visit.slotMs,
    url: visit.url,
    expectText: visit.expectText,
    expectHosts: visit.expectHosts,
    runs: visit.runs,
    profile: visit.profile,
    cpuSlowdownMultiplier: null,
    ready: visit.ready,
    contact: visit.contact,
    families: [4],
    allowPrivate: ports.allowPrivate,
    source: visit.source,
    catalogVersion: visit.catalogVersion,
    out: null,
  })
  await ports.deliver(audit)
}

function unstarted(visit: AuditVisit, atMs: number): Audit {
  return {
    type: 'audit',
    page: visit.page,
    location: visit.location,
    slotMs: visit.slotMs,
    startedAtMs: atMs,
    url: visit.url,
    finalUrl: null,
    outcome: 'inconclusive',
    cause: 'monitor_timeout',
    detail: 'not started in time',
    httpStatus: null,
    score: null,
    metrics: NO_METRICS,
    observed: { fcpMs: null, lcpMs: null, siMs: null, loadMs: null },
    engine: null,
    representative: null,
    spread: { score: null, lcpMs: null },
    runs: [],
    readiness: null,
    refusals: [],
    conditions: {
      instrument: null,
      profile: visit.profile,
      throttling: {},
      cpuSlowdownMultiplier: null,
      benchmarkIndex: { before: null, after: null },
      chromiumMode: null,
      software: { nhip: NHIP_VERSION, node: process.versions.node },
    },
    durationMs: 0,
    catalogVersion: visit.catalogVersion,
  }
}
