import { DISPATCH_LEAD_MS, dueAudits, dueControls, dueVisits } from '../judge/timetable.ts'
import type { AddressFamily } from '../model/catalogue.ts'
import type { Clock } from '../model/clock.ts'
import { configAt } from '../model/config.ts'
import { MINUTE_MS } from '../model/duration.ts'
import type { Receipt } from '../model/receipt.ts'
import type { AuditVisit, ControlVisit, Visit } from '../model/visit.ts'
import { listConfigs } from '../record/configs.ts'
import { listKills } from '../record/kills.ts'
import type { OutgoingMessage, Queue } from '../record/queue.ts'
import { putReceipt, receiptsOf } from '../record/receipts.ts'
import type { Table } from '../record/table.ts'
import type { Deliver } from './deliver.ts'
import { killedResult, withoutKilled } from './kill.ts'

export type DispatchPorts = {
  /** The location's own: the configuration, and its receipts. */
  readonly table: Table
  readonly checks: Queue
  readonly audits: Queue
  /** Brings the receipts to the hub. */
  readonly deliver: Deliver
  readonly clock: Clock
  /** Address families of which this machine has a route, from the address `source` where one is given. */
  readonly families: (source: string | null) => Promise<readonly AddressFamily[]>
  /** Slots before this moment are somebody else's: a start measures the current ones itself, at this very moment. */
  readonly notBeforeSlotMs?: () => number
  /** Checks that were due in a minute that began before this moment are nobody's. */
  readonly notBeforeMs?: number
}

/** How many earlier minutes without a receipt are made up for. */
const MAKE_UP_MINUTES = 3

/** SQS delays a message by at most this. */
const MAX_DELAY_SECONDS = 900

/**
 * Sends a location's checks of one minute, each with a delay to its due time, and leaves the minute's receipt. The
 * minute is the schedule's own timestamp. A minute that has its receipt is done: calling again changes nothing.
 */
export async function dispatch(
  at: { readonly location: string; readonly minuteMs: number },
  ports: DispatchPorts,
): Promise<number> {
  const { table, clock } = ports
  const firstMs = at.minuteMs - MAKE_UP_MINUTES * MINUTE_MS
  const notBeforeSlotMs = ports.notBeforeSlotMs?.() ?? 0
  const [receipts, configs, kills] = await Promise.all([
    receiptsOf(table, at.location, { fromMs: firstMs, toMs: at.minuteMs + MINUTE_MS }),
    listConfigs(table),
    listKills(table),
  ])
  const done = new Set(receipts.map(({ minuteMs }) => minuteMs))
  const config = configAt(configs, at.minuteMs)
  const location = config?.catalogue.locations.find(({ id }) => id === at.location)
  const families = await ports.families(location?.source ?? null)
  let sent = 0
  for (let minuteMs = firstMs; minuteMs <= at.minuteMs; minuteMs += MINUTE_MS) {
    const fromMs = minuteMs + DISPATCH_LEAD_MS
    // What was due before a start is not made up for; a receipt would say that it was sent.
    const isBefore = fromMs + MINUTE_MS <= notBeforeSlotMs || fromMs < (ports.notBeforeMs ?? 0)
    if (done.has(minuteMs) || isBefore) continue
    const span = {
      location: at.location,
      fromMs,
      toMs: fromMs + MINUTE_MS,
      notBeforeSlotMs,
    }
    const { visits, audits, killed } = withoutKilled(
      {
        visits: configs.flatMap((config) => dueVisits(config, span)),
        audits: configs.flatMap((config) => dueAudits(config, span)),
      },
      kills,
    )
    for (const of of killed) await ports.deliver(killedResult(of, clock.now()))
    await sendVisits(visits, ports)
    await sendAudits(audits, ports)
    await ports.audits.sendAll(
      configs.flatMap((config) => dueControls(config, span)).map((control) => delayed(control, control.dueMs, clock)),
    )
    const count = visits.reduce((total, visit) => total + visit.checks.length, 0) + audits.length
    const receipt: Receipt = {
      type: 'receipt',
      location: at.location,
      minuteMs,
      catalogVersion: configs.at(-1)?.version ?? null,
      count,
      atMs: clock.now(),
      families: [...families],
    }
    // Kept here first: a minute whose receipt the hub lacks is a gap in its books, one done twice visits portals twice.
    await putReceipt(table, receipt)
    await ports.deliver(receipt)
    sent += count
  }
  return sent
}

/** Queues visits, each to arrive just before its first check is due. */
export async function sendVisits(
  visits: readonly Visit[],
  ports: Pick<DispatchPorts, 'checks' | 'clock'>,
): Promise<void> {
  await ports.checks.sendAll(visits.map((visit) => delayed(visit, visit.checks[0]?.dueMs ?? 0, ports.clock)))
}

export async function sendAudits(
  audits: readonly AuditVisit[],
  ports: Pick<DispatchPorts, 'audits' | 'clock'>,
): Promise<void> {
  await ports.audits.sendAll(audits.map((audit) => delayed(audit, audit.dueMs, ports.clock)))
}

function delayed(body: Visit | AuditVisit | ControlVisit, dueMs: number, clock: Clock): OutgoingMessage {
  // Whole seconds, rounded down: the probe waits out the rest.
  const delaySeconds = Math.min(MAX_DELAY_SECONDS, Math.max(0, Math.floor((dueMs - clock.now()) / 1_000)))
  return { body: JSON.stringify(body), delaySeconds }
}
