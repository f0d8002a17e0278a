import type { AuditVisit } from '../../lib/model/visit.ts'

/** The message of an audit that is due now: one run of a page on loopback. */
export function auditVisit(visit: Partial<AuditVisit> & Pick<AuditVisit, 'url'>): AuditVisit {
  return {
    type: 'auditVisit',
    location: 'sgn',
    source: null,
    contact: 'https://example.org/',
    catalogVersion: 'v1',
    page: 'binh-minh/home',
    slotMs: 1_790_000_100_000,
    dueMs: 0,
    gap: null,
    untilMs: Date.now() + 600_000,
    expectText: null,
    expectHosts: [],
    ready: null,
    form: null,
    allow: [],
    journey: null,
    account: null,
    runs: 1,
    families: [4],
    profile: 'mobile',
    calibration: null,
    ...visit,
  }
}
