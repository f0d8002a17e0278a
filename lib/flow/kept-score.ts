import { standingOf } from '../judge/score-standing.ts'
import type { VantageGroup } from '../model/catalogue.ts'
import type { Criteria } from '../model/criteria.ts'
import { type Evaluation, stateOf } from '../model/evaluation.ts'
import { InputError } from '../model/input-error.ts'
import type { Period } from '../model/period.ts'
import type { Score } from '../model/score.ts'
import { getRevision, listEvaluations, listRevisions } from '../record/evaluations.ts'
import type { Table } from '../record/table.ts'
import { catalogueAtEnd, type ScoreOptions, score } from './score.ts'
import type { ScoreSource } from './score-source.ts'

export type Evaluations = { readonly type: 'evaluations'; readonly evaluations: readonly Evaluation[] }

/** Which scores are wanted, where some may be kept. */
export type WhichScore = {
  /** One that was kept. */
  readonly revision?: number
  /** Computed now, whatever is kept. */
  readonly isPreview?: boolean
}

/**
 * Scores of a period as they stand: of a closed one what was kept last, so that nothing that comes late changes it; else
 * computed now. Rejects with an `InputError` where there is no such revision.
 */
export async function standingScore(
  source: ScoreSource,
  of: ScoreOptions & WhichScore & { readonly criteria: Criteria; readonly table: Table },
): Promise<Score> {
  const { table, revision, isPreview = false } = of
  if (isPreview) return score(source, of)
  const id = idOf(source, of)
  const revisions = await listRevisions(table, id)
  const wanted = revision ?? (revisions.length > 1 ? revisions.length - 1 : null)
  if (wanted === null) return score(source, of)
  const kept = await getRevision(table, { id, revision: wanted })
  if (kept !== null) return kept
  const has = revisions.length === 0 ? 'none is kept' : `0 to ${revisions.length - 1} are kept`
  throw new InputError('no_revision', `there is no revision ${wanted} of ${id.period} by ${id.criteria}: ${has}`)
}

/** Of a closed period what was kept last; null: it isn't closed. */
export async function keptScore(
  source: ScoreSource,
  of: Pick<ScoreOptions, 'period' | 'group'> & { readonly criteria: Criteria; readonly table: Table },
): Promise<Score | null> {
  const id = idOf(source, of)
  const revisions = await listRevisions(of.table, id)
  return revisions.length > 1 ? getRevision(of.table, { id, revision: revisions.length - 1 }) : null
}

/** Every evaluation that was opened, and how it stands. */
export async function evaluations(of: { readonly table: Table; readonly nowMs: number }): Promise<Evaluations> {
  const all = await listEvaluations(of.table)
  return {
    type: 'evaluations',
    evaluations: all.map((one) => ({
      ...one,
      state: stateOf(
        one.revisions.map(({ statement }) => statement),
        of.nowMs,
      ),
    })),
  }
}

/** Those by which scores were kept, of the latest period first. */
export async function scoredEvaluations(of: {
  readonly table: Table
  readonly nowMs: number
}): Promise<readonly Evaluation[]> {
  return (await evaluations(of)).evaluations
    .filter(({ revisions }) => revisions.length > 0)
    .toSorted((a, b) => (a.opening.statement.to < b.opening.statement.to ? 1 : -1))
}

function idOf(
  source: ScoreSource,
  of: { readonly criteria: Criteria; readonly period: Period; readonly group?: VantageGroup },
) {
  const { criteria, version } = of.criteria
  const { group } = standingOf(catalogueAtEnd(source.configs, of.period), of.group)
  return { criteria, version, period: of.period.name, group }
}
