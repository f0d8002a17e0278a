import { shippedCriteria } from '../../lib/cli/choose-criteria.ts'
import { scoreExport } from '../../lib/flow/score-export.ts'
import { scoreSource } from '../../lib/flow/score-source.ts'
import { parsePeriod } from '../../lib/model/period.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { exportFile } from '../../lib/report/export-file.ts'
import { configOf } from './catalogue.ts'
import { fleetOf, madeUpResults } from './fleet.ts'
import { openStores } from './stores.ts'

/**
 * Run as a process of its own: scores a month of as many portals as its argument says by every shipped pack, from results
 * that are made up as they are asked for, makes the workbook, and says how much there was of each.
 */
const nowMs = Date.parse('2026-08-01T00:00:00Z')
const stores = await openStores()
const { untilMs: _until, ...config } = configOf(fleetOf(Number(process.argv[2])), { effectiveFromMs: 0 })
await putConfig(stores.table, config)
let rows = 0
const madeUp = madeUpResults(7)
const source: Awaited<ReturnType<typeof scoreSource>> = {
  ...(await scoreSource({ table: stores.table, nowMs })),
  results: async (of) => {
    const made = await madeUp(of)
    rows += made.observations.length + made.audits.length
    return made
  },
}
const made = await scoreExport(source, {
  packs: await shippedCriteria(),
  period: parsePeriod('2026-06'),
  only: { portal: null, owner: null, vendor: null },
  visible: null,
  nowMs,
  table: stores.table,
})
let sizeBytes = 0
for await (const chunk of exportFile(made, { format: 'xlsx', lang: 'vi' }).chunks) sizeBytes += chunk.length
const scored = made.packs[0]?.score.portals.filter(({ homepage }) => homepage !== null).length
process.stdout.write(JSON.stringify({ rows, sizeBytes, scored }))
await stores.close()
