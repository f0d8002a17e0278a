import { z } from 'zod'
import { configAt } from '../model/config.ts'
import type { Criteria } from '../model/criteria.ts'
import { type Period, parsePeriod } from '../model/period.ts'
import type { Score } from '../model/score.ts'
import type { Table } from '../record/table.ts'
import { type ReadPack, requireCriteria } from './criteria.ts'
import { type JobRunPorts, jobKind } from './job-kind.ts'
import { standingScore } from './kept-score.ts'
import { oneChunk } from './one-chunk.ts'
import { portalsFor } from './scope.ts'
import type { ScoreOptions } from './score.ts'
import { type ScoreSource, scoreSource } from './score-source.ts'

/** Whose scores, of when. */
export const scoreParamsSchema = z.strictObject({
  /** `id` or `id@version` of a published pack. */
  criteria: z.string(),
  period: z.string(),
  group: z.enum(['domestic', 'abroad']).optional(),
  /** One that was kept. */
  revision: z.int().min(0).optional(),
  /** Computed anew, whatever is kept. */
  preview: z.boolean().optional(),
})

export type ScoreParams = Readonly<z.infer<typeof scoreParamsSchema>>

/** Scores of a period, as JSON. */
export const scoreJob = jobKind<ScoreParams>({
  roles: ['operator', 'evaluator', 'vendor'],
  schema: scoreParamsSchema,
  check: async (params, { table }) => void (await chosenScore(params, table)),
  run: async (params, ports) => {
    const { score, source, criteria, period, nowMs } = await scoreOfJob(params, ports)
    return {
      name: `nhip-score-${criteria.criteria}-${period.name}.json`,
      contentType: 'application/json',
      chunks: oneChunk(JSON.stringify(scoreFor(score, portalsFor(ports.owner, configAt(source.configs, nowMs))))),
    }
  },
})

/** The scores that are asked for, of all portals, and what they are made of. */
export async function scoreOfJob(
  params: ScoreParams,
  ports: JobRunPorts,
): Promise<{
  readonly score: Score
  readonly source: ScoreSource
  readonly criteria: Criteria
  readonly period: Period
  readonly nowMs: number
}> {
  const { pack, period } = await chosenScore(params, ports.table)
  const { criteria } = pack
  const nowMs = ports.clock.now()
  const source = await scoreSource({ ...ports, nowMs })
  const made = await standingScore(source, {
    table: ports.table,
    criteria,
    period,
    nowMs,
    ...(params.group === undefined ? {} : { group: params.group }),
    ...(params.revision === undefined ? {} : { revision: params.revision }),
    ...(params.preview === undefined ? {} : { isPreview: params.preview }),
    onPage: scoreProgress(ports),
  })
  return { score: made, source, criteria, period, nowMs }
}

/** What a job tells of its progress, page by page; it ends where nobody waits any more. */
export function scoreProgress({ progress, signal }: Pick<JobRunPorts, 'progress' | 'signal'>) {
  return ({ pages, of }: Parameters<NonNullable<ScoreOptions['onPage']>>[0]): void => {
    signal.throwIfAborted()
    progress({ done: pages, total: of })
  }
}

/** The published pack and the period that are named. Rejects with an `InputError` where there is no such thing. */
export async function chosenScore(
  params: Pick<ScoreParams, 'criteria' | 'period'>,
  table: Table,
): Promise<{ readonly pack: ReadPack; readonly period: Period }> {
  return { pack: await requireCriteria(table, params.criteria), period: parsePeriod(params.period) }
}

/** A score as somebody sees it who may read these portals; null: all. Their ranks are among all. */
export function scoreFor(made: Score, portals: ReadonlySet<string> | null): Score {
  if (portals === null) return made
  return {
    ...made,
    exclusions: made.exclusions.filter(({ portal }) => portal === null || portals.has(portal)),
    portals: made.portals.filter(({ portal }) => portals.has(portal)),
  }
}
