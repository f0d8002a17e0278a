import { isWithin } from '../judge/accepted-maintenance.ts'
import { auditMomentMs, auditReachMs, expectedIn, type Span } from '../judge/page-schedule.ts'
import { createTally, type ScoreCells, type ScoreTally } from '../judge/score-tally.ts'
import { type Scored, scoredAudit, scoredObservation } from '../judge/scored.ts'
import type { Stratum } from '../judge/stratum.ts'
import type { Audit } from '../model/audit.ts'
import { CRITERIA_SOURCES, type CriteriaSource } from '../model/criteria-metric.ts'
import { excludesCheck } from '../model/exclusion.ts'
import type { Observation } from '../model/observation.ts'
import type { DayCells } from '../record/day-cells.ts'
import { keptDays } from './kept-days.ts'
import { type MeasuredAs, measuredName, type PageCellsOf } from './page-counting.ts'
import type { ScoreSource } from './score-source.ts'

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
 * doesn't grow with the span; what a sealed day comes to is kept, where there is a place for it.
 */
export async function pageCells(
  of: PageCellsOf,
  from: Pick<ScoreSource, 'results' | 'kept'> & { readonly nowMs: number },
): Promise<PageCells> {
  const { schedule, exclusions } = of
  const rest = talliesOf(of.wanted)
  const batch = talliesOf(of.wanted)
  const before = exclusions.length === 0 ? null : talliesOf(of.wanted)
  const excluded = { http: { due: 0, excluded: 0 }, audit: { due: 0, excluded: 0 } }
  const reachMs = auditReachMs(schedule)
  const days = of.days.filter(({ fromMs }) => fromMs < from.nowMs)
  const kept = from.kept ? await keptDays({ ...of, days }, from.kept) : null
  const sources = new Map(CRITERIA_SOURCES.flatMap((source) => firstOf(source, of.wanted)))

  const addDay = async ({ day, ...span }: PageCellsOf['days'][number], part: Tallies): Promise<void> => {
    const isTouched = exclusions.some(({ fromMs, toMs }) => fromMs < span.toMs + reachMs && toMs > span.fromMs)
    const isOver = span.toMs <= from.nowMs
    const known = isTouched || !isOver ? null : kept?.get(day, span)
    if (known) {
      known((name, at, cell) => {
        part.mergeCell(name, at, cell)
        before?.mergeCell(name, at, cell)
        const source = sources.get(name)
        if (source) excluded[source].due += cell.due
      })
      return
    }
    const counted = countDay(of, {
      ...span,
      nowMs: from.nowMs,
      ...(await from.results({ ...span, page: schedule.page })),
    })
    const cells = counted.day.all()
    part.merge(cells)
    before?.merge(isTouched ? counted.before.all() : cells)
    for (const source of CRITERIA_SOURCES) {
      excluded[source].due += counted.excluded[source].due
      excluded[source].excluded += counted.excluded[source].excluded
    }
    if (!isTouched && isOver) kept?.add(day, { ...span, cells })
  }

  const counted: DayCells[] = []
  for (const { fromDay, toDay } of of.batches) {
    for (const day of days.slice(fromDay, toDay)) await addDay(day, batch)
    const cells = batch.take()
    counted.push(cells)
    rest.merge(cells)
  }
  for (const [index, day] of days.entries())
    if (!of.batches.some((one) => index >= one.fromDay && index < one.toDay)) await addDay(day, rest)
  await kept?.close()
  return {
    all: cellsBy(rest.all()),
    before: before && cellsBy(before.all()),
    batches: counted.map(cellsBy),
    excluded,
  }
}

/** What came of a day: of checks that aren't excluded, and of all. */
function countDay(
  of: PageCellsOf,
  seen: Span & {
    readonly nowMs: number
    readonly observations: readonly Observation[]
    readonly audits: readonly Audit[]
  },
): { readonly day: Tallies; readonly before: Tallies; readonly excluded: Excluded } {
  const { schedule, stratumOf, measured, exclusions } = of
  const { observations, audits, nowMs } = seen
  const [day, before] = [talliesOf(measured), talliesOf(measured)]
  const excluded = { http: { due: 0, excluded: 0 }, audit: { due: 0, excluded: 0 } }
  const answered = new Set(observations.map(({ location, slotMs }) => `${location} ${slotMs}`))
  const expected = expectedIn(schedule, {
    ...seen,
    hasAnswered: (location, slotMs) => answered.has(`${location} ${slotMs}`),
  }).filter(({ location }) => of.locations.has(location))
  /** Into which tallies each check goes, and as part of which part of the week. */
  const due = { http: new Map<string, Place>(), audit: new Map<string, Place>() }
  for (const { location, expected: slots, audits: auditSlots = [] } of expected) {
    for (const [source, those] of [
      ['http', slots],
      ['audit', auditSlots],
    ] as const)
      for (const slotMs of those) {
        // An audit may be due hours after its slot: it is of the hour in which people see what it sees.
        const atMs = source === 'http' ? slotMs : auditMomentMs(schedule, { location, slotMs })
        if (atMs >= nowMs || isWithin(of.maintenance, atMs)) continue
        const isExcluded = exclusions.some((one) => excludesCheck(one, { location, slotMs: atMs }))
        const stratum = stratumOf(atMs)
        const into = isExcluded ? [before] : exclusions.length > 0 ? [day, before] : [day]
        excluded[source].due++
        if (isExcluded) excluded[source].excluded++
        due[source].set(`${location} ${slotMs}`, { into, stratum })
        for (const tallies of into) for (const { tally } of tallies.of(source)) tally.due({ location, stratum })
      }
  }
  const add = (
    row: Observation | Audit,
    source: CriteriaSource,
    scored: (measurable: MeasuredAs) => Scored | null,
  ): void => {
    const place = due[source].get(`${row.location} ${row.slotMs}`)
    if (!place) return
    const at = { location: row.location, stratum: place.stratum }
    for (const tallies of place.into)
      for (const { measurable, tally } of tallies.of(source)) {
        const seenAs = scored(measurable)
        if (seenAs !== null) tally.add(at, seenAs)
      }
  }
  for (const row of observations) add(row, 'http', ({ metric }) => scoredObservation(row, metric))
  for (const row of audits)
    add(row, 'audit', (measurable) =>
      row.conditions.profile === measurable.profile ? scoredAudit(row, measurable, of) : null,
    )
  return { day, before, excluded }
}

/** By which of what is measured it is told how many checks of a kind were due. */
function firstOf(
  source: CriteriaSource,
  measured: readonly MeasuredAs[],
): readonly (readonly [name: string, CriteriaSource])[] {
  const first = measured.find(({ from }) => from === source)
  return first === undefined ? [] : [[measuredName(first), source]]
}

function cellsBy(cells: DayCells): CellsBy {
  return (measurable) => {
    const name = measuredName(measurable)
    const found = cells.get(name)
    if (!found) throw new RangeError(`${name} is not measured`)
    return found
  }
}

type Place = { readonly into: readonly Tallies[]; readonly stratum: Stratum }

type Tallies = {
  readonly merge: (cells: DayCells) => void
  readonly mergeCell: (name: string, ...of: Parameters<ScoreTally['mergeCell']>) => void
  readonly all: () => DayCells
  /** The same, and begins anew. */
  readonly take: () => DayCells
  readonly of: (source: CriteriaSource) => readonly { readonly measurable: MeasuredAs; readonly tally: ScoreTally }[]
}

function talliesOf(measured: readonly MeasuredAs[]): Tallies {
  const tallies = new Map(
    measured.map((measurable) => [measuredName(measurable), { measurable, tally: createTally() }]),
  )
  const bySource = Map.groupBy(tallies.values(), ({ measurable }) => measurable.from)
  return {
    of: (source) => bySource.get(source) ?? [],
    merge: (cells) => {
      for (const [name, some] of cells) tallies.get(name)?.tally.merge(some)
    },
    mergeCell: (name, ...cell) => tallies.get(name)?.tally.mergeCell(...cell),
    take: () => new Map([...tallies].map(([name, { tally }]) => [name, tally.take()])),
    all: () => new Map([...tallies].map(([name, { tally }]) => [name, tally.cells()])),
  }
}
