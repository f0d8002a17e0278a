import { z } from 'zod'
import { periodActSchema } from '../model/evaluation.ts'
import { DEFAULT_POLICY } from '../model/policy.ts'
import { jobKind } from './job-kind.ts'
import { oneChunk } from './one-chunk.ts'
import { periodAct } from './period-act.ts'
import { chosenScore, scoreProgress } from './score-job.ts'

const schema = periodActSchema.extend({
  /** Who asks, as in `Acknowledgement`: the API says it, nobody by themselves. */
  by: z.string(),
})

/** Opens, previews, closes or corrects a period. Asked for at an address of its own. */
export const periodJob = jobKind<z.infer<typeof schema>>({
  roles: [],
  schema,
  check: async (params, { table }) => void (await chosenScore(params, table)),
  run: async (params, ports) => {
    const { pack, period } = await chosenScore(params, ports.table)
    const { act, gap, reason, group, by } = params
    const done = await periodAct(
      { pack, period, act, gap, reason, ...(group === undefined ? {} : { group }) },
      { ...ports, by, policy: DEFAULT_POLICY, onPage: scoreProgress(ports) },
    )
    return {
      name: `nhip-period-${act}-${period.name}.json`,
      contentType: 'application/json',
      chunks: oneChunk(JSON.stringify(done)),
    }
  },
})
