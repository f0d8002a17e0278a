import type { LocationRollup, Rollup } from '../judge/rollup.ts'
import type { Day } from '../model/day.ts'
import { DAY_MS } from '../model/duration.ts'
import type { PageKey } from '../model/id.ts'
import { canonicalJson } from './canonical.ts'
import { dayRollupKey, hourRollupKey, hourRollupPartition, type Key, rollupProgressKey, sortableMs } from './keys.ts'
import { type Item, SCHEMA, type Table } from './table.ts'

/** A rollup as it is kept. */
export type StoredRollup = {
  /** Goes up by one with every write; 0 is an item that isn't stored yet. */
  readonly version: number
  /** The hour or day, half-open, epoch ms. */
  readonly fromMs: number
  readonly toMs: number
  /** It counts the slots before this moment, and all of them. */
  readonly throughMs: number
  /** The zone of its day; in another zone days and hours may begin at other moments. */
  readonly timezone: string
  readonly rollup: Rollup
}

export type HourRollup = StoredRollup & { readonly page: PageKey }
export type DayRollup = StoredRollup & { readonly page: PageKey; readonly day: Day }

export type RollupProgress = {
  /** Every page is rolled up to here, as far as its slots are over. */
  readonly throughMs: number
  /** Whatever came late before this moment is in. */
  readonly lateThroughMs: number
}

/** What every reader wants; `details` are apart from it. */
const BRIEF = ['pk', 'sk', 'version', 'fromMs', 'toMs', 'throughMs', 'timezone', 'json']

const NO_AUDITS: LocationRollup['audits'] = {
  counts: { passed: 0, failed: 0, inconclusive: 0 },
  causes: {},
  metrics: {},
}

/** A rollup's attributes in its item: `json` is most of it, `details` the rest of each location, in the same order. */
export function rollupAttributes(rollup: Rollup): { readonly json: string; readonly details: string } {
  const parts = rollup.locations.map(({ phases, audits, ...location }) => {
    const { totalMs, waitMs, ...others } = phases
    const brief = { ...(totalMs ? { totalMs } : {}), ...(waitMs ? { waitMs } : {}) }
    return { brief: { ...location, phases: brief }, details: { phases: others, audits } }
  })
  return {
    json: canonicalJson({ locations: parts.map(({ brief }) => brief) }),
    details: canonicalJson(parts.map(({ details }) => details)),
  }
}

/** Hours of a page that begin in `[fromMs, toMs)`, in order. */
export async function hourRollupsOf(
  table: Table,
  page: PageKey,
  span: { readonly fromMs: number; readonly toMs: number },
): Promise<readonly HourRollup[]> {
  const partitions = new Set<string>()
  for (let ms = span.fromMs; ms < span.toMs + DAY_MS; ms += DAY_MS)
    partitions.add(hourRollupPartition(page, Math.min(ms, span.toMs - 1)))
  const range = { from: `H#${sortableMs(span.fromMs)}`, to: `H#${sortableMs(span.toMs - 1)}` }
  const items = await Promise.all([...partitions].map((pk) => table.query({ pk, ...range })))
  return items.flat().map((item) => ({ ...read(item), page }))
}

/**
 * Days of a page, both included, in order. `brief`: without audits, and of the metrics only `totalMs` and `waitMs`, which
 * takes a third of the time.
 */
export async function dayRollupsOf(
  table: Table,
  page: PageKey,
  span: { readonly from: Day; readonly to: Day; readonly brief?: true },
): Promise<readonly DayRollup[]> {
  const [first, last] = [Number(span.from.slice(0, 4)), Number(span.to.slice(0, 4))]
  const years = Array.from({ length: last - first + 1 }, (_, index) => String(first + index).padStart(4, '0'))
  const { sk: from } = dayRollupKey({ page, day: span.from })
  const { sk: to } = dayRollupKey({ page, day: span.to })
  const items = await Promise.all(
    years.map((year) =>
      table.query({
        pk: dayRollupKey({ page, day: `${year}-01-01` }).pk,
        from,
        to,
        ...(span.brief ? { fields: BRIEF } : {}),
      }),
    ),
  )
  return items.flat().map((item) => ({ ...read(item), page, day: item.sk.slice(2) }))
}

export async function getDayRollup(table: Table, page: PageKey, day: Day): Promise<DayRollup | null> {
  const item = await table.get(dayRollupKey({ page, day }))
  return item ? { ...read(item), page, day } : null
}

/** Writes the next version; false where somebody else has written since it was read. */
export function putHourRollup(table: Table, hour: HourRollup): Promise<boolean> {
  return put(table, hourRollupKey({ page: hour.page, hourMs: hour.fromMs }), hour)
}

/** Writes the next version; false where somebody else has written since it was read. */
export function putDayRollup(table: Table, day: DayRollup): Promise<boolean> {
  return put(table, dayRollupKey(day), day)
}

export async function getRollupProgress(table: Table): Promise<RollupProgress | null> {
  const item = await table.get(rollupProgressKey())
  return item && { throughMs: item.throughMs as number, lateThroughMs: item.lateThroughMs as number }
}

/** It never goes back. */
export async function putRollupProgress(table: Table, progress: RollupProgress): Promise<void> {
  await table.putIf(
    { ...rollupProgressKey(), schema: SCHEMA, ...progress },
    {
      expression: 'attribute_not_exists(pk) OR (throughMs <= :throughMs AND lateThroughMs <= :lateThroughMs)',
      values: { ':throughMs': progress.throughMs, ':lateThroughMs': progress.lateThroughMs },
    },
  )
}

async function put(table: Table, key: Key, of: StoredRollup): Promise<boolean> {
  const { version, fromMs, toMs, throughMs, timezone, rollup } = of
  return table.putIf(
    { ...key, schema: SCHEMA, version: version + 1, fromMs, toMs, throughMs, timezone, ...rollupAttributes(rollup) },
    version === 0
      ? { expression: 'attribute_not_exists(pk)' }
      : { expression: 'version = :version', values: { ':version': version } },
  )
}

function read(item: Item): StoredRollup {
  const brief = JSON.parse(item.json as string) as { readonly locations: readonly Omit<LocationRollup, 'audits'>[] }
  const details =
    item.details === undefined
      ? []
      : (JSON.parse(item.details as string) as readonly Pick<LocationRollup, 'phases' | 'audits'>[])
  return {
    version: item.version as number,
    fromMs: item.fromMs as number,
    toMs: item.toMs as number,
    throughMs: item.throughMs as number,
    timezone: item.timezone as string,
    rollup: {
      locations: brief.locations.map((location, index) => ({
        ...location,
        phases: { ...location.phases, ...details[index]?.phases },
        audits: details[index]?.audits ?? NO_AUDITS,
      })),
    },
  }
}
