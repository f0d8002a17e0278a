import { isWithin } from '../judge/accepted-maintenance.ts'
import { expectedIn, type PageSchedule, type Span } from '../judge/page-schedule.ts'
import { createTally, type ScoreCells, type ScoreTally } from '../judge/score-tally.ts'
import { type Scored, scoredAudit, scoredObservation } from '../judge/scored.ts'
import type { Stratum } from '../judge/stratum.ts'
import type { Audit } from '../model/audit.ts'
import type { CriteriaSource, Measurable } from '../model/criteria-metric.ts'
import { addDays, type Day, startOfDay } from '../model/day.ts'
import { type Exclusion, excludesCheck } from '../model/exclusion.ts'
import type { Observation } from '../model/observation.ts'
import type { ScoreSource } from './score-source.ts'

export type PageCellsOf = {
  readonly schedule: PageSchedule
  /** What is not due in it. */
  readonly maintenance: readonly Span[]
  /** Those that are about the page. */
  readonly exclusions: readonly Exclusion[]
  readonly days: { readonly from: Day; readonly to: Day }
  /** Of the days. */
  readonly timezone: string
  readonly stratumOf: (slotMs: number) => Stratum
  readonly locations: ReadonlySet<string>
  /** May name the same twice. */
  readonly measured: readonly MeasuredAs[]
  /** Audits count only where the location's control page was inside its band. */
  readonly official: boolean
  /** Parts of the days, half-open, counted from 0, of which each has cells of its own besides all of them. */
  readonly batches: readonly { readonly fromDay: number; readonly toDay: number }[]
}

/** What is measured; audits count by the profile that they were made with. */
export type MeasuredAs = Measurable & { readonly profile: string }

/** Cells of one span, by what is measured. */
export type CellsBy = (measurable: MeasuredAs) => ScoreCells

/** Checks outside accepted maintenance, and how many of them were excluded. */
export type Excluded = Readonly<Record<CriteriaSource, { readonly due: number; readonly excluded: number }>>

export type PageCells = {
  readonly all: CellsBy
  /** As if nothing had been excluded; null: nothing could have been. */
  readonly before: CellsBy | null
  readonly batches: readonly CellsBy[]
  readonly excluded: Excluded
}

/**
 * What came of a page's checks in days, both included: of all of them, then of each batch. Read day by day, so that memory
 * doesn't grow with the span.
 */
export async function pageCells(
  of: PageCellsOf,
  from: { readonly results: ScoreSource['results']; readonly nowMs: number },
): Promise<PageCells> {
  const { schedule, timezone, stratumOf, measured, exclusions } = of
  const all = talliesOf(measured)
  const before = exclusions.length === 0 ? [] : [talliesOf(measured)]
  const batches = of.batches.map(() => talliesOf(measured))
  const excluded = { http: { due: 0, excluded: 0 }, audit: { due: 0, excluded: 0 } }
  for (let day = of.days.from, index = 0; day <= of.days.to; day = addDays(day, 1), index++) {
    const counted = [all, ...batches.filter((_, n) => isInBatch(index, of.batches[n])), ...before]
    const span = { fromMs: startOfDay(day, timezone), toMs: startOfDay(addDays(day, 1), timezone) }
    if (span.fromMs >= from.nowMs) break
    const { observations, audits } = await from.results({ ...span, page: schedule.page })
    const answered = new Set(observations.map(({ location, slotMs }) => `${location} ${slotMs}`))
    const expected = expectedIn(schedule, {
      ...span,
      nowMs: from.nowMs,
      hasAnswered: (location, slotMs) => answered.has(`${location} ${slotMs}`),
    }).filter(({ location }) => of.locations.has(location))
    /** Into which tallies each check goes. */
    const due = { http: new Map<string, readonly Tallies[]>(), audit: new Map<string, readonly Tallies[]>() }
    for (const { location, expected: slots, audits: auditSlots = [] } of expected) {
      for (const [source, those] of [
        ['http', slots],
        ['audit', auditSlots],
      ] as const)
        for (const slotMs of those) {
          if (slotMs >= from.nowMs || isWithin(of.maintenance, slotMs)) continue
          const isExcluded = exclusions.some((one) => excludesCheck(one, { location, slotMs }))
          const into = isExcluded ? before : counted
          excluded[source].due++
          if (isExcluded) excluded[source].excluded++
          due[source].set(`${location} ${slotMs}`, into)
          for (const tallies of into)
            for (const { tally } of tallies.of(source)) tally.due({ location, stratum: stratumOf(slotMs) })
        }
    }
    const add = (
      row: Observation | Audit,
      source: CriteriaSource,
      scored: (measurable: MeasuredAs) => Scored | null,
    ): void => {
      const at = { location: row.location, stratum: stratumOf(row.slotMs) }
      for (const tallies of due[source].get(`${row.location} ${row.slotMs}`) ?? [])
        for (const { measurable, tally } of tallies.of(source)) {
          const seen = scored(measurable)
          if (seen !== null) tally.add(at, seen)
        }
    }
    for (const row of observations) add(row, 'http', ({ metric }) => scoredObservation(row, metric))
    for (const row of audits)
      add(row, 'audit', (measurable) =>
        row.conditions.profile === measurable.profile ? scoredAudit(row, measurable, of) : null,
      )
  }
  const read =
    (tallies: Tallies): CellsBy =>
    (measurable) =>
      tallies.by(measurable).cells()
  const [unadjusted] = before.map(read)
  return { all: read(all), before: unadjusted ?? null, batches: batches.map(read), excluded }
}

type Tallies = {
  readonly by: (measurable: MeasuredAs) => ScoreTally
  readonly of: (source: CriteriaSource) => readonly { readonly measurable: MeasuredAs; readonly tally: ScoreTally }[]
}

function talliesOf(measured: readonly MeasuredAs[]): Tallies {
  const nameOf = ({ from, basis, metric, profile }: MeasuredAs): string =>
    `${from} ${basis} ${metric} ${from === 'audit' ? profile : '-'}`
  const tallies = new Map(measured.map((measurable) => [nameOf(measurable), { measurable, tally: createTally() }]))
  const bySource = Map.groupBy(tallies.values(), ({ measurable }) => measurable.from)
  return {
    by: (measurable) => {
      const found = tallies.get(nameOf(measurable))
      if (!found) throw new RangeError(`${nameOf(measurable)} is not measured`)
      return found.tally
    },
    of: (source) => bySource.get(source) ?? [],
  }
}

function isInBatch(index: number, batch: { readonly fromDay: number; readonly toDay: number } | undefined): boolean {
  return batch !== undefined && index >= batch.fromDay && index < batch.toDay
}
