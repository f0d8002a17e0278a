import type { Catalogue } from '../model/catalogue.ts'
import type { Config } from '../model/config.ts'
import type { ImportSpan } from '../model/import-span.ts'
import { configKey, importKey } from './keys.ts'
import { SCHEMA, type Table } from './table.ts'

export type NewConfig = Omit<Config, 'untilMs'>

export async function putConfig(table: Table, config: NewConfig): Promise<void> {
  const { version, effectiveFromMs, publishedAtMs, catalogue, played } = config
  await table.put({
    ...configKey(config),
    schema: SCHEMA,
    version,
    effectiveFromMs,
    publishedAtMs,
    played: [...played],
    json: JSON.stringify(catalogue),
  })
}

/** Every version, by the time it takes effect; each ends where the next begins. */
export async function listConfigs(table: Table): Promise<readonly Config[]> {
  const items = await table.query({ pk: 'CFG#catalogue' })
  return items.map((item, index) => ({
    version: item.version as string,
    effectiveFromMs: item.effectiveFromMs as number,
    untilMs: (items[index + 1]?.effectiveFromMs as number | undefined) ?? null,
    publishedAtMs: item.publishedAtMs as number,
    played: item.played as string[],
    catalogue: catalogueFrom(item.json as string),
  }))
}

/** Locations of versions that were stored before they had families measured whatever pages asked for. */
function catalogueFrom(json: string): Catalogue {
  const catalogue = JSON.parse(json) as Catalogue
  return {
    ...catalogue,
    locations: catalogue.locations.map((location) => ({ ...location, families: location.families ?? [4, 6] })),
  }
}

export async function putImportSpan(table: Table, span: ImportSpan): Promise<void> {
  await table.put({ ...importKey(span.id), schema: SCHEMA, json: JSON.stringify(span) })
}

export async function listImportSpans(table: Table): Promise<readonly ImportSpan[]> {
  return (await table.query({ pk: 'CFG#imports' })).map((item) => JSON.parse(item.json as string) as ImportSpan)
}
