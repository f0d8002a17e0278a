import { DAY_MS } from '../model/duration.ts'
import { getArchiveProgress } from '../record/archive-progress.ts'
import type { Table } from '../record/table.ts'

/**
 * For how many whole days the oldest day of any page has been over without being archived, one that was imported since it
 * came; 0: for less than one. Grows too while nothing archives at all. `begunMs`: since when there is something to archive, for where nothing ever was.
 */
export async function unarchivedDays(
  table: Table,
  at: { readonly nowMs: number; readonly begunMs: number },
): Promise<number> {
  const progress = await getArchiveProgress(table)
  const openFromMs = progress?.waitsFromMs ?? progress?.throughMs ?? at.begunMs
  return Math.max(0, Math.floor((at.nowMs - openFromMs - DAY_MS) / DAY_MS))
}
