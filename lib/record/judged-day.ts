import type { Day } from '../model/day.ts'
import { judgedProgressKey } from './keys.ts'
import { SCHEMA, type Table } from './table.ts'

/** The day on which the days before it were judged last; null: never. */
export async function getJudgedDay(table: Table): Promise<Day | null> {
  return ((await table.get(judgedProgressKey()))?.day as Day | undefined) ?? null
}

export async function putJudgedDay(table: Table, day: Day): Promise<void> {
  await table.put({ ...judgedProgressKey(), schema: SCHEMA, day })
}
