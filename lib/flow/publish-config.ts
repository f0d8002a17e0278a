import { createHash } from 'node:crypto'
import type { Catalogue } from '../model/catalogue.ts'
import { canonicalJson } from '../record/canonical.ts'
import { listConfigs, putConfig } from '../record/configs.ts'
import type { Table } from '../record/table.ts'

/**
 * Publishes a catalogue, with the locations that are played, where it differs from the latest version. It takes effect
 * with the slots that hold `nowMs`: only for a folder whose lock is held, where nothing else dispatches. A hub with
 * locations elsewhere has to give them a quarter of an hour.
 */
export async function publishConfig(
  table: Table,
  config: { readonly catalogue: Catalogue; readonly played: readonly string[]; readonly nowMs: number },
): Promise<{ readonly version: string; readonly changed: boolean }> {
  const { catalogue, nowMs } = config
  const played = catalogue.locations.map(({ id }) => id).filter((id) => config.played.includes(id))
  const version = createHash('sha256').update(canonicalJson({ catalogue, played })).digest('hex').slice(0, 16)
  const latest = (await listConfigs(table)).at(-1)
  if (latest?.version === version) return { version, changed: false }
  const effectiveFromMs = Math.max(nowMs, (latest?.effectiveFromMs ?? 0) + 1)
  await putConfig(table, { version, effectiveFromMs, publishedAtMs: nowMs, catalogue, played })
  return { version, changed: true }
}
