import { criteriaKey } from './keys.ts'
import { SCHEMA, type Table } from './table.ts'

/** A criteria pack as it was published: its text stands, whatever becomes of the file. */
export type StoredPack = {
  readonly criteria: string
  readonly version: number
  /** Of the text, hexadecimal. */
  readonly sha256: string
  readonly text: string
  readonly publishedAtMs: number
}

/** Keeps a pack for good; null: it is kept. Else what was published before under the same id and version. */
export async function putPack(table: Table, pack: StoredPack): Promise<StoredPack | null> {
  const key = criteriaKey(pack)
  const isNew = await table.putIf({ ...key, schema: SCHEMA, ...pack }, { expression: 'attribute_not_exists(pk)' })
  if (isNew) return null
  const [item] = (await table.query({ pk: key.pk })).filter(({ sk }) => sk === key.sk)
  return item as unknown as StoredPack
}

/** Every version of every pack: by id, then version. */
export async function listPacks(table: Table): Promise<readonly StoredPack[]> {
  return (await table.query({ pk: 'CFG#criteria' })).map(
    ({ criteria, version, sha256, text, publishedAtMs }) =>
      ({ criteria, version, sha256, text, publishedAtMs }) as StoredPack,
  )
}
