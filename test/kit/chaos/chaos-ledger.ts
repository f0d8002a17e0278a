import { DISPATCH_LEAD_MS } from '../../../lib/judge/timetable.ts'
import type { Config } from '../../../lib/model/config.ts'
import { MINUTE_MS } from '../../../lib/model/duration.ts'
import type { Observation } from '../../../lib/model/observation.ts'
import type { Receipt } from '../../../lib/model/receipt.ts'
import { type CheckName, expectedChecks, nameOf } from '../slot-ledger.ts'
import type { Absence } from './worker.ts'

/** When somebody whom a location's dispatch needs was away, and whom. */
export type Outage = Absence & { readonly what: string }

export type ChaosLedger = {
  readonly expected: number
  /** Results by outcome and cause, such as `passed` or `inconclusive monitor_timeout`. */
  readonly present: Readonly<Record<string, number>>
  /** Slots that were never sent, by who was away then. */
  readonly unsent: Readonly<Record<string, number>>
  /** Neither present nor explained: sent without a result, or not sent although nobody was away. */
  readonly unexplained: readonly CheckName[]
  /** Rows that nobody expected. */
  readonly unexpected: readonly CheckName[]
}

/** Until this long after its own minute dispatch makes up for it; what overlaps with that may have kept it from being sent. */
const MADE_UP_MS = 4 * MINUTE_MS

/** Accounts for the slots in `[fromMs, untilMs)`, by what the run knows of itself: who was killed or paused, and when. */
export function accountForChaos(of: {
  readonly config: Config
  readonly fromMs: number
  readonly untilMs: number
  readonly rows: readonly Observation[]
  readonly receipts: readonly Receipt[]
  readonly outages: Readonly<Record<string, readonly Outage[]>>
}): ChaosLedger {
  const inSpan = ({ slotMs }: { readonly slotMs: number }): boolean => slotMs >= of.fromMs && slotMs < of.untilMs
  const rows = new Map(of.rows.filter(inSpan).map((row) => [nameOf(row), row]))
  const receipts = new Map(of.receipts.map((receipt) => [`${receipt.location} ${receipt.minuteMs}`, receipt]))
  const present: Record<string, number> = {}
  const unsent: Record<string, number> = {}
  const unexplained: CheckName[] = []
  const checks = expectedChecks(of.config, of.untilMs).filter(inSpan)
  for (const check of checks) {
    const row = rows.get(check.name)
    if (row) {
      const reason = row.cause === null ? row.outcome : `${row.outcome} ${row.cause}`
      present[reason] = (present[reason] ?? 0) + 1
      continue
    }
    const minuteMs = Math.floor((check.due - DISPATCH_LEAD_MS) / MINUTE_MS) * MINUTE_MS
    const why = whyUnsent({
      minuteMs,
      receipt: receipts.get(`${check.location} ${minuteMs}`) ?? null,
      outages: of.outages[check.location] ?? [],
    })
    if (why === null) unexplained.push(check.name)
    else unsent[why] = (unsent[why] ?? 0) + 1
  }
  const expected = new Set(checks.map(({ name }) => name))
  const unexpected = [...rows.keys()].filter((name) => !expected.has(name))
  return { expected: checks.length, present, unsent, unexplained, unexpected }
}

/** Who was away when the check was to be sent; null where nobody was, or where a receipt says that it was sent. */
function whyUnsent(of: {
  readonly minuteMs: number
  readonly receipt: Receipt | null
  readonly outages: readonly Outage[]
}): string | null {
  if (of.receipt !== null) return null
  const { minuteMs } = of
  return of.outages.find(({ fromMs, toMs }) => fromMs < minuteMs + MADE_UP_MS && toMs > minuteMs)?.what ?? null
}
