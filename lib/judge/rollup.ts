import type { Audit } from '../model/audit.ts'
import type { VantageGroup } from '../model/catalogue.ts'
import { type Cause, isObstructed, type Outcome } from '../model/cause.ts'
import type { Phases } from '../model/observation.ts'
import { type Distribution, distributionOf, mergeDistributions } from './distribution.ts'
import type { MissingReason } from './ledger.ts'

/** What one page's checks of a span came to, per location. A group's is the merge of its locations'. */
export type Rollup = {
  /** By location, then group: a location that changed its group within the span has two. */
  readonly locations: readonly LocationRollup[]
}

export type LocationRollup = RolledChecks & {
  readonly location: string
  readonly group: VantageGroup
}

export type RolledChecks = {
  /** Slots of the timetable; of them those with a result; of them those outside of maintenance. */
  readonly expected: number
  readonly present: number
  readonly due: number
  /** Expected and not present, by reason: adds up to `expected - present`. */
  readonly missing: Partial<Readonly<Record<MissingReason, number>>>
  /** Results that were due. */
  readonly counts: Readonly<Record<Outcome, number>>
  readonly causes: Partial<Readonly<Record<Cause, number>>>
  /** Of results that passed, in ms; a metric without values is left out. */
  readonly phases: Partial<Readonly<Record<PhaseMetric, Distribution>>>
  readonly audits: RolledAudits
}

/** Audits are counted where they came: which are still to come is known long after their slot. */
export type RolledAudits = {
  readonly counts: Readonly<Record<Outcome, number>>
  readonly causes: Partial<Readonly<Record<Cause, number>>>
  /** Of audits that passed, their representative runs. */
  readonly metrics: Partial<Readonly<Record<AuditMetric, Distribution>>>
  /** How many of these each instrument made, by its id; what was rolled up before instruments were told has none. */
  readonly instruments: Partial<Readonly<Record<string, number>>>
}

export type PhaseMetric = (typeof PHASE_METRICS)[number]
export type AuditMetric = (typeof AUDIT_METRICS)[number]

/** The facts of a row that count. */
export type CheckRow = {
  readonly slotMs: number
  readonly location: string
  readonly outcome: Outcome
  readonly cause: Cause | null
  readonly phases: Partial<Phases>
}

export type AuditRow = Pick<Audit, 'slotMs' | 'location' | 'outcome' | 'cause' | 'score' | 'metrics'> & {
  readonly conditions: Pick<Audit['conditions'], 'instrument'>
}

/** What was expected of a location in the span. */
export type ExpectedAt = {
  readonly location: string
  readonly group: VantageGroup
  readonly expected: ReadonlySet<number>
  /** Slots of audits; default none. */
  readonly audits?: ReadonlySet<number>
}

export type RollUpInput = {
  /** One for each slot and location at most. */
  readonly rows: readonly CheckRow[]
  readonly audits?: readonly AuditRow[]
  readonly locations: readonly ExpectedAt[]
  /** Maintenance that is accepted: declared before it began. */
  readonly isMaintenance: (slotMs: number) => boolean
  /** Why an expected check has no row. */
  readonly explain: (check: { readonly location: string; readonly slotMs: number }) => MissingReason
}

export const PHASE_METRICS = ['totalMs', 'waitMs', 'dnsMs', 'connectMs', 'tlsMs', 'downloadMs'] as const
export const AUDIT_METRICS = ['score', 'fcpMs', 'lcpMs', 'siMs', 'tbtMs', 'cls', 'readyMs'] as const

/**
 * A pure function of rows and of what was expected: neither order nor repetition of the rows matters. Rows that nobody
 * expected count nowhere; those in accepted maintenance are expected and present, and not due.
 */
export function rollUp(of: RollUpInput): Rollup {
  const rows = Map.groupBy(of.rows, ({ location }) => location)
  const audits = Map.groupBy(of.audits ?? [], ({ location }) => location)
  return {
    locations: of.locations
      .map((at) => rollUpLocation(at, { of, rows: rows.get(at.location) ?? [], audits: audits.get(at.location) ?? [] }))
      .filter(({ expected, audits: { counts } }) => expected > 0 || total(counts) > 0)
      .sort(byName),
  }
}

/** The rollup of spans together: exactly what `rollUp` would make of all their rows, where no two spans overlap. */
export function mergeRollups(parts: readonly Rollup[]): Rollup {
  const byLocation = Map.groupBy(
    parts.flatMap(({ locations }) => locations),
    ({ location, group }) => `${location} ${group}`,
  )
  return {
    locations: [...byLocation.values()]
      .map(([first, ...rest]) => {
        const { location, group } = first as LocationRollup
        return { location, group, ...mergeChecks([first as LocationRollup, ...rest]) }
      })
      .sort(byName),
  }
}

/** Checks of several locations or spans as one. */
export function mergeChecks(parts: readonly RolledChecks[]): RolledChecks {
  // Most places have one location, and to add up what is alone takes as long as the rest of a page's history.
  if (parts.length === 1 && parts[0]) return parts[0]
  return {
    expected: sum(parts.map(({ expected }) => expected)),
    present: sum(parts.map(({ present }) => present)),
    due: sum(parts.map(({ due }) => due)),
    missing: addUp(parts.map(({ missing }) => missing)),
    counts: addOutcomes(parts.map(({ counts }) => counts)),
    causes: addUp(parts.map(({ causes }) => causes)),
    phases: mergeMetrics(parts.map(({ phases }) => phases)),
    audits: {
      counts: addOutcomes(parts.map(({ audits }) => audits.counts)),
      causes: addUp(parts.map(({ audits }) => audits.causes)),
      metrics: mergeMetrics(parts.map(({ audits }) => audits.metrics)),
      instruments: addUp(parts.map(({ audits }) => audits.instruments)),
    },
  }
}

/** How many results the portal's side kept from being measured. */
export function obstructedOf(causes: RolledChecks['causes']): number {
  return sum(Object.entries(causes).map(([cause, count]) => (isObstructed(cause as Cause) ? count : 0)))
}

function rollUpLocation(
  at: ExpectedAt,
  from: { readonly of: RollUpInput; readonly rows: readonly CheckRow[]; readonly audits: readonly AuditRow[] },
): LocationRollup {
  const { isMaintenance, explain } = from.of
  const present = new Map(from.rows.filter(({ slotMs }) => at.expected.has(slotMs)).map((row) => [row.slotMs, row]))
  const counted = [...present.values()].filter(({ slotMs }) => !isMaintenance(slotMs))
  const audited = [...new Map(from.audits.map((row) => [row.slotMs, row])).values()].filter(
    ({ slotMs }) => (at.audits?.has(slotMs) ?? false) && !isMaintenance(slotMs),
  )
  const missing: Partial<Record<MissingReason, number>> = {}
  let due = 0
  for (const slotMs of at.expected) {
    if (!isMaintenance(slotMs)) due++
    if (present.has(slotMs)) continue
    const reason = explain({ location: at.location, slotMs })
    missing[reason] = (missing[reason] ?? 0) + 1
  }
  const passed = counted.filter(({ outcome }) => outcome === 'passed')
  const passedAudits = audited.filter(({ outcome }) => outcome === 'passed')
  return {
    location: at.location,
    group: at.group,
    expected: at.expected.size,
    present: present.size,
    due,
    missing,
    ...countOutcomes(counted),
    phases: metricsOf(PHASE_METRICS, (metric) => passed.map(({ phases }) => phases[metric])),
    audits: {
      ...countOutcomes(audited),
      metrics: metricsOf(AUDIT_METRICS, (metric) =>
        passedAudits.map(({ score, metrics }) => (metric === 'score' ? score : metrics[metric])),
      ),
      instruments: addUp(
        passedAudits.map(({ conditions: { instrument } }) => (instrument === null ? {} : { [instrument]: 1 })),
      ),
    },
  }
}

function countOutcomes(rows: readonly { readonly outcome: Outcome; readonly cause: Cause | null }[]) {
  const counts = { passed: 0, failed: 0, inconclusive: 0 }
  const causes: Partial<Record<Cause, number>> = {}
  for (const { outcome, cause } of rows) {
    counts[outcome]++
    if (cause !== null) causes[cause] = (causes[cause] ?? 0) + 1
  }
  return { counts, causes }
}

function metricsOf<M extends string>(
  metrics: readonly M[],
  valuesOf: (metric: M) => readonly (number | null | undefined)[],
): Partial<Readonly<Record<M, Distribution>>> {
  const found: Partial<Record<M, Distribution>> = {}
  for (const metric of metrics) {
    const values = valuesOf(metric).filter((value) => value !== null && value !== undefined)
    if (values.length > 0) found[metric] = distributionOf(values)
  }
  return found
}

function mergeMetrics<M extends string>(
  parts: readonly Partial<Readonly<Record<M, Distribution>>>[],
): Partial<Readonly<Record<M, Distribution>>> {
  const all: Partial<Record<M, Distribution[]>> = {}
  for (const part of parts) {
    for (const [metric, distribution] of Object.entries(part) as [M, Distribution][]) {
      const found = all[metric] ?? []
      found.push(distribution)
      all[metric] = found
    }
  }
  return Object.fromEntries(
    Object.entries(all).map(([metric, found]) => [metric, mergeDistributions(found as Distribution[])]),
  ) as Partial<Record<M, Distribution>>
}

function addOutcomes(parts: readonly Readonly<Record<Outcome, number>>[]): Readonly<Record<Outcome, number>> {
  return { passed: 0, failed: 0, inconclusive: 0, ...addUp(parts) }
}

function addUp<K extends string>(parts: readonly Partial<Readonly<Record<K, number>>>[]): Partial<Record<K, number>> {
  const added: Partial<Record<K, number>> = {}
  for (const part of parts)
    for (const [key, count] of Object.entries(part) as [K, number][]) added[key] = (added[key] ?? 0) + count
  return added
}

function byName(a: LocationRollup, b: LocationRollup): number {
  if (a.location !== b.location) return a.location < b.location ? -1 : 1
  return a.group < b.group ? -1 : Number(a.group !== b.group)
}

function total(counts: Readonly<Record<Outcome, number>>): number {
  return sum(Object.values(counts))
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}
