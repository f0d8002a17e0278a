import type { Key } from './keys.ts'
import { SCHEMA, type Table } from './table.ts'

/** Who alone may do a work for a time: false where somebody else is at it. It ends by itself. */
export async function takeLease(
  table: Table,
  key: Key,
  lease: { readonly owner: string; readonly nowMs: number; readonly untilMs: number },
): Promise<boolean> {
  const { owner, nowMs, untilMs } = lease
  return table.putIf(
    { ...key, schema: SCHEMA, owner, untilMs },
    { expression: 'attribute_not_exists(pk) OR untilMs <= :nowMs', values: { ':nowMs': nowMs } },
  )
}

/** Ends one's own lease. */
export async function endLease(table: Table, key: Key, owner: string): Promise<void> {
  await table.putIf(
    { ...key, schema: SCHEMA, owner, untilMs: 0 },
    { expression: '#owner = :owner', names: { '#owner': 'owner' }, values: { ':owner': owner } },
  )
}
