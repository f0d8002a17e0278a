import { DAY_MS } from '../model/duration.ts'
import type { PageKey } from '../model/id.ts'
import { ARRIVED_DAYS, KEPT_DAYS } from '../model/retention.ts'
import type { EvidenceStore } from '../record/evidence-store.ts'
import { hourOf, markLate } from '../record/late.ts'
import { deleteResultRow, type KeyedResult, type ResultRow, resultRows } from '../record/results.ts'
import type { SealedResult } from '../record/segment.ts'
import { segmentsOver } from '../record/segments.ts'
import type { Table } from '../record/table.ts'
import { eachOf } from './each-of.ts'
import { isBetter, readSealed, resultKey } from './sealed-results.ts'

export type ResultSpan = {
  readonly page: PageKey
  readonly type: KeyedResult['type']
  /** Of slots, half-open. */
  readonly fromMs: number
  readonly toMs: number
}

/** Deletions under way at once. */
const LANES = 4

/**
 * Deletes rows of a span that have had their time, each only while a verified segment, as it is read back now, holds the
 * very same result or one that is better. What no segment holds stays and is marked as late, so that its day is sealed
 * once more. Returns how many went.
 */
export async function sweepResults(
  of: ResultSpan,
  ports: { readonly table: Table; readonly store: Pick<EvidenceStore, 'get'>; readonly nowMs: number },
): Promise<number> {
  const { table, store, nowMs } = ports
  const due = (await resultRows(table, of)).filter((row) => isDue(row, nowMs))
  if (due.length === 0) return 0
  const segments = (await segmentsOver(table, of.page, of)).filter((segment) =>
    due.some(({ slotMs }) => slotMs >= segment.fromMs && slotMs < segment.toMs),
  )
  const sealed = new Map<string, SealedResult>()
  for (const segment of segments)
    for (const one of await readSealed(store, segment)) sealed.set(resultKey(one.result), one)
  const unsealed = new Set<number>()
  let swept = 0
  await eachOf(due, LANES, async (row) => {
    const result = JSON.parse(row.json) as KeyedResult
    const kept = sealed.get(resultKey(result))
    if (kept === undefined || isBetter({ result, json: row.json }, kept)) unsealed.add(hourOf(null, row.slotMs).fromMs)
    else if (await deleteResultRow(table, row)) swept++
  })
  for (const hourMs of unsealed) await markLate(table, hourOf(of.page, hourMs), nowMs)
  return swept
}

function isDue({ type, slotMs, arrivedAtMs }: ResultRow, nowMs: number): boolean {
  return nowMs >= slotMs + KEPT_DAYS[type] * DAY_MS && nowMs >= arrivedAtMs + ARRIVED_DAYS * DAY_MS
}
