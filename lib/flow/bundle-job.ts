import { InputError } from '../model/input-error.ts'
import { bundle } from './bundle.ts'
import { type JobRunPorts, jobKind } from './job-kind.ts'
import { chosenScore, type ScoreParams, scoreParamsSchema } from './score-job.ts'

/** The evidence bundle of a period. It holds results of all portals: for who may read them all. */
export const bundleJob = jobKind<ScoreParams>({
  roles: ['operator', 'evaluator'],
  schema: scoreParamsSchema,
  check: async (params, { table }) => void (await chosenScore(params, table)),
  run: async (params, ports) => {
    const { pack, period } = await chosenScore(params, ports.table)
    const { store, openSigner } = evidenceOf(ports)
    return {
      name: `nhip-bundle-${pack.criteria.criteria}-${period.name}.zip`,
      contentType: 'application/zip',
      chunks: bundle(
        { packs: [pack], period, ...(params.group === undefined ? {} : { group: params.group }) },
        {
          table: ports.table,
          store,
          openSigner,
          nowMs: ports.clock.now(),
          onPage: ({ pages, of }) => {
            ports.signal.throwIfAborted()
            ports.progress({ done: pages, total: of })
          },
        },
      ),
    }
  },
})

function evidenceOf({ store, openSigner }: JobRunPorts) {
  if (!store || !openSigner) throw new InputError('no_evidence', 'nothing is archived here, and nothing is signed')
  return { store, openSigner }
}
