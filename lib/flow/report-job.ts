import type { z } from 'zod'
import { configAt } from '../model/config.ts'
import { idSchema } from '../model/id.ts'
import { langSchema } from '../model/lang.ts'
import { listConfigs } from '../record/configs.ts'
import { type JobPorts, jobKind } from './job-kind.ts'
import { portalsFor } from './scope.ts'
import { catalogueAtEnd } from './score.ts'
import { chosenPortals } from './score-export.ts'
import { chosenScore, scoreOfJob, scoreParamsSchema, scoreProgress } from './score-job.ts'
import { scoreSheets } from './score-sheets.ts'

/** Whose sheets, of when. */
const schema = scoreParamsSchema.extend({ portal: idSchema.optional(), lang: langSchema.default('vi') })

type ReportParams = Readonly<z.infer<typeof schema>>

/** Printed sheets of a period's scores, as one HTML document. */
export const reportJob = jobKind<ReportParams>({
  roles: ['operator', 'evaluator', 'vendor'],
  schema,
  check: async (params, ports) => {
    const { period } = await chosenScore(params, ports.table)
    const configs = await listConfigs(ports.table)
    chosenPortals(catalogueAtEnd(configs, period), whose(params, { ...ports, configs }))
  },
  run: async (params, ports) => {
    const { score, source, criteria, period, nowMs } = await scoreOfJob(params, ports)
    const catalogue = catalogueAtEnd(source.configs, period)
    const portals = chosenPortals(catalogue, whose(params, { ...ports, configs: source.configs }))
    const parts = [
      'nhip-report',
      criteria.criteria,
      period.name,
      ...(params.portal === undefined ? [] : [params.portal]),
    ]
    return {
      name: `${parts.join('-')}.html`,
      contentType: 'text/html; charset=utf-8',
      chunks: scoreSheets(source, {
        score,
        criteria,
        catalogue,
        portals,
        isFleet: params.portal === undefined,
        lang: params.lang,
        nowMs,
        table: ports.table,
        reports: ports.reports ?? null,
        onPortal: scoreProgress(ports),
      }),
    }
  },
})

function whose(
  { portal }: ReportParams,
  of: JobPorts & { readonly configs: Awaited<ReturnType<typeof listConfigs>> },
): Parameters<typeof chosenPortals>[1] {
  return {
    only: { portal: portal ?? null, owner: null, vendor: null },
    visible: portalsFor(of.owner, configAt(of.configs, of.clock.now())),
  }
}
