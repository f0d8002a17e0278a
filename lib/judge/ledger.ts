import { MINUTE_MS } from '../model/duration.ts'
import type { PageKey } from '../model/id.ts'
import { isKilled, type Kill } from '../model/kill.ts'
import { DISPATCH_LEAD_MS } from './timetable.ts'

export type MissingReason = (typeof MISSING_REASONS)[number]

/** A check that was expected and has no row. */
export type MissingCheck = {
  readonly page: PageKey
  readonly slotMs: number
  /** In accepted maintenance. */
  readonly isMaintenance: boolean
  /** When it was due and when its visit began; null: an import's, which nobody was to make. */
  readonly due: { readonly dueMs: number; readonly visitMs: number } | null
}

export type LedgerFacts = {
  readonly nowMs: number
  /** Minutes for which the location left a receipt at the hub, at least those around the check. */
  readonly receipts: ReadonlySet<number>
  readonly kills: readonly Kill[]
}

/**
 * `not_yet`: its result may still be on its way. `maintenance`: nobody minds. `killed`: a kill switch is on since
 * before it. `location_silent`: its location left no receipt for a quarter of an hour around it. `not_dispatched`: the
 * location was there and left none for its minute. `not_answered`: it was sent and no result came. `not_in_trace`: what
 * was imported has no line for it.
 */
export const MISSING_REASONS = [
  'not_yet',
  'maintenance',
  'killed',
  'location_silent',
  'not_dispatched',
  'not_answered',
  'not_in_trace',
] as const

/** How long after its due time a result is waited for: its time-out, its retry, and the way to the hub. */
export const ANSWER_MS = 5 * MINUTE_MS

/** Receipts this long before and after a check tell whether its location was there. */
export const SILENT_MS = 15 * MINUTE_MS

/** Why nothing is known of an expected check. */
export function explainMissing(check: MissingCheck, facts: LedgerFacts): MissingReason {
  if (check.due === null) return check.isMaintenance ? 'maintenance' : 'not_in_trace'
  if (facts.nowMs < check.due.dueMs + ANSWER_MS) return 'not_yet'
  if (check.isMaintenance) return 'maintenance'
  const minuteMs = Math.floor((check.due.visitMs - DISPATCH_LEAD_MS) / MINUTE_MS) * MINUTE_MS
  const killed = isKilled(
    facts.kills.filter(({ atMs }) => atMs <= minuteMs),
    check.page,
  )
  if (killed) return 'killed'
  if (facts.receipts.has(minuteMs)) return 'not_answered'
  for (let ms = minuteMs - SILENT_MS; ms <= minuteMs + SILENT_MS; ms += MINUTE_MS)
    if (facts.receipts.has(ms)) return 'not_dispatched'
  return 'location_silent'
}
