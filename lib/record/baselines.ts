import type { Cell } from '../judge/baseline.ts'
import { STEP } from '../judge/baseline.ts'
import type { Baseline, DayTimings } from '../judge/day-timings.ts'
import type { Day } from '../model/day.ts'
import type { PageKey } from '../model/id.ts'
import { baselineKey, baselineProgressKey, timingsKey } from './keys.ts'
import { SCHEMA, type Table } from './table.ts'

/** A page's durations of one day, as baselines need them. */
export type StoredTimings = {
  readonly day: Day
  readonly timezone: string
  /** What is between two of its steps. */
  readonly stepMs: number
  readonly timings: DayTimings
}

/** A baseline as it is kept, for the slots of `day` and later. */
export type StoredBaseline = { readonly location: string; readonly day: Day; readonly baseline: Baseline }

const CELLS = ['hour', 'block', 'page'] as const

/** Days of a page, both included, of the last 32; in no order. */
export async function timingsOf(
  table: Table,
  page: PageKey,
  span: { readonly from: Day; readonly to: Day },
): Promise<readonly StoredTimings[]> {
  const items = await table.query({ pk: timingsKey({ page, day: span.from }).pk })
  const within = items.filter(({ day }) => (day as Day) >= span.from && (day as Day) <= span.to)
  return within.map((item) => ({
    day: item.day as Day,
    timezone: item.timezone as string,
    stepMs: item.stepMs as number,
    timings: JSON.parse(item.json as string) as DayTimings,
  }))
}

export async function putTimings(table: Table, page: PageKey, of: StoredTimings): Promise<void> {
  const { day, timezone, stepMs, timings } = of
  await table.put({
    ...timingsKey({ page, day }),
    schema: SCHEMA,
    day,
    timezone,
    stepMs,
    json: JSON.stringify(timings),
  })
}

/** Of each location that has one. */
export async function baselinesOf(table: Table, page: PageKey): Promise<readonly StoredBaseline[]> {
  const items = await table.query({ pk: baselineKey({ page, location: '' }).pk })
  return items.map((item) => {
    const { wait, total } = JSON.parse(item.json as string) as Record<keyof Baseline, readonly (Packed | null)[]>
    return {
      location: item.sk,
      day: item.day as string,
      baseline: { wait: wait.map(unpack), total: total.map(unpack) },
    }
  })
}

export async function putBaseline(table: Table, page: PageKey, of: StoredBaseline): Promise<void> {
  const { location, day, baseline } = of
  const json = JSON.stringify({ wait: baseline.wait.map(pack), total: baseline.total.map(pack) })
  await table.put({ ...baselineKey({ page, location }), schema: SCHEMA, day, json })
}

/** The day for which all baselines were made last; null: none yet. */
export async function getBaselineDay(table: Table): Promise<Day | null> {
  return ((await table.get(baselineProgressKey()))?.day as Day | undefined) ?? null
}

export async function putBaselineDay(table: Table, day: Day): Promise<void> {
  await table.put({ ...baselineProgressKey(), schema: SCHEMA, day })
}

/** Half steps of the median, ten-thousandths of the deviation, of what it is, steps of what is high, ten-thousandths of a high mean. */
type Packed = readonly [number, number, number, number, number]

function pack(cell: Cell | null): Packed | null {
  return (
    cell && [
      Math.round((cell.ln / STEP) * 2),
      Math.round(cell.s * 10_000),
      CELLS.indexOf(cell.of),
      Math.round(cell.high / STEP),
      Math.round(cell.highMean * 10_000),
    ]
  )
}

function unpack(packed: Packed | null): Cell | null {
  if (packed === null) return null
  const [half, s, of, high, highMean] = packed
  return {
    ln: (half / 2) * STEP,
    s: s / 10_000,
    high: high * STEP,
    highMean: highMean / 10_000,
    of: CELLS[of] ?? 'page',
  }
}
