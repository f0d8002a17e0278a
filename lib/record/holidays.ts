import type { Holiday } from '../model/holiday.ts'
import { holidayKey } from './keys.ts'
import { type Item, SCHEMA, type Table } from './table.ts'

/** Keeps a new one; false where its id is taken. */
export function addHoliday(table: Table, holiday: Holiday): Promise<boolean> {
  return table.putIf(itemOf(holiday), { expression: 'attribute_not_exists(pk)' })
}

/** Every one that was ever declared. */
export async function listHolidays(table: Table): Promise<readonly Holiday[]> {
  return (await table.query({ pk: holidayKey('').pk })).map(read)
}

/** Takes one back; one that was taken back before keeps its first moment. Null: there is none of that id. */
export async function endHoliday(
  table: Table,
  of: { readonly id: string; readonly nowMs: number },
): Promise<Holiday | null> {
  const item = await table.get(holidayKey(of.id))
  const holiday = item && read(item)
  if (!holiday || holiday.endedAtMs !== null) return holiday
  const ended = { ...holiday, endedAtMs: of.nowMs }
  const done = await table.putIf(itemOf(ended), { expression: 'endedAtMs = :never', values: { ':never': null } })
  return done ? ended : endHoliday(table, of)
}

function itemOf(holiday: Holiday): Item {
  return { ...holidayKey(holiday.id), schema: SCHEMA, ...holiday }
}

function read(item: Item): Holiday {
  const { pk: _pk, sk: _sk, schema: _schema, ...holiday } = item
  return holiday as unknown as Holiday
}
