import { createHash } from 'node:crypto'
import type { Catalogue } from '../model/catalogue.ts'
import { InputError } from '../model/input-error.ts'
import { canonicalJson } from '../record/canonical.ts'
import { listConfigs, putConfig } from '../record/configs.ts'
import type { Table } from '../record/table.ts'

export type PublishedConfig = {
  readonly version: string
  /** False: it is the latest version already. */
  readonly changed: boolean
  readonly effectiveFromMs: number
}

/** One version is one item of the table, which takes 400 KB of DynamoDB: some room is left for its other fields. */
const MAX_JSON_BYTES = 380_000

/**
 * Publishes a catalogue, with the locations that are played, where it differs from the latest version, be that in
 * force or to come. The first version takes effect at once, with the slots that hold `nowMs`; a later one `leadMs` after
 * that, so that locations elsewhere have it in time, and after every version before it. The default of 0 is for a
 * folder whose lock is held, where nothing else dispatches. What was published stays as it is; a catalogue that comes
 * back is one more entry under its old version. Rejects with an `InputError` for a catalogue that is too large.
 */
export async function publishConfig(
  table: Table,
  config: {
    readonly catalogue: Catalogue
    readonly played: readonly string[]
    readonly nowMs: number
    readonly leadMs?: number
  },
): Promise<PublishedConfig> {
  const { catalogue, nowMs, leadMs = 0 } = config
  const played = catalogue.locations.map(({ id }) => id).filter((id) => config.played.includes(id))
  const version = createHash('sha256').update(canonicalJson({ catalogue, played })).digest('hex').slice(0, 16)
  const latest = (await listConfigs(table)).at(-1)
  if (latest?.version === version) return { version, changed: false, effectiveFromMs: latest.effectiveFromMs }
  const sizeBytes = Buffer.byteLength(JSON.stringify(catalogue))
  if (sizeBytes > MAX_JSON_BYTES)
    throw new InputError(
      'catalogue_too_large',
      `catalogue ${catalogue.catalog} has ${sizeBytes} bytes with its defaults, ${MAX_JSON_BYTES} can be kept: split it`,
    )
  const effectiveFromMs = latest ? Math.max(nowMs + leadMs, latest.effectiveFromMs + 1) : nowMs
  await putConfig(table, { version, effectiveFromMs, publishedAtMs: nowMs, catalogue, played })
  return { version, changed: true, effectiveFromMs }
}
