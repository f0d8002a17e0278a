import { stringify } from 'yaml'
import { publishCriteria, readPack } from '../../lib/flow/criteria.ts'
import { runJob } from '../../lib/flow/run-job.ts'
import { TABLE_NAME } from '../../lib/local/stores.ts'
import { DAY_MS } from '../../lib/model/duration.ts'
import { jobMessageSchema } from '../../lib/model/job.ts'
import { createBulk } from '../../lib/record/bulk.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { newKey, signerOf } from '../../lib/record/key-file.ts'
import { type KeyedResult, keepResults } from '../../lib/record/results.ts'
import { openPages, type Pages } from './open-pages.ts'
import { FROM, resultsOf, scoredConfig } from './score-source.ts'
import { writtenPage, writtenPortal } from './written-catalogue.ts'
import { writtenCriteria, writtenRule } from './written-criteria.ts'

/** Two days: Da Nang (of `vnpt`) answers in 500 ms each hour, Huế (of `fpt`) fails in every even one. */
export const SCORED_PERIOD = '2026-05-04..2026-05-05'
export const SCORED_END = FROM + 2 * DAY_MS

/** What somebody would call a portal who means harm. */
export const HOSTILE = '<img src=x onerror=alert(1)>'

const RULE = { metric: 'totalMs', from: 'http', basis: 'observed', limit: 2_000, full: 1, zero: 0 }
const PACK = writtenCriteria({ points: 10, pages: { homepage: 10 }, rules: [writtenRule(RULE)] })

/** The pages over the results of a period by criteria `test@1`; `work` runs the jobs that wait. */
export async function openScoredPages(nowMs: number): Promise<Pages & { readonly work: () => Promise<void> }> {
  const pages = await openPages(nowMs)
  const { table, clients, archive } = pages.stores
  const portals = [
    { id: 'da-nang', vendor: 'vnpt', name: { vi: `Đà Nẵng ${HOSTILE}`, en: 'Da Nang' } },
    { id: 'hue', vendor: 'fpt', name: { vi: 'Huế', en: 'Hue' } },
  ].map((one) => writtenPortal({ ...one, pages: [writtenPage({ url: `https://${one.id}.example.org/` })] }))
  const { untilMs: _until, ...config } = scoredConfig({ portals })
  await putConfig(table, config)
  await publishCriteria(table, { packs: [readPack(stringify(PACK), 'test')], nowMs: 0 })
  const rows = ['da-nang/home', 'hue/home'].flatMap((page) =>
    resultsOf(({ hour }) => (page === 'hue/home' && hour % 2 === 0 ? { cause: 'http_5xx' } : { totalMs: 500 }), {
      page,
      fromMs: FROM,
      toMs: SCORED_END,
    }),
  )
  await keepResults(createBulk(clients.dynamodb, TABLE_NAME), rows as readonly KeyedResult[], SCORED_END)
  const signer = signerOf(newKey())
  return {
    ...pages,
    work: async () => {
      for (const { Body = '' } of await pages.jobs.received())
        await runJob(jobMessageSchema.parse(JSON.parse(Body)), {
          table,
          archive,
          clock: pages.clock,
          openSigner: () => Promise.resolve(signer),
        })
    },
  }
}
