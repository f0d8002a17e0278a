import { standingOf } from '../judge/score-standing.ts'
import type { Catalogue, VantageGroup } from '../model/catalogue.ts'
import type { Clock } from '../model/clock.ts'
import { configAt } from '../model/config.ts'
import type { EvaluationId, Revision } from '../model/evaluation.ts'
import { InputError } from '../model/input-error.ts'
import type { JobOwner } from '../model/job.ts'
import type { Period } from '../model/period.ts'
import type { Score } from '../model/score.ts'
import type { Archive } from '../record/archive.ts'
import { listConfigs } from '../record/configs.ts'
import { getRevision, listRevisions } from '../record/evaluations.ts'
import type { Table } from '../record/table.ts'
import { sameJobs } from './ask-for-job.ts'
import type { ReadPack } from './criteria.ts'
import { portalsFor } from './scope.ts'
import { catalogueAtEnd } from './score.ts'
import { chosenScore, type ScoreParams, scoreFor } from './score-job.ts'
import { type ShownJob, shown } from './show-job.ts'

export type WantedScore = {
  /** `id` or `id@version`. */
  readonly criteria: string
  readonly period: string
  readonly group?: VantageGroup
  readonly revision?: number
  /** What a job has computed last, whatever is kept. */
  readonly isLive?: boolean
}

/** A score as far as it is there without computing it. */
export type SeenScore = {
  readonly pack: ReadPack
  readonly period: Period
  /** In force at the period's end. */
  readonly catalogue: Catalogue
  readonly id: EvaluationId
  readonly revisions: readonly Revision[]
  /** Null: it is to be asked for, or a job is at it. */
  readonly score: Score | null
  /** The job that has computed it; null: it was kept, or is not there. */
  readonly computed: ShownJob | null
  /** The latest job for it, where that has not led to `score`. */
  readonly job: ShownJob | null
  /** What such a job is asked for with. */
  readonly params: ScoreParams
}

/**
 * Scores of a period, of the portals that their reader may see: what was kept last, else what a job of the reader's has
 * computed. Rejects with an `InputError` for what isn't there.
 */
export async function seenScore(
  of: WantedScore,
  ports: {
    readonly owner: JobOwner
    readonly table: Table
    readonly clock: Clock
    readonly archive: Pick<Archive, 'get'>
  },
): Promise<SeenScore> {
  const { table, clock, owner } = ports
  const { pack, period } = await chosenScore(of, table)
  const configs = await listConfigs(table)
  const catalogue = catalogueAtEnd(configs, period)
  const portals = portalsFor(owner, configAt(configs, clock.now()))
  const { criteria, version } = pack.criteria
  const { group } = standingOf(catalogue, of.group)
  const id: EvaluationId = { criteria, version, period: period.name, group }
  const revisions = (await listRevisions(table, id)).map(({ statement }) => statement)
  const params: ScoreParams = { criteria: `${criteria}@${version}`, period: period.name, group, preview: true }
  const known = { pack, period, catalogue, id, revisions, params }
  const wanted = of.revision ?? revisions.length - 1
  const kept = of.isLive || wanted < 0 ? null : await getRevision(table, { id, revision: wanted })
  if (kept !== null) return { ...known, score: scoreFor(kept, portals), computed: null, job: null }
  if (of.revision !== undefined)
    throw new InputError('no_revision', `there is no revision ${of.revision} of ${id.period} by ${id.criteria}`)
  const { value, ...by } = await madeByJob<Score>({ kind: 'score', params, owner }, ports)
  return { ...known, score: value === null ? null : scoreFor(value, portals), ...by }
}

/** What jobs of an owner with these parameters have made last, as JSON, and the latest one where that has not led to it. */
export async function madeByJob<T>(
  asked: { readonly kind: string; readonly params: unknown; readonly owner: JobOwner },
  ports: { readonly table: Table; readonly clock: Clock; readonly archive: Pick<Archive, 'get'> },
): Promise<{ readonly value: T | null; readonly computed: ShownJob | null; readonly job: ShownJob | null }> {
  const jobs = await sameJobs(asked, ports)
  const done = jobs.findLast(({ file }) => file !== null)
  const bytes = done?.file ? await ports.archive.get(done.file.key) : null
  const last = jobs.at(-1)
  return {
    value: bytes === null ? null : (JSON.parse(Buffer.from(bytes).toString()) as T),
    computed: done && bytes ? shown(done) : null,
    job: last === undefined || (last === done && bytes !== null) ? null : shown(last),
  }
}
