import type { LocationRollup, Rollup } from '../judge/rollup.ts'
import type { Day } from '../model/day.ts'
import { DAY_MS } from '../model/duration.ts'
import type { PageKey } from '../model/id.ts'
import { canonicalJson } from './canonical.ts'
import {
  DAY,
  DAY_DETAILS,
  dayDetailsKey,
  dayRollupKey,
  hourRollupKey,
  hourRollupPartition,
  type Key,
  rollupProgressKey,
  sortableMs,
} from './keys.ts'
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

/** A rollup as attributes of items. */
export type RollupAttributes = {
  /** What every reader wants: all but the details. */
  readonly json: string
  /** The rest of each location, in the same order. */
  readonly details: string
}

export type RollupProgress = {
  /** Every page is rolled up to here, as far as its slots are over. */
  readonly throughMs: number
  /** Whatever came late before this moment is in. */
  readonly lateThroughMs: number
}

const NO_AUDITS: LocationRollup['audits'] = {
  counts: { passed: 0, failed: 0, inconclusive: 0 },
  causes: {},
  metrics: {},
}

/** All but `details`: an open day's item has them, too. */
const BRIEF = ['pk', 'sk', 'version', 'fromMs', 'toMs', 'throughMs', 'timezone', 'json']

export function rollupAttributes(rollup: Rollup): RollupAttributes {
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
 * The item of a day, and behind it, where all of the day is counted, that of its details: who reads many days wants none,
 * and they are two thirds of it.
 */
export function dayRollupItems(
  of: Omit<DayRollup, 'rollup'> & RollupAttributes,
): readonly [item: Item, details: Item | null] {
  const { page: _page, day: _day, details, ...rest } = of
  const item = { ...dayRollupKey(of), schema: SCHEMA, ...rest }
  if (of.throughMs < of.toMs) return [{ ...item, details }, null]
  return [item, { ...dayDetailsKey(of), schema: SCHEMA, version: of.version, details }]
}

/** Days of a page, both included, in order. `brief`: without audits, and of the phases only `totalMs` and `waitMs`. */
export async function dayRollupsOf(
  table: Table,
  page: PageKey,
  span: { readonly from: Day; readonly to: Day; readonly brief?: true },
): Promise<readonly DayRollup[]> {
  const [first, last] = [Number(span.from.slice(0, 4)), Number(span.to.slice(0, 4))]
  const years = Array.from({ length: last - first + 1 }, (_, index) => String(first + index).padStart(4, '0'))
  const itemsOf = async (keyOf: (at: { page: PageKey; day: Day }) => Key, fields?: readonly string[]) => {
    const range = { from: keyOf({ page, day: span.from }).sk, to: keyOf({ page, day: span.to }).sk }
    const parts = await Promise.all(
      years.map((year) =>
        table.query({ pk: keyOf({ page, day: `${year}-01-01` }).pk, ...range, ...(fields ? { fields } : {}) }),
      ),
    )
    return parts.flat()
  }
  const [items, details] = await Promise.all([
    itemsOf(dayRollupKey, span.brief && BRIEF),
    span.brief ? [] : itemsOf(dayDetailsKey),
  ])
  const detailsOf = new Map(details.map((item) => [item.sk.slice(DAY_DETAILS.length), item]))
  return items.map((item) => {
    const day = item.sk.slice(DAY.length)
    return { ...read(item, detailsOf.get(day)), page, day }
  })
}

export async function getDayRollup(table: Table, page: PageKey, day: Day): Promise<DayRollup | null> {
  const item = await table.get(dayRollupKey({ page, day }))
  if (!item) return null
  const details = item.details === undefined ? await table.get(dayDetailsKey({ page, day })) : null
  return { ...read(item, details), page, day }
}

/** Writes the next version; false where somebody else has written since it was read. */
export function putHourRollup(table: Table, hour: HourRollup): Promise<boolean> {
  const { page, rollup, ...rest } = hour
  const key = hourRollupKey({ page, hourMs: hour.fromMs })
  return putNext(table, { ...key, schema: SCHEMA, ...rest, version: hour.version + 1, ...rollupAttributes(rollup) })
}

/**
 * Writes the next version; false where somebody else has written since it was read. Broken off half-way it leaves a day
 * without details, which equals none that was rolled up from any: who comes next writes it anew.
 */
export async function putDayRollup(table: Table, day: DayRollup): Promise<boolean> {
  const { rollup, ...rest } = day
  const [item, details] = dayRollupItems({ ...rest, version: day.version + 1, ...rollupAttributes(rollup) })
  if (!(await putNext(table, item))) return false
  // Of who has read this version meanwhile and written the next one, the details stay.
  if (details)
    await table.putIf(details, {
      expression: 'attribute_not_exists(pk) OR version < :version',
      values: { ':version': details.version },
    })
  return true
}

/** Deletes an hour as it was read; false where it was written since, or is gone. */
export function deleteHourRollup(table: Table, { page, fromMs, version }: HourRollup): Promise<boolean> {
  return table.deleteIf(hourRollupKey({ page, hourMs: fromMs }), {
    expression: 'version = :version',
    values: { ':version': version },
  })
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

/** Puts an item where its version follows on the one that is there. */
async function putNext(table: Table, item: Item): Promise<boolean> {
  const before = (item.version as number) - 1
  return table.putIf(
    item,
    before === 0
      ? { expression: 'attribute_not_exists(pk)' }
      : { expression: 'version = :version', values: { ':version': before } },
  )
}

/** Details are in the item itself, or in one of their own that belongs to this version of it. */
function read(item: Item, apart?: Item | null): StoredRollup {
  const brief = JSON.parse(item.json as string) as { readonly locations: readonly Omit<LocationRollup, 'audits'>[] }
  const json = item.details ?? (apart?.version === item.version ? apart?.details : undefined)
  const details =
    json === undefined ? [] : (JSON.parse(json as string) as readonly Pick<LocationRollup, 'phases' | 'audits'>[])
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
