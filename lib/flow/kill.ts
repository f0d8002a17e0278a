import type { Audit } from '../model/audit.ts'
import { isKilled, type Kill } from '../model/kill.ts'
import type { Observation } from '../model/observation.ts'
import type { AuditVisit, HttpCheck, Visit } from '../model/visit.ts'
import { unmadeAudit } from './audit.ts'
import { unmeasured } from './measure.ts'

export type Due = { readonly visits: readonly Visit[]; readonly audits: readonly AuditVisit[] }

/** A check that a kill switch keeps from being made. */
export type Killed =
  | { readonly kind: 'http'; readonly visit: Visit; readonly check: HttpCheck }
  | { readonly kind: 'audit'; readonly visit: AuditVisit }

/** Parts what is due into what may be sent, and what the kill switches keep. */
export function withoutKilled(due: Due, kills: readonly Kill[]): Due & { readonly killed: readonly Killed[] } {
  const isFree = ({ page }: { readonly page: HttpCheck['page'] }): boolean => !isKilled(kills, page)
  return {
    visits: due.visits
      .map((visit) => ({ ...visit, checks: visit.checks.filter(isFree) }))
      .filter(({ checks }) => checks.length > 0),
    audits: due.audits.filter(isFree),
    killed: [
      ...due.visits.flatMap((visit) =>
        visit.checks.filter((check) => !isFree(check)).map((check) => ({ kind: 'http', visit, check }) as const),
      ),
      ...due.audits.filter((visit) => !isFree(visit)).map((visit) => ({ kind: 'audit', visit }) as const),
    ],
  }
}

/** What is kept of such a check: nobody looked, and why. */
export function killedResult(killed: Killed, nowMs: number): Observation | Audit {
  const why = { atMs: nowMs, cause: 'killed', detail: 'not made: a kill switch is on' } as const
  if (killed.kind === 'audit') return unmadeAudit(killed.visit, why)
  const { visit, check } = killed
  return unmeasured(
    {
      page: check.page,
      location: visit.location,
      slotMs: check.slotMs,
      url: check.url,
      catalogVersion: visit.catalogVersion,
    },
    why,
  )
}
