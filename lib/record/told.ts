import { toldKey } from './keys.ts'
import { SCHEMA, type Table } from './table.ts'

/** Whether a notifier is to tell an event now: `told` and it has, `busy` and somebody is at it, `mine` and it is. */
export type Claim = 'mine' | 'told' | 'busy'

type Of = { readonly notifier: string; readonly event: string; readonly nowMs: number }

/** Takes on the telling of an event by a notifier until `untilMs`; of several who ask at once, one gets it. */
export async function claimTelling(table: Table, of: Of & { readonly untilMs: number }): Promise<Claim> {
  const isMine = await table.putIf(
    { ...toldKey(of), schema: SCHEMA, toldAtMs: null, untilMs: of.untilMs },
    {
      expression: 'attribute_not_exists(pk) OR (toldAtMs = :never AND untilMs <= :now)',
      values: { ':never': null, ':now': of.nowMs },
    },
  )
  if (isMine) return 'mine'
  return (await table.get(toldKey(of)))?.toldAtMs === null ? 'busy' : 'told'
}

/** Ends the telling: it was told, or may be tried again. */
export async function endTelling(table: Table, of: Of & { readonly isTold: boolean }): Promise<void> {
  await table.putIf(
    { ...toldKey(of), schema: SCHEMA, toldAtMs: of.isTold ? of.nowMs : null, untilMs: 0 },
    { expression: 'attribute_not_exists(pk) OR toldAtMs = :never', values: { ':never': null } },
  )
}
