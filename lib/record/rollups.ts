import { type DayPlaces, placesOf } from '../judge/history.ts'
import type { LocationRollup, Rollup } from '../judge/rollup.ts'
import type { Day } from '../model/day.ts'
import { DAY_MS } from '../model/duration.ts'
import type { PageKey } from '../model/id.ts'
import { canonicalJson } from './canonical.ts'
import { readDayPlaces, writeDayPlaces } from './day-places.ts'
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

/** A day as its history needs it: of one that is over its places, of one under way what is counted, without details. */
export type BriefDay = Omit<DayRollup, 'rollup'> &
  ({ readonly places: DayPlaces; readonly rollup: null } | { readonly places: null; readonly rollup: Rollup })

/** As attributes of an item. */
export type RollupAttributes = {
  /** All but the details. */
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

/** Both included. */
export type DaySpan = { readonly from: Day; readonly to: Day }

const NO_AUDITS: LocationRollup['audits'] = {
  counts: { passed: 0, failed: 0, inconclusive: 0 },
  causes: {},
  metrics: {},
  instruments: {},
}

/** All but `details`: an open day's item has them, too. */
const BRIEF = ['pk', 'sk', 'version', 'fromMs', 'toMs', 'throughMs', 'timezone', 'places', 'json']

/** Of a day that is over: with its places instead of its rollup, which is apart. Before, the item had it. */
const SCHEMA_WITH_PLACES = 2

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
 * The item of a day, and behind it, where all of the day is counted, that of its rollup: who reads many days wants the
 * places alone, a tenth of it.
 */
export function dayRollupItems(of: DayRollup): readonly [item: Item, rollup: Item | null] {
  const { page: _page, day: _day, rollup, ...rest } = of
  const key = dayRollupKey(of)
  if (of.throughMs < of.toMs) return [{ ...key, schema: SCHEMA, ...rest, ...rollupAttributes(rollup) }, null]
  return [
    { ...key, schema: SCHEMA_WITH_PLACES, ...rest, places: writeDayPlaces(placesOf(rollup)) },
    { ...dayDetailsKey(of), schema: SCHEMA_WITH_PLACES, version: of.version, ...rollupAttributes(rollup) },
  ]
}

/** Days of a page, both included, in order. */
export async function dayRollupsOf(table: Table, page: PageKey, span: DaySpan): Promise<readonly DayRollup[]> {
  const [items, apart] = await Promise.all([
    itemsOfDays(table, { ...span, page, keyOf: dayRollupKey }),
    itemsOfDays(table, { ...span, page, keyOf: dayDetailsKey }),
  ])
  const apartOf = new Map(apart.map((item) => [item.sk.slice(DAY_DETAILS.length), item]))
  return items.map((item) => {
    const day = item.sk.slice(DAY.length)
    return { ...read(item, apartOf.get(day)), page, day }
  })
}

/** The same, brief. */
export async function briefDaysOf(table: Table, page: PageKey, span: DaySpan): Promise<readonly BriefDay[]> {
  const items = await itemsOfDays(table, { ...span, page, keyOf: dayRollupKey, fields: BRIEF })
  return items.map((item) => {
    const day = { page, day: item.sk.slice(DAY.length), ...spanOf(item) }
    if (item.places !== undefined) return { ...day, places: readDayPlaces(item.places as string), rollup: null }
    const { rollup } = read(item)
    return day.throughMs < day.toMs
      ? { ...day, places: null, rollup }
      : { ...day, places: placesOf(rollup), rollup: null }
  })
}

export async function getDayRollup(table: Table, page: PageKey, day: Day): Promise<DayRollup | null> {
  const item = await table.get(dayRollupKey({ page, day }))
  if (!item) return null
  const apart = item.details === undefined ? await table.get(dayDetailsKey({ page, day })) : null
  return { ...read(item, apart), page, day }
}

/** Writes the next version; false where somebody else has written since it was read. */
export function putHourRollup(table: Table, hour: HourRollup): Promise<boolean> {
  const { page, rollup, ...rest } = hour
  const key = hourRollupKey({ page, hourMs: hour.fromMs })
  return putNext(table, { ...key, schema: SCHEMA, ...rest, version: hour.version + 1, ...rollupAttributes(rollup) })
}

/**
 * Writes the next version; false where somebody else has written since it was read. Broken off half-way it leaves a day
 * whose rollup is empty, which equals none in which anything was expected: who comes next writes it anew.
 */
export async function putDayRollup(table: Table, day: DayRollup): Promise<boolean> {
  const [item, apart] = dayRollupItems({ ...day, version: day.version + 1 })
  if (!(await putNext(table, item))) return false
  // Of who has read this version meanwhile and written the next one, the rollup stays.
  if (apart)
    await table.putIf(apart, {
      expression: 'attribute_not_exists(pk) OR version < :version',
      values: { ':version': apart.version },
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

async function itemsOfDays(
  table: Table,
  of: DaySpan & {
    readonly page: PageKey
    readonly keyOf: (at: { readonly page: PageKey; readonly day: Day }) => Key
    readonly fields?: readonly string[]
  },
): Promise<readonly Item[]> {
  const { page, keyOf, fields } = of
  const [first, last] = [Number(of.from.slice(0, 4)), Number(of.to.slice(0, 4))]
  const years = Array.from({ length: last - first + 1 }, (_, index) => String(first + index).padStart(4, '0'))
  const range = {
    from: keyOf({ page, day: of.from }).sk,
    to: keyOf({ page, day: of.to }).sk,
    ...(fields && { fields }),
  }
  const parts = await Promise.all(
    years.map((year) => table.query({ pk: keyOf({ page, day: `${year}-01-01` }).pk, ...range })),
  )
  return parts.flat()
}

/** Details, of a day with places the whole rollup, are in the item itself or in one that belongs to this version of it. */
function read(item: Item, apart?: Item | null): StoredRollup {
  const of = { ...(apart?.version === item.version ? apart : {}), ...item } as Partial<RollupAttributes>
  const brief = JSON.parse(of.json ?? '{"locations":[]}') as {
    readonly locations: readonly Omit<LocationRollup, 'audits'>[]
  }
  const details = JSON.parse(of.details ?? '[]') as readonly Pick<LocationRollup, 'phases' | 'audits'>[]
  return {
    ...spanOf(item),
    rollup: {
      locations: brief.locations.map((location, index) => ({
        ...location,
        phases: { ...location.phases, ...details[index]?.phases },
        audits: { ...NO_AUDITS, ...details[index]?.audits },
      })),
    },
  }
}

function spanOf(item: Item): Omit<StoredRollup, 'rollup'> {
  const { version, fromMs, toMs, throughMs, timezone } = item as unknown as Omit<StoredRollup, 'rollup'>
  return { version, fromMs, toMs, throughMs, timezone }
}
