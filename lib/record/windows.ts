import type { Window } from '../model/window.ts'
import { windowKey } from './keys.ts'
import { type Item, SCHEMA, type Table } from './table.ts'

/** Keeps a new window; false where its id is taken. */
export function addWindow(table: Table, window: Window): Promise<boolean> {
  return table.putIf(itemOf(window), { expression: 'attribute_not_exists(pk)' })
}

/** Every window of a kind that was ever declared. */
export async function listWindows(table: Table, kind: Window['kind']): Promise<readonly Window[]> {
  return (await table.query({ pk: windowKey({ kind, id: '' }).pk })).map(read)
}

/** Ends a window early; one that was ended before keeps its first moment. Null: there is none of that id. */
export async function endWindow(
  table: Table,
  of: { readonly kind: Window['kind']; readonly id: string; readonly nowMs: number },
): Promise<Window | null> {
  const item = await table.get(windowKey(of))
  const window = item && read(item)
  if (!window || window.endedAtMs !== null) return window
  const ended = { ...window, endedAtMs: of.nowMs }
  const done = await table.putIf(itemOf(ended), { expression: 'endedAtMs = :never', values: { ':never': null } })
  return done ? ended : endWindow(table, of)
}

function itemOf(window: Window): Item {
  return { ...windowKey(window), schema: SCHEMA, ...window }
}

function read(item: Item): Window {
  const { pk: _pk, sk: _sk, schema: _schema, ...window } = item
  return window as unknown as Window
}
