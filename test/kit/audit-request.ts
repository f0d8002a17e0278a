import type { AuditRequest } from '../../lib/observe/browser/audit-request.ts'

/** A request for one run of a page on loopback. */
export function auditRequest(over: Partial<AuditRequest> & Pick<AuditRequest, 'url'>): AuditRequest {
  return {
    page: 'da-nang/home',
    location: 'sgn',
    slotMs: 1_790_000_100_000,
    expectText: null,
    expectHosts: [],
    runs: 1,
    profile: 'mobile',
    cpuSlowdownMultiplier: null,
    ready: null,
    contact: null,
    families: [4],
    allowPrivate: true,
    source: null,
    catalogVersion: null,
    out: null,
    ...over,
  }
}
