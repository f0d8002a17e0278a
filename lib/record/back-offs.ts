import { backOffKey } from './keys.ts'
import { SCHEMA, type Table } from './table.ts'

/** When a host may be visited again by a location, epoch ms; 0: it has asked for no rest. */
export async function backOffUntil(
  table: Table,
  at: { readonly location: string; readonly host: string },
): Promise<number> {
  return ((await table.get(backOffKey(at)))?.untilMs as number | undefined) ?? 0
}

export async function putBackOff(
  table: Table,
  at: { readonly location: string; readonly host: string; readonly untilMs: number },
): Promise<void> {
  await table.put({ ...backOffKey(at), schema: SCHEMA, untilMs: at.untilMs })
}
