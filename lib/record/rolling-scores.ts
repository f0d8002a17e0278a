import type { Day } from '../model/day.ts'
import type { RollingDay, RollingScore } from '../model/rolling-score.ts'
import { rollingDayKey, rollingScoreKey } from './keys.ts'
import { SCHEMA, type Table } from './table.ts'

/** Keeps the scores of a day: portals first, so that a day that is listed is whole. Again replaces them. */
export async function putRollingScores(
  table: Table,
  of: { readonly day: RollingDay; readonly portals: readonly RollingScore[] },
): Promise<void> {
  for (const score of of.portals)
    await table.put({ ...rollingScoreKey(score), schema: SCHEMA, json: JSON.stringify(score) })
  await table.put({ ...rollingDayKey(of.day.day), schema: SCHEMA, json: JSON.stringify(of.day) })
}

/** The last day that is kept; null: none is. */
export async function getLatestRollingDay(table: Table): Promise<RollingDay | null> {
  const { pk } = rollingDayKey('')
  const [item] = await table.query({ pk, descending: true, limit: 1 })
  return item ? (JSON.parse(item.json as string) as RollingDay) : null
}

/** Days of a span that are kept, both included, in order. */
export async function rollingDaysOf(
  table: Table,
  span: { readonly from: Day; readonly to: Day },
): Promise<readonly RollingDay[]> {
  const { pk } = rollingDayKey('')
  return (await table.query({ pk, from: span.from, to: span.to })).map(
    (item) => JSON.parse(item.json as string) as RollingDay,
  )
}

/** A portal's scores of a span of days, both included, in order. */
export async function rollingScoresOf(
  table: Table,
  of: { readonly portal: string; readonly from: Day; readonly to: Day },
): Promise<readonly RollingScore[]> {
  const { pk } = rollingScoreKey({ portal: of.portal, day: '' })
  return (await table.query({ pk, from: of.from, to: of.to })).map(
    (item) => JSON.parse(item.json as string) as RollingScore,
  )
}
