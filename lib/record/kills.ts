import type { Kill } from '../model/kill.ts'
import { killKey } from './keys.ts'
import { SCHEMA, type Table } from './table.ts'

/** Keeps how a kill switch stands; the one that was turned last stays, in whatever order they come. */
export async function putKill(table: Table, kill: Kill): Promise<void> {
  await table.putIf(
    { ...killKey(kill.portal), schema: SCHEMA, ...kill },
    { expression: 'attribute_not_exists(pk) OR atMs < :atMs', values: { ':atMs': kill.atMs } },
  )
}

/** Every switch that was ever turned, as it stands. */
export async function listKills(table: Table): Promise<readonly Kill[]> {
  const items = await table.query({ pk: killKey(null).pk })
  return items.map(({ pk: _pk, sk: _sk, schema: _schema, ...kill }) => kill as unknown as Kill)
}
