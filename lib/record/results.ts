import type { Audit } from '../model/audit.ts'
import { endOfPreviousMonth, utcDayKey } from '../model/day.ts'
import { DAY_MS } from '../model/duration.ts'
import type { PageKey } from '../model/id.ts'
import type { Observation } from '../model/observation.ts'
import type { ResultSignature } from '../model/signature.ts'
import type { Bulk } from './bulk.ts'
import { canonicalJson } from './canonical.ts'
import { auditKey, auditPartition, type Key, observationKey, observationPartition, sortableMs } from './keys.ts'
import { type Item, SCHEMA, type Table } from './table.ts'

/** What became of a result: a new row, the better of two for a key, equal to what is there, or the worse of two. */
export type Kept = 'added' | 'replaced' | 'duplicate' | 'conflict'

/** A result as its row holds it. */
export type ResultRow = Key & {
  readonly type: KeyedResult['type']
  readonly slotMs: number
  readonly arrivedAtMs: number
  readonly json: string
  /** Its location's, of `json`; null: it has none. */
  readonly signature: ResultSignature | null
}

/** Without a signature where it wasn't signed. */
type StoredResult = Omit<ResultRow, 'signature'> & { readonly signature?: ResultSignature }

export type KeyedResult = (Observation | Audit) & { readonly page: PageKey }

/** As its row has it. */
export type SignedResult = {
  readonly result: KeyedResult
  /** Canonical: what was signed. */
  readonly json: string
  readonly signature: ResultSignature | null
}

/**
 * Writes one result, idempotently and whatever order results come in: of two for one key the one that started earlier
 * stays; at equal start, the one whose canonical JSON sorts first. Signatures have no say in it: of two for the same
 * result the first one kept stays.
 */
export async function keepResult(
  table: Table,
  result: KeyedResult,
  arrivedAtMs: number,
  signature: ResultSignature | null = null,
): Promise<Kept> {
  const item = { ...itemOf(result, arrivedAtMs), ...(signature && { signature }) }
  const { json } = item
  if (await table.putIf(item, { expression: 'attribute_not_exists(pk)' })) return 'added'
  const better = await table.putIf(item, {
    expression: 'startedAtMs > :startedAtMs OR (startedAtMs = :startedAtMs AND #json > :json)',
    names: { '#json': 'json' },
    values: { ':startedAtMs': result.startedAtMs, ':json': json },
  })
  if (better) return 'replaced'
  const existing = await table.get(item)
  return existing?.json === json ? 'duplicate' : 'conflict'
}

/**
 * The same for many results, in their order, by the same rule: only for who is alone with their keys. In the end the
 * rows are those that `keepResult` would have left.
 */
export async function keepResults(
  bulk: Bulk,
  results: readonly KeyedResult[],
  arrivedAtMs: number,
): Promise<readonly Kept[]> {
  const items = results.map((result) => itemOf(result, arrivedAtMs))
  const nameOf = ({ pk, sk }: Key): string => `${pk} ${sk}`
  const keys = new Map(items.map((item) => [nameOf(item), item]))
  const rows = new Map<string, Item>((await bulk.getAll([...keys.values()])).map((item) => [nameOf(item), item]))
  const changed = new Map<string, Item>()
  const kept = items.map((item): Kept => {
    const name = nameOf(item)
    const row = rows.get(name)
    if (row?.json === item.json) return 'duplicate'
    if (row !== undefined && !isBetter(item, row)) return 'conflict'
    rows.set(name, item)
    changed.set(name, item)
    return row === undefined ? 'added' : 'replaced'
  })
  await bulk.putAll([...changed.values()])
  return kept
}

/** A page's observations with slots in `[fromMs, toMs)`, by slot, then location. */
export async function observationsOf(
  table: Table,
  page: PageKey,
  span: { readonly fromMs: number; readonly toMs: number },
): Promise<readonly Observation[]> {
  const rows = await resultRows(table, { ...span, page, type: 'observation' })
  return rows.map(({ json }) => JSON.parse(json) as Observation)
}

/** Where a check stands among others of its page. */
export type CheckPlace = { readonly slotMs: number; readonly location: string }

/** Which of a page's results in `[fromMs, toMs)`. */
type SomeOf = {
  readonly fromMs: number
  readonly toMs: number
  readonly limit: number
  readonly place: CheckPlace | null
  readonly side: 'before' | 'after'
}

/**
 * At most `limit` of a page's observations with slots in `[fromMs, toMs)`, by slot, then location: the first ones, those that
 * follow on a place, or the last ones before it. No more is read than is given.
 */
export function someObservationsOf(table: Table, page: PageKey, of: SomeOf): Promise<readonly Observation[]> {
  return someOf(table, page, { ...of, key: observationKey, prefix: 'O#' })
}

/** The same of a page's audits. */
export function someAuditsOf(table: Table, page: PageKey, of: SomeOf): Promise<readonly Audit[]> {
  return someOf(table, page, { ...of, key: auditKey, prefix: 'A#' })
}

async function someOf<R extends Observation | Audit>(
  table: Table,
  page: PageKey,
  of: SomeOf & { readonly key: typeof observationKey; readonly prefix: string },
): Promise<readonly R[]> {
  const { place, limit, key, prefix } = of
  const descending = of.side === 'before'
  const sk = place && key({ page, ...place }).sk
  const low = `${prefix}${sortableMs(of.fromMs)}`
  const high = `${prefix}${sortableMs(of.toMs - 1)}#\uffff`
  const from = sk === null || descending ? low : [low, sk].toSorted().at(-1)
  const to = sk === null || !descending ? high : [high, sk].toSorted()[0]
  const found: Item[] = []
  if (from === undefined || to === undefined || from > to) return []
  const pks = partitions(of, (slotMs) => key({ page, slotMs, location: '' }).pk)
  for (const pk of descending ? pks.toReversed() : pks) {
    if (found.length >= limit) break
    // The place itself lies in the range, and is none of them.
    const items = await table.query({ pk, from, to, descending, limit: limit - found.length + 1 })
    found.push(...items.filter((item) => item.sk !== sk))
  }
  const rows = found.slice(0, limit).map(({ json }) => JSON.parse(json as string) as R)
  return descending ? rows.toReversed() : rows
}

/** A page's audits with slots in `[fromMs, toMs)`, by slot, then location. */
export async function auditsOf(
  table: Table,
  page: PageKey,
  span: { readonly fromMs: number; readonly toMs: number },
): Promise<readonly Audit[]> {
  const rows = await resultRows(table, { ...span, page, type: 'audit' })
  return rows.map(({ json }) => JSON.parse(json) as Audit)
}

/** A page's rows with slots in `[fromMs, toMs)`, by slot, then location. */
export async function resultRows(
  table: Table,
  of: { readonly page: PageKey; readonly type: KeyedResult['type']; readonly fromMs: number; readonly toMs: number },
): Promise<readonly ResultRow[]> {
  const { page, type } = of
  const partitionOf = type === 'observation' ? observationPartition : auditPartition
  const prefix = type === 'observation' ? 'O#' : 'A#'
  const rows: ResultRow[] = []
  for (const pk of partitions(of, (ms) => partitionOf(page, ms))) {
    const items = await table.query({
      pk,
      from: `${prefix}${sortableMs(of.fromMs)}`,
      to: `${prefix}${sortableMs(of.toMs - 1)}#\uffff`,
    })
    for (const item of items) {
      const { sk, arrivedAtMs, json, signature = null } = item as unknown as StoredResult
      rows.push({ pk, sk, type, slotMs: Number(sk.split('#')[1]), arrivedAtMs, json, signature })
    }
  }
  return rows
}

/** Both, with their signatures: observations first. */
export async function signedResultsOf(
  table: Table,
  page: PageKey,
  span: { readonly fromMs: number; readonly toMs: number },
): Promise<readonly SignedResult[]> {
  const rows = await Promise.all(
    (['observation', 'audit'] as const).map((type) => resultRows(table, { ...span, page, type })),
  )
  return rows.flat().map(({ json, signature }) => ({ result: JSON.parse(json) as KeyedResult, json, signature }))
}

/**
 * Deletes a row that came long ago, as it was read; false where another result has taken its place, or it is gone. What
 * takes its place has come since: to compare the moment is enough, and half the work of comparing the result.
 */
export function deleteResultRow(table: Table, { pk, sk, arrivedAtMs }: ResultRow): Promise<boolean> {
  return table.deleteIf(
    { pk, sk },
    { expression: 'arrivedAtMs = :arrivedAtMs', values: { ':arrivedAtMs': arrivedAtMs } },
  )
}

/** A page's latest observations, newest slot first, at most `limit`, of today and yesterday (UTC). */
export async function latestObservations(
  table: Table,
  page: PageKey,
  at: { readonly nowMs: number; readonly limit: number },
): Promise<readonly Observation[]> {
  return latest<Observation>(
    table,
    [at.nowMs, at.nowMs - DAY_MS].map((ms) => observationPartition(page, ms)),
    at.limit,
  )
}

/** A page's latest audits, newest slot first, at most `limit`, of this UTC month and the one before. */
export async function latestAudits(
  table: Table,
  page: PageKey,
  at: { readonly nowMs: number; readonly limit: number },
): Promise<readonly Audit[]> {
  return latest<Audit>(
    table,
    [at.nowMs, endOfPreviousMonth(at.nowMs)].map((ms) => auditPartition(page, ms)),
    at.limit,
  )
}

/** A page's audits of one slot. */
export async function auditsOfSlot(table: Table, page: PageKey, slotMs: number): Promise<readonly Audit[]> {
  const items = await table.query({
    pk: auditPartition(page, slotMs),
    from: `A#${sortableMs(slotMs)}`,
    to: `A#${sortableMs(slotMs)}#\uffff`,
  })
  return items.map((item) => JSON.parse(item.json as string) as Audit)
}

function itemOf(result: KeyedResult, arrivedAtMs: number) {
  const key = result.type === 'observation' ? observationKey(result) : auditKey(result)
  return { ...key, schema: SCHEMA, startedAtMs: result.startedAtMs, arrivedAtMs, json: canonicalJson(result) }
}

/** By the embedded store's own order of texts, that of their UTF-16 code units: nobody else is written to in bulk. */
function isBetter(item: Item, row: Item): boolean {
  const [startedAtMs, other] = [item.startedAtMs as number, row.startedAtMs as number]
  if (startedAtMs !== other) return startedAtMs < other
  return (item.json as string) < (row.json as string)
}

function partitions(
  span: { readonly fromMs: number; readonly toMs: number },
  name: (ms: number) => string,
): readonly string[] {
  const keys: string[] = []
  for (let ms = span.fromMs; ms < span.toMs; ms += DAY_MS) keys.push(name(ms))
  if (span.toMs > span.fromMs && utcDayKey(span.toMs - 1) !== utcDayKey(span.fromMs)) keys.push(name(span.toMs - 1))
  return [...new Set(keys)]
}

async function latest<R extends Observation | Audit>(
  table: Table,
  partitionKeys: readonly string[],
  limit: number,
): Promise<readonly R[]> {
  const found: R[] = []
  for (const pk of new Set(partitionKeys)) {
    if (found.length >= limit) break
    const items = await table.query({ pk, descending: true, limit: limit - found.length })
    for (const item of items) found.push(JSON.parse(item.json as string) as R)
  }
  return found
}
