import { z } from 'zod'
import { configAt } from '../model/config.ts'
import { type Period, parsePeriod } from '../model/period.ts'
import type { Score } from '../model/score.ts'
import type { Table } from '../record/table.ts'
import { type ReadPack, requireCriteria } from './criteria.ts'
import { type JobPorts, jobKind } from './job-kind.ts'
import { portalsFor } from './scope.ts'
import { score } from './score.ts'
import { scoreSource } from './score-source.ts'

/** Whose scores, of when. */
export const scoreParamsSchema = z.strictObject({
  /** `id` or `id@version` of a published pack. */
  criteria: z.string(),
  period: z.string(),
  group: z.enum(['domestic', 'abroad']).optional(),
})

export type ScoreParams = Readonly<z.infer<typeof scoreParamsSchema>>

/** Scores of a period, as JSON. */
export const scoreJob = jobKind<ScoreParams>({
  roles: ['operator', 'evaluator', 'vendor'],
  schema: scoreParamsSchema,
  check: async (params, { table }) => void (await chosenScore(params, table)),
  run: async (params, ports) => {
    const {
      pack: { criteria },
      period,
    } = await chosenScore(params, ports.table)
    const { clock, progress, signal } = ports
    const nowMs = clock.now()
    const source = await scoreSource({ ...ports, nowMs })
    const made = await score(source, {
      criteria,
      period,
      nowMs,
      ...(params.group === undefined ? {} : { group: params.group }),
      onPage: ({ pages, of }) => {
        signal.throwIfAborted()
        progress({ done: pages, total: of })
      },
    })
    return {
      name: `nhip-score-${criteria.criteria}-${period.name}.json`,
      contentType: 'application/json',
      chunks: once(JSON.stringify(forOwner(made, { ports, configs: source.configs }))),
    }
  },
})

/** What parameters name. Rejects with an `InputError` for what isn't there. */
export async function chosenScore(
  params: ScoreParams,
  table: Table,
): Promise<{ readonly pack: ReadPack; readonly period: Period }> {
  return { pack: await requireCriteria(table, params.criteria), period: parsePeriod(params.period) }
}

/** A vendor's own portals. Their ranks are among all. */
function forOwner(
  made: Score,
  of: { readonly ports: JobPorts; readonly configs: Awaited<ReturnType<typeof scoreSource>>['configs'] },
): Score {
  const portals = portalsFor(of.ports.owner, configAt(of.configs, of.ports.clock.now()))
  return portals === null ? made : { ...made, portals: made.portals.filter(({ portal }) => portals.has(portal)) }
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}
