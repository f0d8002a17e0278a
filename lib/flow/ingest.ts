import { auditSchema } from '../model/audit.ts'
import type { Clock } from '../model/clock.ts'
import { type ControlAudit, controlAuditSchema } from '../model/control-audit.ts'
import { observationSchema } from '../model/observation.ts'
import { type Receipt, receiptSchema } from '../model/receipt.ts'
import type { Bulk } from '../record/bulk.ts'
import { putControlAudit } from '../record/controls.ts'
import { letterAttributes } from '../record/dead-letters.ts'
import { hourOf, LATE_MS, markLate } from '../record/late.ts'
import { keepLatest } from '../record/latest.ts'
import type { Queue } from '../record/queue.ts'
import { putReceipt } from '../record/receipts.ts'
import { type Kept, type KeyedResult, keepResult, keepResults } from '../record/results.ts'
import type { Table } from '../record/table.ts'

export type IngestPorts = {
  readonly table: Table
  readonly deadLetters: Queue
  readonly clock: Clock
  /** The queue that messages come from, so that a dead letter can go back there; null: it is not known. */
  readonly queue?: string | null
}

export type Ingested =
  | { readonly kind: 'kept'; readonly kept: Kept; readonly result: KeyedResult }
  | { readonly kind: 'receipt' }
  | { readonly kind: 'controlAudit' }
  | { readonly kind: 'invalid'; readonly reason: string }

const SCHEMAS = new Map<
  unknown,
  typeof receiptSchema | typeof auditSchema | typeof controlAuditSchema | typeof observationSchema
>([
  ['receipt', receiptSchema],
  ['audit', auditSchema],
  ['controlAudit', controlAuditSchema],
])

/**
 * Writes the row of one result, receipt or load of a control page; beside it what an overview needs of the latest ones,
 * and where a result or receipt is late a mark for the rollups that are past it. A message that can't be understood goes
 * to the dead letters with the reason. Rejects only for infrastructure faults: the message is then to come again.
 */
export async function ingest(body: string, ports: IngestPorts): Promise<Ingested> {
  const read = readMessage(body)
  if (typeof read === 'string') {
    await ports.deadLetters.send({ body, attributes: letterAttributes({ reason: read, queue: ports.queue ?? null }) })
    return { kind: 'invalid', reason: read }
  }
  const nowMs = ports.clock.now()
  if (read.type === 'receipt') {
    await putReceipt(ports.table, read)
    if (nowMs >= read.minuteMs + LATE_MS) await markLate(ports.table, hourOf(null, read.minuteMs), nowMs)
    return { kind: 'receipt' }
  }
  if (read.type === 'controlAudit') {
    await putControlAudit(ports.table, read)
    return { kind: 'controlAudit' }
  }
  const kept = await keepResult(ports.table, read, nowMs)
  if (kept !== 'conflict') await keepLatest(ports.table, read, nowMs)
  // Of a duplicate too: it may have come again because the mark failed.
  if (nowMs >= read.slotMs + LATE_MS) await markLate(ports.table, hourOf(read.page, read.slotMs), nowMs)
  return { kind: 'kept', kept, result: read }
}

/**
 * The ingest of many results, for who is alone with the table: the same messages, the same rows. Late rows are not marked
 * one by one: who calls marks the span that they are of. A message that is no result is a bug of the caller's.
 */
export async function ingestAlone(
  bodies: readonly string[],
  ports: { readonly bulk: Bulk; readonly clock: Clock },
): Promise<readonly Kept[]> {
  const results = bodies.map((body) => {
    const read = readMessage(body)
    if (typeof read === 'string' || read.type === 'receipt' || read.type === 'controlAudit')
      throw new Error(`no result to the ingest: ${typeof read === 'string' ? read : read.type}`)
    return read
  })
  return keepResults(ports.bulk, results, ports.clock.now())
}

function readMessage(body: string): KeyedResult | Receipt | ControlAudit | string {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return 'not JSON'
  }
  const type = (value as { type?: unknown } | null)?.type
  const parsed = (SCHEMAS.get(type) ?? observationSchema).safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`
  }
  if (parsed.data.type === 'receipt' || parsed.data.type === 'controlAudit') return parsed.data
  return parsed.data.page === null ? 'page: a result without a page has no row' : ({ ...parsed.data } as KeyedResult)
}
