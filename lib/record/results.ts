import type { Audit } from '../model/audit.ts'
import { endOfPreviousMonth, utcDayKey } from '../model/day.ts'
import { DAY_MS } from '../model/duration.ts'
import type { PageKey } from '../model/id.ts'
import type { Observation } from '../model/observation.ts'
import { canonicalJson } from './canonical.ts'
import { auditKey, auditPartition, observationKey, observationPartition, sortableMs } from './keys.ts'
import { SCHEMA, type Table } from './table.ts'

/** What became of a result: a new row, the better of two for a key, equal to what is there, or the worse of two. */
export type Kept = 'added' | 'replaced' | 'duplicate' | 'conflict'

export type KeyedResult = (Observation | Audit) & { readonly page: PageKey }

/**
 * Writes one result, idempotently and whatever order results come in: of two for one key the one that started earlier
 * stays; at equal start, the one whose canonical JSON sorts first.
 */
export async function keepResult(table: Table, result: KeyedResult, arrivedAtMs: number): Promise<Kept> {
  const key = result.type === 'observation' ? observationKey(result) : auditKey(result)
  const json = canonicalJson(result)
  const before = { ...key, schema: SCHEMA, startedAtMs: result.startedAtMs, arrivedAtMs, json }
  if (await table.putIf(before, { expression: 'attribute_not_exists(pk)' })) return 'added'
  const better = await table.putIf(before, {
    expression: 'startedAtMs > :startedAtMs OR (startedAtMs = :startedAtMs AND #json > :json)',
    names: { '#json': 'json' },
    values: { ':startedAtMs': result.startedAtMs, ':json': json },
  })
  if (better) return 'replaced'
  const existing = await table.get(key)
  return existing?.json === json ? 'duplicate' : 'conflict'
}

/** A page's observations with slots in `[fromMs, toMs)`, by slot, then location. */
export async function observationsOf(
  table: Table,
  page: PageKey,
  span: { readonly fromMs: number; readonly toMs: number },
): Promise<readonly Observation[]> {
  const rows: Observation[] = []
  for (const pk of partitions(span, (ms) => observationPartition(page, ms))) {
    const items = await table.query({
      pk,
      from: `O#${sortableMs(span.fromMs)}`,
      to: `O#${sortableMs(span.toMs - 1)}#\uffff`,
    })
    for (const item of items) rows.push(JSON.parse(item.json as string) as Observation)
  }
  return rows
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
