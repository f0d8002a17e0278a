import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { HOUR_MS } from '../../lib/model/duration.ts'
import { nhip } from './nhip.ts'
import { FROM } from './score-source.ts'
import { writtenCriteria, writtenQuantile } from './written-criteria.ts'

export type ScoredFolder = {
  readonly folder: string
  /** In it, with what was imported. */
  readonly data: string
  /** Criteria `test`: of each kind of page the 75th percentile, ten points at 2 s, none at 10 s. */
  readonly pack: string
  readonly remove: () => Promise<void>
}

/**
 * A data folder with days from Monday, 4 May 2026, on: an import of pages that answer within half a second, eForms within
 * six, from two places on every second hour.
 */
export async function scoredFolder(of: {
  readonly days: number
  readonly pages: readonly string[]
  /** Keys of the trace's header. */
  readonly header?: Readonly<Record<string, unknown>>
}): Promise<ScoredFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'nhip-test-'))
  const [data, pack, trace] = ['data', 'pack.yaml', 'trace.ndjson'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  const rules = ['homepage', 'eform'].map((page) => writtenQuantile({ page }))
  await writeFile(pack, stringify(writtenCriteria({ rules }), { keepUndefined: false }))
  const locations = ['a', 'b']
  const header = {
    type: 'trace',
    cadenceSeconds: 7_200,
    locations: locations.map((id) => ({ id, group: 'domestic' })),
    pages: of.pages,
    ...of.header,
  }
  const lines = [JSON.stringify(header)]
  for (let slotMs = FROM + HOUR_MS; slotMs < FROM + of.days * 24 * HOUR_MS; slotMs += 2 * HOUR_MS)
    for (const page of of.pages)
      for (const location of locations) {
        const totalMs = page.endsWith('/home') ? 500 : 6_000
        const seen = { outcome: 'passed', cause: null, totalMs, waitMs: 100 }
        lines.push(JSON.stringify({ type: 'o', slotMs, page, location, ...seen }))
      }
  await writeFile(trace, lines.join('\n'))
  const { exit, stderr } = await nhip(['import', trace, '--data', data])
  if (exit !== 0) throw new Error(stderr)
  return { folder, data, pack, remove: () => rm(folder, { recursive: true }) }
}
