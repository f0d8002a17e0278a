import { createHash } from 'node:crypto'
import type { Catalogue } from '../model/catalogue.ts'
import type { Config } from '../model/config.ts'
import type { ImportSpan } from '../model/import-span.ts'
import { configKey, importKey } from './keys.ts'
import { type Item, SCHEMA, type Table } from './table.ts'

export type NewConfig = Omit<Config, 'untilMs'>

/** `sha256`: of the catalogue's text; versions of earlier releases have none. */
type Head = Item & Omit<Config, 'untilMs' | 'catalogue'> & { readonly sha256?: string }

/** All of a version but its catalogue. */
const HEAD = ['pk', 'sk', 'version', 'effectiveFromMs', 'publishedAtMs', 'played', 'sha256']

/** How many versions' catalogues a process remembers. */
const REMEMBERED = 8

/**
 * The catalogues of the latest versions by the SHA-256 of their texts: everything that judges, counts or answers asks for
 * all versions anew, and a text may have 380 KB.
 */
let remembered: ReadonlyMap<string, Catalogue> = new Map()

export async function putConfig(table: Table, config: NewConfig): Promise<void> {
  const { version, effectiveFromMs, publishedAtMs, catalogue, played } = config
  const json = JSON.stringify(catalogue)
  await table.put({
    ...configKey(config),
    schema: SCHEMA,
    version,
    effectiveFromMs,
    publishedAtMs,
    played: [...played],
    sha256: createHash('sha256').update(json).digest('hex'),
    json,
  })
}

/** Every version, by the time it takes effect; each ends where the next begins. */
export async function listConfigs(table: Table): Promise<readonly Config[]> {
  const { pk } = configKey({ effectiveFromMs: 0, version: '' })
  const heads = (await table.query({ pk, fields: HEAD })) as readonly Head[]
  const known = remembered
  const unknown = heads.filter(({ sha256 }) => sha256 === undefined || !known.has(sha256))
  const [from, to] = [unknown[0]?.sk, unknown.at(-1)?.sk]
  const items = from === undefined || to === undefined ? [] : await table.query({ pk, from, to })
  const read = new Map(items.map(({ sk, json }) => [sk, catalogueFrom(json as string)]))
  const configs = heads.map(({ sk, sha256, version, effectiveFromMs, publishedAtMs, played }, index) => ({
    version,
    effectiveFromMs,
    untilMs: heads[index + 1]?.effectiveFromMs ?? null,
    publishedAtMs,
    played,
    catalogue: read.get(sk) ?? (known.get(sha256 as string) as Catalogue),
  }))
  remembered = new Map(
    configs
      .flatMap(({ catalogue }, index) => {
        const { sha256 } = heads[index] as Head
        return sha256 === undefined ? [] : [[sha256, catalogue] as const]
      })
      .slice(-REMEMBERED),
  )
  return configs
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
