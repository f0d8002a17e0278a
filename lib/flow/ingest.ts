import type { ZodError } from 'zod'
import { auditSchema } from '../model/audit.ts'
import type { Clock } from '../model/clock.ts'
import { type ControlAudit, controlAuditSchema } from '../model/control-audit.ts'
import { observationSchema } from '../model/observation.ts'
import { type Receipt, receiptSchema } from '../model/receipt.ts'
import { type ResultSignature, signatureSchema } from '../model/signature.ts'
import type { Bulk } from '../record/bulk.ts'
import { canonicalJson } from '../record/canonical.ts'
import { putControlAudit } from '../record/controls.ts'
import { letterAttributes } from '../record/dead-letters.ts'
import { hourOf, LATE_MS, markLate } from '../record/late.ts'
import { keepLatest } from '../record/latest.ts'
import type { Queue } from '../record/queue.ts'
import { putReceipt } from '../record/receipts.ts'
import { type Kept, type KeyedResult, keepResult, keepResults } from '../record/results.ts'
import type { Table } from '../record/table.ts'
import { isResult } from './sign-results.ts'
import { createKeyRing, type KeyRing, signatureFault } from './signature-fault.ts'

export type IngestPorts = {
  readonly table: Table
  readonly deadLetters: Queue
  readonly clock: Clock
  /** What is known of the locations' keys; default: they are looked up for each result. */
  readonly keys?: KeyRing
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

const FAULTS: Readonly<Record<NonNullable<Awaited<ReturnType<typeof signatureFault>>>, string>> = {
  missing: 'missing, though the location signs what it measures',
  unknown_key: 'by a key that is not known as this location’s',
  replaced_key: 'by a key that another one of this location had replaced when the result was measured',
  misfit: 'it does not fit the result',
}

/**
 * Writes the row of one result, receipt or load of a control page; beside it what an overview needs of the latest ones,
 * and where a result or receipt is late a mark for the rollups that are past it. A message that can't be understood, or a
 * result that isn't signed by its location although that has registered a key, goes to the dead letters with the reason.
 * Rejects only for infrastructure faults: the message is then to come again.
 */
export async function ingest(body: string, ports: IngestPorts): Promise<Ingested> {
  const message = await readOwnMessage(body, ports)
  if (typeof message === 'string') {
    await ports.deadLetters.send({
      body,
      attributes: letterAttributes({ reason: message, queue: ports.queue ?? null }),
    })
    return { kind: 'invalid', reason: message }
  }
  const nowMs = ports.clock.now()
  const { read, signature } = message
  if (read.type === 'receipt') {
    await putReceipt(ports.table, read)
    if (nowMs >= read.minuteMs + LATE_MS) await markLate(ports.table, hourOf(null, read.minuteMs), nowMs)
    return { kind: 'receipt' }
  }
  if (read.type === 'controlAudit') {
    await putControlAudit(ports.table, read)
    return { kind: 'controlAudit' }
  }
  const kept = await keepResult(ports.table, read, nowMs, signature)
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
    const message = readMessage(body)
    if (typeof message === 'string') throw new Error(`no result to the ingest: ${message}`)
    const { read, signature } = message
    if (read.type === 'receipt' || read.type === 'controlAudit' || signature !== null)
      throw new Error(`no result to the ingest, or a signed one: ${read.type}`)
    return read
  })
  return keepResults(ports.bulk, results, ports.clock.now())
}

type Message = { readonly read: KeyedResult | Receipt | ControlAudit; readonly signature: ResultSignature | null }

/** Beside what is wrong with it, what speaks against its being its location's own. */
async function readOwnMessage(body: string, ports: IngestPorts): Promise<Message | string> {
  const message = readMessage(body)
  return typeof message === 'string' ? message : ((await faultOf(message, ports)) ?? message)
}

/** A string says what is wrong with it. */
function readMessage(body: string): Message | string {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return 'not JSON'
  }
  if (!isResult(value) || !('signature' in value)) return readUnsigned(value)
  const { signature, ...signed } = value
  const parsed = signatureSchema.safeParse(signature)
  if (!parsed.success) return `signature: ${sayIssue(parsed.error)}`
  const message = readUnsigned(signed)
  // As it was signed: a field that a later version of ours would give a default to has none in it.
  return typeof message === 'string' ? message : { read: signed as unknown as KeyedResult, signature: parsed.data }
}

function readUnsigned(value: unknown): Message | string {
  const type = (value as { type?: unknown } | null)?.type
  const parsed = (SCHEMAS.get(type) ?? observationSchema).safeParse(value)
  if (!parsed.success) return sayIssue(parsed.error)
  const read = parsed.data
  if (read.type === 'receipt' || read.type === 'controlAudit') return { read, signature: null }
  return read.page === null
    ? 'page: a result without a page has no row'
    : { read: { ...read } as KeyedResult, signature: null }
}

/** Null: it may be taken for what its location has measured. */
async function faultOf({ read, signature }: Message, ports: IngestPorts): Promise<string | null> {
  if (read.type === 'receipt' || read.type === 'controlAudit') return null
  const ring = ports.keys ?? createKeyRing(ports.table, ports.clock)
  const keys = await ring.of(read.location, signature?.keyId ?? null)
  const { location, startedAtMs } = read
  const fault = await signatureFault({ location, startedAtMs, json: canonicalJson(read) }, { signature, keys })
  return fault && `signature: ${FAULTS[fault]}`
}

function sayIssue({ issues }: Pick<ZodError, 'issues'>): string {
  const [issue] = issues
  return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`
}
