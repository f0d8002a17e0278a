import { z } from 'zod'
import { configAt } from '../model/config.ts'
import { idSchema } from '../model/id.ts'
import { InputError } from '../model/input-error.ts'
import { LANGS } from '../model/lang.ts'
import { parsePeriod } from '../model/period.ts'
import { listConfigs } from '../record/configs.ts'
import type { Table } from '../record/table.ts'
import { EXPORT_FORMATS, exportFile } from '../report/export-file.ts'
import { publishedCriteria, type ReadPack, requireCriteria } from './criteria.ts'
import { type JobPorts, jobKind } from './job-kind.ts'
import { portalsFor } from './scope.ts'
import { catalogueAtEnd } from './score.ts'
import { chosenPortals, type ScoreExportOptions, scoreExport } from './score-export.ts'
import { scoreProgress } from './score-job.ts'
import { scoreSource } from './score-source.ts'

/** Whose scores, of when, in which form. */
export const exportParamsSchema = z.strictObject({
  period: z.string(),
  format: z.enum(EXPORT_FORMATS),
  /** Of a CSV. */
  lang: z.enum(LANGS).default('en'),
  /** `id` or `id@version` of a published pack; absent: the latest version of each. */
  criteria: z.string().optional(),
  group: z.enum(['domestic', 'abroad']).optional(),
  portal: idSchema.optional(),
  owner: idSchema.optional(),
  vendor: idSchema.optional(),
})

export type ExportParams = Readonly<z.infer<typeof exportParamsSchema>>

/** The evaluation staff's export of a period. */
export const exportJob = jobKind<ExportParams>({
  roles: ['operator', 'evaluator', 'vendor'],
  schema: exportParamsSchema,
  check: async (params, ports) => void (await chosen(params, ports)),
  run: async (params, ports) => {
    const options = await chosen(params, ports)
    const nowMs = ports.clock.now()
    const made = await scoreExport(await scoreSource({ ...ports, nowMs }), {
      ...options,
      nowMs,
      table: ports.table,
      onPage: scoreProgress(ports),
    })
    return exportFile(made, params)
  },
})

/** Whose scores are asked for, as they are narrowed. */
export function filterOf({ portal, owner, vendor }: Pick<ExportParams, 'portal' | 'owner' | 'vendor'>) {
  return { portal: portal ?? null, owner: owner ?? null, vendor: vendor ?? null }
}

async function chosen(
  params: ExportParams,
  { owner, table, clock }: JobPorts,
): Promise<Omit<ScoreExportOptions, 'nowMs' | 'table' | 'onPage'>> {
  const period = parsePeriod(params.period)
  const configs = await listConfigs(table)
  const visible = portalsFor(owner, configAt(configs, clock.now()))
  const only = filterOf(params)
  chosenPortals(catalogueAtEnd(configs, period), { only, visible })
  const packs = await chosenPacks(params, table)
  return { packs, period, only, visible, ...(params.group === undefined ? {} : { group: params.group }) }
}

async function chosenPacks({ criteria }: ExportParams, table: Table): Promise<readonly ReadPack[]> {
  if (criteria !== undefined) return [await requireCriteria(table, criteria)]
  const packs = await publishedCriteria(table)
  if (packs.length === 0) throw new InputError('no_criteria', 'no criteria are published here: publish them first')
  return packs
}
