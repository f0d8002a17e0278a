import type { Catalogue, Portal } from '../model/catalogue.ts'
import type { Evaluation } from '../model/evaluation.ts'
import type { PublishedPortal, Score } from '../model/score.ts'
import { getRevision } from '../record/evaluations.ts'
import type { Table } from '../record/table.ts'
import { scoredEvaluations } from './kept-score.ts'
import { nameOf } from './lost-points.ts'
import { inReportOrder } from './score-export.ts'
import { scoreFor } from './score-job.ts'

/** A portal in two periods; null: it is not in the scores of that one. */
export type ScoreChange = {
  readonly portal: Portal
  readonly before: PublishedPortal | null
  readonly after: PublishedPortal | null
}

/** One side of a comparison: what was kept last of an evaluation. */
export type ComparedScore = { readonly evaluation: Evaluation; readonly score: Omit<Score, 'portals'> }

export type ScoreChanges = {
  readonly before: ComparedScore
  readonly after: ComparedScore
  /** Locations measured with something else, or others did: a difference may be the instrument's. */
  readonly isOtherInstrument: boolean
  /** In the order of a report. */
  readonly changes: readonly ScoreChange[]
}

/** What can be compared, and what is. */
export type ComparedScores = {
  /** By which scores were kept, those of the latest period first. */
  readonly all: readonly Evaluation[]
  /** Null: there are no two by the same criteria and the same group, of periods that follow each other. */
  readonly found: ScoreChanges | null
}

/**
 * The scores of two periods by the same criteria, version and group: those that are named, else the latest and that before
 * it. `portals`: which ones may be seen; null: all.
 */
export async function scoreChanges(
  of: {
    readonly before: string | null
    readonly after: string | null
    readonly catalogue: Catalogue
    readonly portals: ReadonlySet<string> | null
  },
  { table, nowMs }: { readonly table: Table; readonly nowMs: number },
): Promise<ComparedScores> {
  const all = await scoredEvaluations({ table, nowMs })
  const pair = pairOf(all, of)
  if (pair === null) return { all, found: null }
  const [before, after] = await Promise.all([lastOf(pair.before, table), lastOf(pair.after, table)])
  if (before === null || after === null) return { all, found: null }
  const own = (score: Score): ReadonlyMap<string, PublishedPortal> =>
    new Map(scoreFor(score, of.portals).portals.map((one) => [one.portal, one]))
  const [was, is] = [own(before), own(after)]
  const changes = inReportOrder(of.catalogue.portals).flatMap((portal): readonly ScoreChange[] =>
    was.has(portal.id) || is.has(portal.id)
      ? [{ portal, before: was.get(portal.id) ?? null, after: is.get(portal.id) ?? null }]
      : [],
  )
  const instruments = ({ opening }: Evaluation): string => JSON.stringify(opening.statement.instruments)
  return {
    all,
    found: {
      before: { evaluation: pair.before, score: before },
      after: { evaluation: pair.after, score: after },
      isOtherInstrument: instruments(pair.before) !== instruments(pair.after),
      changes,
    },
  }
}

/** The earlier one ends before the later one begins: days that are in both would change nothing. */
function pairOf(
  all: readonly Evaluation[],
  of: { readonly before: string | null; readonly after: string | null },
): { readonly before: Evaluation; readonly after: Evaluation } | null {
  const named = (name: string | null, one: Evaluation): boolean => name === null || nameOf(one) === name
  for (const after of all.filter((one) => named(of.after, one))) {
    const before = all.find((one) => named(of.before, one) && isBefore(one, after))
    if (before) return { before, after }
  }
  return null
}

function isBefore(one: Evaluation, after: Evaluation): boolean {
  return (
    one.criteria === after.criteria &&
    one.version === after.version &&
    one.group === after.group &&
    one.opening.statement.to < after.opening.statement.from
  )
}

function lastOf(evaluation: Evaluation, table: Table): Promise<Score | null> {
  return getRevision(table, { id: evaluation, revision: evaluation.revisions.length - 1 })
}
