import { hostKey } from './keys.ts'
import { SCHEMA, type Table } from './table.ts'

export type HostAt = { readonly location: string; readonly host: string }

/** What a location remembers of a host. Epoch ms; 0: nothing. */
export type HostState = {
  /** It has asked to be left alone until then. */
  readonly restUntilMs: number
  /** A visit to it that takes longer than usual ends by then. */
  readonly busyUntilMs: number
  /** The last visit took longer than usual: the next one is expected to. */
  readonly wasLong: boolean
}

export async function getHost(table: Table, at: HostAt): Promise<HostState> {
  const item = await table.get(hostKey(at))
  return {
    restUntilMs: Number(item?.restUntilMs ?? 0),
    busyUntilMs: Number(item?.busyUntilMs ?? 0),
    wasLong: item?.wasLong === true,
  }
}

export async function putHost(table: Table, at: HostAt, state: HostState): Promise<void> {
  await table.put({ ...hostKey(at), schema: SCHEMA, ...state })
}
