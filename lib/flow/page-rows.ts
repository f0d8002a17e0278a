import { explainMissing } from '../judge/ledger.ts'
import { expectedIn, isInMaintenance, missingCheck, type PageSchedule, type Span } from '../judge/page-schedule.ts'
import { type AuditRow, type CheckRow, type Rollup, rollUp } from '../judge/rollup.ts'
import { HOUR_MS } from '../model/duration.ts'
import type { Kill } from '../model/kill.ts'
import { receiptMinutesOf } from '../record/receipts.ts'
import type { Table } from '../record/table.ts'

/** Minutes of an hour for which a location left receipts; `hourMs` is where it begins. */
export type ReceiptsOfHour = (location: string, hourMs: number) => Promise<readonly number[]>

/** Reads each location's hour once. */
export function receiptReader(table: Table, nowMs: number): ReceiptsOfHour {
  const hours = new Map<string, Promise<readonly number[]>>()
  return (location, hourMs) => {
    const name = `${location} ${hourMs}`
    const found = hours.get(name) ?? receiptMinutesOf(table, location, { hourMs, nowMs })
    hours.set(name, found)
    return found
  }
}

/** The rollup of a page's rows in a span. Receipts are read only where they are needed to explain what is missing. */
export async function rollUpRows(
  schedule: PageSchedule,
  of: Span & {
    readonly rows: readonly CheckRow[]
    readonly audits: readonly AuditRow[]
    readonly nowMs: number
    readonly kills: readonly Kill[]
    readonly receiptsOfHour: ReceiptsOfHour
  },
): Promise<Rollup> {
  const rows = of.rows.filter(({ slotMs }) => slotMs >= of.fromMs && slotMs < of.toMs)
  const answered = new Set(rows.map(({ slotMs, location }) => `${location} ${slotMs}`))
  const hasAnswered = (location: string, slotMs: number): boolean => answered.has(`${location} ${slotMs}`)
  const locations = expectedIn(schedule, { ...of, hasAnswered })
  const { nowMs, kills } = of
  const silent = new Map<string, number[]>()
  const known = new Map<string, ReadonlySet<number>>()
  const roll = (): Rollup =>
    rollUp({
      rows,
      audits: of.audits.filter(({ slotMs }) => slotMs >= of.fromMs && slotMs < of.toMs),
      locations,
      isMaintenance: (slotMs) => isInMaintenance(schedule, slotMs),
      explain: ({ location, slotMs }) => {
        const check = missingCheck(schedule, { location, slotMs })
        const reason = explainMissing(check, { nowMs, kills, receipts: known.get(location) ?? new Set() })
        if (reason === 'location_silent' && !known.has(location))
          silent.set(location, [...(silent.get(location) ?? []), check.due?.visitMs ?? slotMs])
        return reason
      },
    })
  const rollup = roll()
  if (silent.size === 0) return rollup
  for (const [location, timesMs] of silent) {
    const firstMs = Math.floor(Math.min(...timesMs) / HOUR_MS) * HOUR_MS - HOUR_MS
    const reads: Promise<readonly number[]>[] = []
    for (let hourMs = firstMs; hourMs <= Math.max(...timesMs) + HOUR_MS; hourMs += HOUR_MS)
      reads.push(of.receiptsOfHour(location, hourMs))
    known.set(location, new Set((await Promise.all(reads)).flat()))
  }
  return roll()
}
