import type { Audit } from '../model/audit.ts'
import { MINUTE_MS } from '../model/duration.ts'
import type { PageKey } from '../model/id.ts'
import type { Observation } from '../model/observation.ts'
import { LIVE_PARTITIONS, latestKey, latestPartition } from './keys.ts'
import type { KeyedResult } from './results.ts'
import { type Item, SCHEMA, type Table } from './table.ts'

/** Of a location's latest observation of a page what an overview needs. */
export type LatestObservation = Pick<Observation, 'location' | 'slotMs' | 'startedAtMs' | 'outcome' | 'cause'> & {
  readonly totalMs: number | null
}

/** Of a page's latest audit, wherever it was made. */
export type LatestAudit = Pick<Audit, 'location' | 'slotMs' | 'outcome' | 'cause' | 'score' | 'files'> & {
  /** Absent: it was kept before this was. */
  readonly engine?: Audit['engine']
} & Pick<Audit['metrics'], 'lcpMs' | 'readyMs'>

export type Latest = {
  /** One of each location at most, in any order. */
  readonly observations: readonly LatestObservation[]
  readonly audit: LatestAudit | null
}

/** A clock may be ahead by so much. What claims to be later must not hide what comes from now on. */
const AHEAD_MS = MINUTE_MS

/**
 * Keeps what an overview needs of a result, unless there is that of a later slot, or of the same that started earlier:
 * beside its row, since to look for every page's latest rows takes hundreds of queries. Idempotent.
 */
export async function keepLatest(table: Table, result: KeyedResult, nowMs: number): Promise<void> {
  const { slotMs, startedAtMs } = result
  if (slotMs > nowMs + AHEAD_MS) return
  await table.putIf(
    {
      ...latestKey(result),
      schema: SCHEMA,
      page: result.page,
      slotMs,
      startedAtMs,
      json: JSON.stringify(brief(result)),
    },
    {
      expression: 'attribute_not_exists(pk) OR slotMs < :slotMs OR (slotMs = :slotMs AND startedAtMs >= :startedAtMs)',
      values: { ':slotMs': slotMs, ':startedAtMs': startedAtMs },
    },
  )
}

/** Of every page that has results from since they are kept here. */
export async function listLatest(table: Table): Promise<ReadonlyMap<PageKey, Latest>> {
  const partitions = Array.from({ length: LIVE_PARTITIONS }, (_, index) => table.query({ pk: latestPartition(index) }))
  const pages = Map.groupBy((await Promise.all(partitions)).flat(), ({ page }) => page as PageKey)
  return new Map([...pages].map(([page, items]) => [page, latestOf(items)]))
}

function latestOf(items: readonly Item[]): Latest {
  const read = items.map(({ json }) => JSON.parse(json as string) as ReturnType<typeof brief>)
  return {
    observations: read.filter((result) => result.type === 'observation'),
    audit: read.find((result) => result.type === 'audit') ?? null,
  }
}

function brief(result: KeyedResult) {
  const { type, location, slotMs, startedAtMs, outcome, cause } = result
  if (type === 'observation')
    return { type, location, slotMs, startedAtMs, outcome, cause, totalMs: result.phases.totalMs } as const
  const { score, files, metrics, engine } = result
  const { lcpMs, readyMs } = metrics
  return { type, location, slotMs, startedAtMs, outcome, cause, score, files, engine, lcpMs, readyMs } as const
}
