import { readMonth } from '../model/read-day.ts'
import { type ListedChange, listChanges } from '../record/change-log.ts'
import type { Table } from '../record/table.ts'

/** What people have changed within a month of UTC, newest first. */
export type Changes = { readonly type: 'changes'; readonly month: string; readonly changes: readonly ListedChange[] }

/** `month`: `2026-11`. Rejects with an `InputError` for what is none. */
export async function changes(month: string, { table }: { readonly table: Table }): Promise<Changes> {
  const listed = await listChanges(table, readMonth(month, 'month'))
  return { type: 'changes', month, changes: listed.toReversed() }
}
