import type { Clock } from '../model/clock.ts'
import { DAY_MS } from '../model/duration.ts'
import { KEPT_DAYS, SWEEP_SLACK_MS } from '../model/retention.ts'
import { listConfigs } from '../record/configs.ts'
import { deleteControls } from '../record/controls.ts'
import { deleteReceipt, receiptsOf } from '../record/receipts.ts'
import { listSwept, putSwept } from '../record/sweep-progress.ts'
import type { Table } from '../record/table.ts'
import { eachOf } from './each-of.ts'

/** Deletions under way at once. */
const LANES = 4

/**
 * Deletes the next UTC day that has had its time from a location's own table, if there is one: its receipts and what is
 * remembered of its control page. The hub has its own receipts, and notes which minutes had one. Returns how many went;
 * broken off half-way, the day is gone through once more.
 */
export async function sweepLocation(
  location: string,
  { table, clock }: { readonly table: Table; readonly clock: Clock },
): Promise<number> {
  const name = `receipt#${location}`
  const fromMs = (await listSwept(table)).get(name) ?? (await firstDayMs(table))
  const toMs = fromMs + DAY_MS
  if (toMs > clock.now() - KEPT_DAYS.receipt * DAY_MS - SWEEP_SLACK_MS) return 0
  let deleted = 0
  await eachOf(await receiptsOf(table, location, { fromMs, toMs }), LANES, async (receipt) => {
    if (await deleteReceipt(table, receipt)) deleted++
  })
  deleted += await deleteControls(table, { location, fromMs, toMs })
  await putSwept(table, name, toMs)
  return deleted
}

/** Infinite where there was no configuration, and so no check. */
async function firstDayMs(table: Table): Promise<number> {
  const firstMs = Math.min(...(await listConfigs(table)).map(({ effectiveFromMs }) => effectiveFromMs))
  return Math.floor(firstMs / DAY_MS) * DAY_MS - DAY_MS
}
