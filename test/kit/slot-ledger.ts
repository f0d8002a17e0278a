import { DISPATCH_LEAD_MS, dueMs, planHosts } from '../../lib/judge/timetable.ts'
import type { Config } from '../../lib/model/config.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import type { Observation } from '../../lib/model/observation.ts'
import type { Receipt } from '../../lib/model/receipt.ts'
import type { Visit } from '../../lib/model/visit.ts'
import type { SentMessage } from './aws-requests.ts'

/** One check by `page location slot`. */
export type CheckName = string

/** A span in which a platform ran, from its start to its end, epoch ms. */
export type Run = { readonly fromMs: number; readonly readyMs: number | null; readonly toMs: number }

/** What became of the slots of a span of time. */
export type Ledger = {
  readonly expected: number
  /** Slots with a result that says something about the portal, or about what kept us from it. */
  readonly present: number
  /** Of those, the ones where we could not measure (`monitor_*`). */
  readonly unmeasured: number
  /** Slots that were never sent, for want of a platform. */
  readonly unsent: number
  /** Slots that were sent and have no result. */
  readonly lost: readonly CheckName[]
  /** Slots that were not sent although a platform ran. */
  readonly forgotten: readonly CheckName[]
}

export function nameOf(check: Pick<Observation, 'page' | 'location' | 'slotMs'>): CheckName {
  return `${check.page} ${check.location} ${check.slotMs}`
}

/** Checks that a queue has accepted. */
export function sentChecks(messages: readonly SentMessage[]): readonly CheckName[] {
  return messages
    .filter(({ queue }) => queue.endsWith('-checks'))
    .flatMap(({ body }) => {
      const visit = body as Visit
      return visit.checks.map(({ page, slotMs }) => nameOf({ page, slotMs, location: visit.location }))
    })
}

/** Results that a queue has accepted. */
export function sentObservations(messages: readonly SentMessage[]): readonly Observation[] {
  return messages
    .filter(({ queue }) => queue === 'nhip-observations')
    .map(({ body }) => body as Observation | { readonly type: 'audit' })
    .filter((result) => result.type === 'observation')
}

/** Accounts for every slot from the first one of a configuration up to `untilMs`. */
export function accountForSlots(of: {
  readonly config: Config
  readonly untilMs: number
  readonly rows: readonly Observation[]
  readonly sent: ReadonlySet<CheckName>
  readonly receipts: readonly Receipt[]
  readonly runs: readonly Run[]
}): Ledger {
  const rows = new Map(of.rows.map((row) => [nameOf(row), row]))
  const tally = { expected: 0, present: 0, unmeasured: 0, unsent: 0 }
  const lost: CheckName[] = []
  const forgotten: CheckName[] = []
  for (const { name, slotMs, location, due } of expectedChecks(of.config, of.untilMs)) {
    tally.expected += 1
    const row = rows.get(name)
    if (row) {
      tally.present += 1
      if (row.cause?.startsWith('monitor_')) tally.unmeasured += 1
    } else if (of.sent.has(name)) lost.push(name)
    else if (wasUnsent({ slotMs, location, due }, of)) tally.unsent += 1
    else forgotten.push(name)
  }
  return { ...tally, lost, forgotten }
}

/** Every check of the slots from the first one of a configuration up to `untilMs`. */
export function expectedChecks(config: Config, untilMs: number) {
  return planHosts(config).flatMap((plan) =>
    plan.pages.flatMap((page) => {
      const firstMs = Math.floor(config.effectiveFromMs / plan.everyMs) * plan.everyMs
      const slots = Array.from(
        { length: Math.ceil((untilMs - firstMs) / plan.everyMs) },
        (_, i) => firstMs + i * plan.everyMs,
      )
      return config.catalogue.locations.flatMap(({ id: location }, index) =>
        slots.map((slotMs) => ({
          name: nameOf({ page: page.key, location, slotMs }),
          slotMs,
          everyMs: plan.everyMs,
          location,
          due: dueMs(plan, { page, index, slotMs }),
        })),
      )
    }),
  )
}

/**
 * Not sent, and rightly so: the minute in which it was to be sent has no receipt, or the platform that gave that
 * receipt was started after the slot began. Such a slot is that start's own, if it is the current one.
 */
function wasUnsent(
  check: { readonly slotMs: number; readonly location: string; readonly due: number },
  of: { readonly receipts: readonly Receipt[]; readonly runs: readonly Run[] },
): boolean {
  const minuteMs = Math.floor((check.due - DISPATCH_LEAD_MS) / MINUTE_MS) * MINUTE_MS
  const receipt = of.receipts.find((one) => one.location === check.location && one.minuteMs === minuteMs)
  if (!receipt) return true
  const run = of.runs.find(({ fromMs, toMs }) => receipt.atMs >= fromMs && receipt.atMs <= toMs)
  return run !== undefined && check.slotMs < (run.readyMs ?? run.toMs)
}
