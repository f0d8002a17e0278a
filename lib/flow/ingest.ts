import { auditSchema } from '../model/audit.ts'
import type { Clock } from '../model/clock.ts'
import { type ControlAudit, controlAuditSchema } from '../model/control-audit.ts'
import { observationSchema } from '../model/observation.ts'
import { type Receipt, receiptSchema } from '../model/receipt.ts'
import { putControlAudit } from '../record/controls.ts'
import type { Queue } from '../record/queue.ts'
import { putReceipt } from '../record/receipts.ts'
import { type Kept, type KeyedResult, keepResult } from '../record/results.ts'
import type { Table } from '../record/table.ts'

export type IngestPorts = { readonly table: Table; readonly deadLetters: Queue; readonly clock: Clock }

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
 * Writes the row of one result, receipt or load of a control page, and nothing else. A message that can't be understood goes to the dead letters with the
 * reason. Rejects only for infrastructure faults: the message is then to come again.
 */
export async function ingest(body: string, ports: IngestPorts): Promise<Ingested> {
  const read = readMessage(body)
  if (typeof read === 'string') {
    await ports.deadLetters.send({ body, attributes: { reason: read.slice(0, 250) } })
    return { kind: 'invalid', reason: read }
  }
  if (read.type === 'receipt') {
    await putReceipt(ports.table, read)
    return { kind: 'receipt' }
  }
  if (read.type === 'controlAudit') {
    await putControlAudit(ports.table, read)
    return { kind: 'controlAudit' }
  }
  return { kind: 'kept', kept: await keepResult(ports.table, read, ports.clock.now()), result: read }
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
