import { archiveLeaseKey, archiveProgressKey } from './keys.ts'
import { SCHEMA, type Table } from './table.ts'

/** Where the archiving of days stands. */
export type ArchiveProgress = {
  /** When there may be something to do again. */
  readonly nextMs: number
  /** Whatever came late before this moment is archived. */
  readonly lateThroughMs: number
  /** Every page is archived up to here. */
  readonly throughMs: number
  /** Of the head as it was written last; null: none is. */
  readonly headSha256: string | null
  /** The public key that was kept last. */
  readonly keyId: string | null
}

export async function getArchiveProgress(table: Table): Promise<ArchiveProgress | null> {
  const item = await table.get(archiveProgressKey())
  if (item === null) return null
  const { pk: _pk, sk: _sk, schema: _schema, ...progress } = item
  return progress as unknown as ArchiveProgress
}

/** Only by who holds the lease. */
export async function putArchiveProgress(table: Table, progress: ArchiveProgress): Promise<void> {
  await table.put({ ...archiveProgressKey(), schema: SCHEMA, ...progress })
}

/** False where somebody else is at it. It ends by itself. */
export async function takeArchiveLease(
  table: Table,
  lease: { readonly owner: string; readonly nowMs: number; readonly untilMs: number },
): Promise<boolean> {
  const { owner, nowMs, untilMs } = lease
  return table.putIf(
    { ...archiveLeaseKey(), schema: SCHEMA, owner, untilMs },
    { expression: 'attribute_not_exists(pk) OR untilMs <= :nowMs', values: { ':nowMs': nowMs } },
  )
}

/** Ends one's own lease. */
export async function endArchiveLease(table: Table, owner: string): Promise<void> {
  await table.putIf(
    { ...archiveLeaseKey(), schema: SCHEMA, owner, untilMs: 0 },
    { expression: '#owner = :owner', names: { '#owner': 'owner' }, values: { ':owner': owner } },
  )
}
