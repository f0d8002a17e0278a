import { archiveProgressKey } from './keys.ts'
import { SCHEMA, type Table } from './table.ts'

/** Where the archiving of days stands. */
export type ArchiveProgress = {
  /** When there may be something to do again. */
  readonly nextMs: number
  /** Whatever came late before this moment is archived. */
  readonly lateThroughMs: number
  /** Every page is archived up to here. */
  readonly throughMs: number
  /**
   * Since when the oldest day that isn't archived waits for it. It doesn't go back: days of years ago that an import brought
   * wait since then. Absent in older items: `throughMs`.
   */
  readonly waitsFromMs?: number
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
