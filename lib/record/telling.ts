import { NOTHING_TOLD, type TellingState } from '../judge/telling-state.ts'
import type { AlertEvent } from '../model/alert.ts'
import { tellingKey } from './keys.ts'
import { SCHEMA, type Table } from './table.ts'

/** What is remembered of all that is told: one item, written under its version. */
export type Telling = {
  /** Goes up by one with every write; 0 is an item that isn't stored yet. */
  readonly version: number
  readonly state: TellingState
  /** Not yet published, in order. */
  readonly outbox: readonly AlertEvent[]
}

export async function getTelling(table: Table): Promise<Telling> {
  const item = await table.get(tellingKey())
  if (!item) return { version: 0, state: NOTHING_TOLD, outbox: [] }
  return { ...(JSON.parse(item.json as string) as Omit<Telling, 'version'>), version: item.version as number }
}

/** Writes the next version; false where somebody else has written since it was read. */
export async function putTelling(table: Table, telling: Telling): Promise<boolean> {
  const { version, ...kept } = telling
  return table.putIf(
    { ...tellingKey(), schema: SCHEMA, version: version + 1, json: JSON.stringify(kept) },
    version === 0
      ? { expression: 'attribute_not_exists(pk)' }
      : { expression: 'version = :version', values: { ':version': version } },
  )
}
