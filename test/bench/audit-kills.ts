import { parseArgs } from 'node:util'
import { auditUnderKills } from '../kit/audit-kills.ts'
import { chooseSeed } from '../kit/random.ts'

/**
 * 50 scheduled audits while Chromium, a renderer of it or the whole audit process is killed at random moments: none may
 * be lost, doubled or held against the portal. Exits 1 where one is.
 */
const { values } = parseArgs({
  options: { audits: { type: 'string', default: '50' }, seed: { type: 'string' } },
})
const seed = values.seed === undefined ? chooseSeed() : Number(values.seed)
const startedAtMs = Date.now()
let told = 0
const result = await auditUnderKills({
  audits: Number(values.audits),
  seed,
  onRow: (rows) => {
    if (rows === told) return
    told = rows
    process.stderr.write(`${rows}/${values.audits}\n`)
  },
})
const { rows, ...rest } = result
const lost = rows.filter((count) => count === 0).length
const doubled = rows.filter((count) => count > 1).length
const seconds = Math.round((Date.now() - startedAtMs) / 1_000)
process.stdout.write(
  `${JSON.stringify({ type: 'auditKills', seed, seconds, scheduled: rows.length, lost, doubled, ...rest })}\n`,
)
const failed = Object.keys(result.ended).some((name) => name.startsWith('failed'))
const left = result.processesLeft.length + result.filesLeft.length
process.exitCode = lost + doubled + result.wrongScores + left > 0 || failed ? 1 : 0
