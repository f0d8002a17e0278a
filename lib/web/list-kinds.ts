import type { PublishedPack } from '../flow/criteria.ts'
import type { Holidays } from '../flow/declare-holidays.ts'
import type { Windows } from '../flow/declare-window.ts'
import type { ListedIncident } from '../flow/incidents.ts'
import type { ShownJob } from '../flow/show-job.ts'
import type { Audit } from '../model/audit.ts'
import type { Evaluation } from '../model/evaluation.ts'
import type { Observation } from '../model/observation.ts'
import type { Release } from '../model/release.ts'
import type { Review } from '../model/review.ts'
import type { TokenInfo } from '../model/token.ts'
import type { ListedChange } from '../record/change-log.ts'

/**
 * How the lists of the API and the pages are ordered. What an entry's place is made of does not change, but for windows,
 * holidays and reviews: one that is over or decided goes to the back, and who walks through the list meanwhile may meet it twice.
 */

export const INCIDENT_LIST = {
  name: 'incidents',
  placeOf: ({ sinceMs, id }: ListedIncident) => [-sinceMs, id],
} as const

export const CHANGE_LIST = { name: 'changes', placeOf: ({ atMs, id }: ListedChange) => [-atMs, id] } as const

export const TOKEN_LIST = { name: 'tokens', placeOf: ({ createdAtMs, id }: TokenInfo) => [createdAtMs, id] } as const

export const WINDOW_LIST = {
  name: 'windows',
  placeOf: ({ isOver, declaredAtMs, id }: Windows['windows'][number]) => [Number(isOver), -declaredAtMs, id],
} as const

export const HOLIDAY_LIST = {
  name: 'holidays',
  placeOf: ({ isOver, day, id }: Holidays['holidays'][number]) => [Number(isOver), day, id],
} as const

export const JOB_LIST = { name: 'jobs', placeOf: ({ createdAtMs, id }: ShownJob) => [-createdAtMs, id] } as const

/** The latest opened first. */
export const EVALUATION_LIST = {
  name: 'evaluations',
  placeOf: ({ opening: { statement }, criteria, version, period, group }: Evaluation) => [
    -statement.openedAtMs,
    criteria,
    version,
    period,
    group,
  ],
} as const

export const REVIEW_LIST = {
  name: 'reviews',
  placeOf: ({ decision, openedAtMs, id }: Review) => [Number(decision !== null), -openedAtMs, id],
} as const

export const RELEASE_LIST = { name: 'releases', placeOf: ({ atMs, id }: Release) => [-atMs, id] } as const

/** By id. */
export const PORTAL_LIST = { name: 'portals', placeOf: ({ portal }: { readonly portal: string }) => [portal] } as const

export const SCORE_CHANGE_LIST = { ...PORTAL_LIST, name: 'changes' } as const

/** By id, then version. */
export const CRITERIA_LIST = {
  name: 'packs',
  placeOf: ({ criteria }: PublishedPack) => [criteria.criteria, criteria.version],
} as const

/** Newest first: it is read backwards. */
export const AUDIT_LIST = {
  name: 'audits',
  placeOf: ({ slotMs, location }: Audit) => [slotMs, location],
} as const

/** Newest first: it is read backwards. */
export const FAILED_LIST = {
  name: 'failed checks',
  placeOf: ({ slotMs, location }: Observation) => [slotMs, location],
} as const

/** Of a day, in order. */
export const RESULT_LIST = {
  name: 'results',
  placeOf: ({ slotMs, location }: Observation) => [slotMs, location],
} as const
