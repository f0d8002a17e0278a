import { sweepProgressKey, sweptKey } from './keys.ts'
import { SCHEMA, type Table } from './table.ts'

/** Where the sweeping of what has had its time stands. */
export type SweepProgress = {
  /** When there may be something to do again. */
  readonly nextMs: number
  /** What came late before this moment has been looked at once more; null: nothing has. */
  readonly lateThroughMs: number | null
}

export async function getSweepProgress(table: Table): Promise<SweepProgress> {
  const item = await table.get(sweepProgressKey())
  return item === null
    ? { nextMs: 0, lateThroughMs: null }
    : { nextMs: item.nextMs as number, lateThroughMs: item.lateThroughMs as number | null }
}

/** Only by who holds the lease. */
export async function putSweepProgress(table: Table, progress: SweepProgress): Promise<void> {
  await table.put({ ...sweepProgressKey(), schema: SCHEMA, ...progress })
}

/** Up to which moment what is swept is gone, by its name: whatever was there before and had had its time. */
export async function listSwept(table: Table): Promise<ReadonlyMap<string, number>> {
  const items = await table.query({ pk: sweptKey('').pk })
  return new Map(items.map(({ sk, throughMs }) => [sk, throughMs as number]))
}

/** Only by who holds the lease. */
export async function putSwept(table: Table, name: string, throughMs: number): Promise<void> {
  await table.put({ ...sweptKey(name), schema: SCHEMA, throughMs })
}
