import { DAY_MS, HOUR_MS, MINUTE_MS } from '../model/duration.ts'
import type { Receipt } from '../model/receipt.ts'
import { MAY_BE_SWEPT_MS } from '../model/retention.ts'
import { receiptKey } from './keys.ts'
import { notedMinutes } from './noted-minutes.ts'
import { SCHEMA, type Table } from './table.ts'

/** Keeps a minute's receipt; the same minute again replaces it. */
export async function putReceipt(table: Table, receipt: Receipt): Promise<void> {
  await table.put({ ...receiptKey(receipt.location, receipt.minuteMs), schema: SCHEMA, ...receipt })
}

/** Receipts of the minutes in `[fromMs, toMs)`, by minute. */
export async function receiptsOf(
  table: Table,
  location: string,
  span: { readonly fromMs: number; readonly toMs: number },
): Promise<readonly Receipt[]> {
  const minutes = Array.from(
    { length: Math.max(0, Math.ceil((span.toMs - span.fromMs) / MINUTE_MS)) },
    (_, i) => span.fromMs + i * MINUTE_MS,
  )
  const partitions = [...new Set(minutes.map((minuteMs) => receiptKey(location, minuteMs).pk))]
  const first = receiptKey(location, span.fromMs).sk
  const last = receiptKey(location, span.toMs - 1).sk
  const items = (await Promise.all(partitions.map((pk) => table.query({ pk, from: first, to: last })))).flat()
  return items.map((item) => item as unknown as Receipt)
}

/** Minutes of an hour for which a location left receipts, those too whose receipts have had their time. */
export async function receiptMinutesOf(
  table: Table,
  location: string,
  of: { readonly hourMs: number; readonly nowMs: number },
): Promise<readonly number[]> {
  const { hourMs } = of
  const receipts = await receiptsOf(table, location, { fromMs: hourMs, toMs: hourMs + HOUR_MS })
  const minutes = receipts.map(({ minuteMs }) => minuteMs)
  if (hourMs >= of.nowMs - MAY_BE_SWEPT_MS) return minutes
  const noted = await notedMinutes(table, location, hourMs)
  return [...new Set([...minutes, ...noted.filter((ms) => ms >= hourMs && ms < hourMs + HOUR_MS)])]
}

/** Deletes a receipt as it was read; false where another one has taken its place, or it is gone. */
export function deleteReceipt(table: Table, { location, minuteMs, atMs }: Receipt): Promise<boolean> {
  return table.deleteIf(receiptKey(location, minuteMs), { expression: 'atMs = :atMs', values: { ':atMs': atMs } })
}

/** The latest minute of which the location left a receipt, today or yesterday (UTC); null: none. */
export async function latestReceiptMs(table: Table, location: string, nowMs: number): Promise<number | null> {
  for (const ms of [nowMs, nowMs - DAY_MS]) {
    const [item] = await table.query({ pk: receiptKey(location, ms).pk, descending: true, limit: 1 })
    if (item) return item.minuteMs as number
  }
  return null
}

/**
 * The latest minute of which the location left a receipt, at `fromMs` or later, also where receipts have had their time;
 * null: none. What is looked for is mostly of today: days are read from the last one down.
 */
export async function lastReceiptMs(
  table: Table,
  location: string,
  of: { readonly fromMs: number; readonly nowMs: number },
): Promise<number | null> {
  for (let ms = of.nowMs; ms > of.fromMs - DAY_MS; ms -= DAY_MS) {
    const [item] = await table.query({ pk: receiptKey(location, ms).pk, descending: true, limit: 1 })
    const minuteMs = (item?.minuteMs as number | undefined) ?? (await notedMinutes(table, location, ms)).at(-1)
    if (minuteMs !== undefined) return minuteMs
  }
  return null
}
