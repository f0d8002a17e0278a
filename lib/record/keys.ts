import { identityOf } from '../model/alert.ts'
import { type Day, utcDayKey } from '../model/day.ts'
import { DAY_MS } from '../model/duration.ts'
import type { EvaluationId } from '../model/evaluation.ts'
import { stableHash } from '../model/hash.ts'
import type { PageKey } from '../model/id.ts'

/** Partition and sort keys of the one table (`docs/data.md` describes the items). */
export type Key = { readonly pk: string; readonly sk: string }

export const LIVE_PARTITIONS = 16

/** What the sort keys of days and of what is apart from them begin with. */
export const DAY = 'D#'
export const DAY_DETAILS = 'DD#'

/** The partition of all tokens. */
export const TOKENS = 'CFG#tokens'

/** The partition of all who have signed in with a browser. */
export const SESSIONS = 'CFG#sessions'

/** Sort keys compare as text: times are written with as many digits as epoch ms will need for 30,000 years. */
export function sortableMs(timeMs: number): string {
  return String(timeMs).padStart(15, '0')
}

export function observationKey(at: {
  readonly page: PageKey
  readonly slotMs: number
  readonly location: string
}): Key {
  return { pk: observationPartition(at.page, at.slotMs), sk: `O#${sortableMs(at.slotMs)}#${at.location}` }
}

export function observationPartition(page: PageKey, slotMs: number): string {
  return `P#${page}#D#${utcDayKey(slotMs)}`
}

export function auditKey(at: { readonly page: PageKey; readonly slotMs: number; readonly location: string }): Key {
  return { pk: auditPartition(at.page, at.slotMs), sk: `A#${sortableMs(at.slotMs)}#${at.location}` }
}

export function auditPartition(page: PageKey, slotMs: number): string {
  return `P#${page}#A#${utcDayKey(slotMs).slice(0, 6)}`
}

/** All locations of an hour are one item; `hourMs` is where it begins. */
export function hourRollupKey(at: { readonly page: PageKey; readonly hourMs: number }): Key {
  return { pk: hourRollupPartition(at.page, at.hourMs), sk: `H#${sortableMs(at.hourMs)}` }
}

export function hourRollupPartition(page: PageKey, hourMs: number): string {
  return `P#${page}#M#${utcDayKey(hourMs).slice(0, 6)}`
}

/** All locations of a day are one item. */
export function dayRollupKey(at: { readonly page: PageKey; readonly day: Day }): Key {
  return { pk: `P#${at.page}#Y#${at.day.slice(0, 4)}`, sk: `${DAY}${at.day}` }
}

/** What few want of a day that is over, apart from the days' own items. */
export function dayDetailsKey(at: { readonly page: PageKey; readonly day: Day }): Key {
  return { pk: dayRollupKey(at).pk, sk: `${DAY_DETAILS}${at.day}` }
}

/** A day's durations, as baselines need them: a ring of 32 days, so that nothing of it has to be deleted. */
export function timingsKey(at: { readonly page: PageKey; readonly day: Day }): Key {
  const number = Date.parse(`${at.day}T00:00:00Z`) / DAY_MS
  return { pk: `P#${at.page}#T`, sk: String(number % 32).padStart(2, '0') }
}

export function baselineKey(at: { readonly page: PageKey; readonly location: string }): Key {
  return { pk: `P#${at.page}#B`, sk: at.location }
}

export function baselineProgressKey(): Key {
  return { pk: 'CFG#baselines', sk: 'progress' }
}

/** How far days are judged. */
export function judgedProgressKey(): Key {
  return { pk: 'CFG#judged', sk: 'progress' }
}

/** Operational scores of a day, of all portals. */
export function rollingDayKey(day: Day): Key {
  return { pk: 'CFG#rolling', sk: day }
}

/** Those of a portal, with its pages. */
export function rollingScoreKey(at: { readonly portal: string; readonly day: Day }): Key {
  return { pk: `S#rolling#${at.portal}`, sk: at.day }
}

export function rollupProgressKey(): Key {
  return { pk: 'CFG#rollups', sk: 'progress' }
}

/** A sealed segment; with one prefix, days in order. */
export function segmentKey(at: { readonly page: PageKey; readonly day: Day; readonly revision: number }): Key {
  return { pk: chainKey(at.page).pk, sk: `${at.day}#${String(at.revision).padStart(4, '0')}` }
}

/** Where the chain of a page's segments ends; sorts behind the segments. */
export function chainKey(page: PageKey): Key {
  return { pk: `P#${page}#E`, sk: 'chain' }
}

/** The last segment of a page's days of a month; those of all pages in one partition. */
export function monthHeadKey(at: { readonly page: PageKey; readonly day: Day }): Key {
  return { pk: `SEALED#${at.day.slice(0, 7)}`, sk: at.page }
}

export function archiveProgressKey(): Key {
  return { pk: 'CFG#archive', sk: 'progress' }
}

export function archiveLeaseKey(): Key {
  return { pk: 'CFG#archive', sk: 'lease' }
}

export function sweepProgressKey(): Key {
  return { pk: 'CFG#sweep', sk: 'progress' }
}

export function sweepLeaseKey(): Key {
  return { pk: 'CFG#sweep', sk: 'lease' }
}

/** How far something is swept, by a name for it. */
export function sweptKey(name: string): Key {
  return { pk: 'CFG#swept', sk: name }
}

/** `page` null: all pages. */
export function lateKey(at: {
  readonly arrivedAtMs: number
  readonly page: PageKey | null
  readonly fromMs: number
  readonly toMs: number
}): Key {
  return {
    pk: `LATE#${utcDayKey(at.arrivedAtMs)}`,
    sk: `${at.page ?? '*'}#${sortableMs(at.fromMs)}#${sortableMs(at.toMs)}`,
  }
}

export function liveKey(page: PageKey): Key {
  return { pk: livePartition(stableHash(page) % LIVE_PARTITIONS), sk: page }
}

export function livePartition(index: number): string {
  return `LIVE#${index}`
}

/** Of observations one for each location; of a page's audits one. */
export function latestKey(of: {
  readonly type: 'observation' | 'audit'
  readonly page: PageKey
  readonly location: string
}): Key {
  return {
    pk: latestPartition(stableHash(of.page) % LIVE_PARTITIONS),
    sk: of.type === 'observation' ? `${of.page}#O#${of.location}` : `${of.page}#A`,
  }
}

export function latestPartition(index: number): string {
  return `LATEST#${index}`
}

export function receiptKey(location: string, minuteMs: number): Key {
  return { pk: `L#${location}#${utcDayKey(minuteMs)}`, sk: sortableMs(minuteMs) }
}

/** Minutes of a UTC day whose receipts have had their time. */
export function notedMinutesKey(location: string, dayMs: number): Key {
  return { pk: `L#${location}#R`, sk: utcDayKey(dayMs) }
}

/** Which keys a location signs with, in order of `fromMs`. */
export function locationKeyKey(at: {
  readonly location: string
  readonly fromMs: number
  readonly keyId: string
}): Key {
  return { pk: locationKeysPartition(at.location), sk: `${sortableMs(at.fromMs)}#${at.keyId}` }
}

/** The stacks let a location write into this partition of the hub's table, and into no other. */
export function locationKeysPartition(location: string): string {
  return `L#${location}#keys`
}

/** At the location: the key that the hub knows. */
export function registeredKeyKey(location: string): Key {
  return { pk: `L#${location}#signer`, sk: 'registered' }
}

export function configKey(at: { readonly effectiveFromMs: number; readonly version: string }): Key {
  return { pk: 'CFG#catalogue', sk: `${sortableMs(at.effectiveFromMs)}#${at.version}` }
}

export function criteriaKey(at: { readonly criteria: string; readonly version: number }): Key {
  return { pk: 'CFG#criteria', sk: `${at.criteria}@${String(at.version).padStart(6, '0')}` }
}

/** Opening, revisions and portals of an evaluation are in one partition; `part`: `#opening`, `#R<revision>`, a portal's. */
export function scoreKey(of: EvaluationId, part: string): Key {
  return { pk: `S#${evaluationName(of)}`, sk: part }
}

/** What a revision of one rests on, by parts: a configuration, say, or the segments of a page. */
export function scoreBasisKey(of: EvaluationId & { readonly revision: number }, part: string): Key {
  return { pk: `${scoreKey(of, '').pk}#R${String(of.revision).padStart(4, '0')}`, sk: part }
}

/** All evaluations, without what is in them. */
export function evaluationKey(of: EvaluationId): Key {
  return { pk: 'CFG#evaluations', sk: evaluationName(of) }
}

/** Who makes a revision of one. */
export function evaluationLeaseKey(of: EvaluationId): Key {
  return { pk: 'CFG#evaluation-leases', sk: evaluationName(of) }
}

export function reviewKey(id: string): Key {
  return { pk: 'CFG#reviews', sk: id }
}

function evaluationName({ criteria, version, period, group }: EvaluationId): string {
  return `${criteria}@${version}#${period}#${group}`
}

export function importKey(id: string): Key {
  return { pk: 'CFG#imports', sk: id }
}

export function tokenKey(id: string): Key {
  return { pk: TOKENS, sk: id }
}

export function sessionKey(id: string): Key {
  return { pk: SESSIONS, sk: id }
}

/** What cookies are signed with: apart from the sessions, which come and go. */
export function sessionCookieKey(): Key {
  return { pk: 'CFG#cookies', sk: 'secret' }
}

export function killKey(portal: string | null): Key {
  return { pk: 'CFG#kills', sk: portal ?? '*' }
}

export function windowKey(of: { readonly kind: string; readonly id: string }): Key {
  return { pk: `CFG#${of.kind}`, sk: of.id }
}

export function holidayKey(id: string): Key {
  return { pk: 'CFG#holidays', sk: id }
}

/** `id`: in the order of time, by `releaseStamp`. */
export function releaseKey(of: { readonly portal: string; readonly id: string }): Key {
  return { pk: `CFG#releases#${of.portal}`, sk: of.id }
}

/** That a notifier has told an event. */
export function toldKey(of: { readonly notifier: string; readonly event: string }): Key {
  return { pk: `N#${of.notifier}`, sk: of.event }
}

/** By UTC month, in the order of time. */
export function changeKey(of: { readonly atMs: number; readonly id: string }): Key {
  return { pk: `CFG#changes#${utcDayKey(of.atMs).slice(0, 6)}`, sk: `${sortableMs(of.atMs)}#${of.id}` }
}

/** `owner`: by `ownerKey`. */
export function jobKey(of: { readonly owner: string; readonly id: string }): Key {
  return { pk: `CFG#jobs#${of.owner}`, sk: of.id }
}

export function hostKey(at: { readonly location: string; readonly host: string }): Key {
  return { pk: `L#${at.location}#hosts`, sk: at.host }
}

/** A load of the control page, as a result. */
export function controlAuditKey(at: {
  readonly location: string
  readonly startedAtMs: number
  readonly instrument: string | null
}): Key {
  const month = utcDayKey(at.startedAtMs).slice(0, 6)
  return { pk: `L#${at.location}#C#${month}`, sk: `${sortableMs(at.startedAtMs)}#${at.instrument ?? '-'}` }
}

/** What a location remembers of its control page, hour by hour. */
export function controlHourKey(at: {
  readonly location: string
  readonly hourMs: number
  readonly instrument: string
}): Key {
  return { pk: `L#${at.location}#C`, sk: `${sortableMs(at.hourMs)}#${at.instrument}` }
}

/** By month for the fleet, by page (or what else it is about) for its history. */
export function incidentKeys(incident: IncidentOf): readonly [Key, Key] {
  const { id, page, sinceMs, kind, group } = incident
  // `<kind>:<name>:<group>:<first bad slot>`: the name is the page's, where it is about one.
  const name = page ?? id.split(':')[1]
  const sk = `${sortableMs(sinceMs)}#${kind}#${name}#${group ?? '-'}`
  return [
    { pk: `I#${utcDayKey(sinceMs).slice(0, 6)}`, sk },
    { pk: `P#${name}#I`, sk },
  ]
}

/** Where the end of an incident is found by its time: by month for the fleet, and by page. */
export function incidentEndKeys(incident: IncidentOf & { readonly resolvedAtMs: number }): readonly [Key, Key] {
  const { resolvedAtMs } = incident
  const [{ sk: began }, { pk }] = incidentKeys(incident)
  const sk = `${sortableMs(resolvedAtMs)}#${began}`
  return [
    { pk: incidentEndsPartition(utcDayKey(resolvedAtMs).slice(0, 6)), sk },
    { pk: `${pk}#ended`, sk },
  ]
}

/** Ends within a UTC month, `yyyymm`. */
export function incidentEndsPartition(month: string): string {
  return `ENDED#${month}`
}

export function incidentEventKeys(event: IncidentOf & { readonly seq: number }): readonly Key[] {
  return incidentKeys(event).map(({ pk, sk }) => ({ pk, sk: `${sk}#${String(event.seq).padStart(4, '0')}` }))
}

/** An event once more, in the order of time, by UTC month; `id`: the event's own. */
export function eventTimeKey(event: { readonly id: string; readonly atMs: number }): Key {
  return { pk: `TOLD#${utcDayKey(event.atMs).slice(0, 6)}`, sk: `${sortableMs(event.atMs)}#${event.id}` }
}

/** What the watch remembers. */
export function watchKey(): Key {
  return { pk: 'CFG#watch', sk: 'state' }
}

/** What is remembered of all that is told, and what waits to be published. */
export function tellingKey(): Key {
  return { pk: 'CFG#telling', sk: 'state' }
}

/** Beside an incident, with what it has joined. */
export function joinedKey(child: { readonly id: string; readonly seq: number }): Key {
  return besideIncident(child.id, `joined#${String(child.seq).padStart(4, '0')}`)
}

/** Beside an incident, with what was said of it after it was taken on; `hash`: of who said it, and what. */
export function incidentNoteKey(note: { readonly incident: string; readonly hash: string }): Key {
  return besideIncident(note.incident, `note#${note.hash}`)
}

function besideIncident(id: string, what: string): Key {
  const { kind, name, group, sinceMs } = identityOf(id)
  return { pk: `P#${name}#I`, sk: `${sortableMs(sinceMs)}#${kind}#${name}#${group ?? '-'}#${what}` }
}

type IncidentOf = {
  /** The incident's. */
  readonly id: string
  readonly page: PageKey | null
  readonly sinceMs: number
  readonly kind: string
  readonly group: string | null
}
