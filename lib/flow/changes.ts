import { InputError } from '../model/input-error.ts'
import { type ListedChange, listChanges } from '../record/change-log.ts'
import type { Table } from '../record/table.ts'

/** What people have changed within a month of UTC, newest first. */
export type Changes = { readonly type: 'changes'; readonly month: string; readonly changes: readonly ListedChange[] }

/** `month`: `2026-11`. Rejects with an `InputError` for what is none. */
export async function changes(month: string, { table }: { readonly table: Table }): Promise<Changes> {
  const fromMs = /^\d{4}-\d{2}$/.test(month) ? Date.parse(`${month}-01T00:00:00Z`) : Number.NaN
  if (Number.isNaN(fromMs)) throw new InputError('bad_month', `${month} is no month: write one such as 2026-11`)
  return { type: 'changes', month, changes: (await listChanges(table, fromMs)).toReversed() }
}
