import { randomUUID } from 'node:crypto'
import { utcDayKey } from '../model/day.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../model/duration.ts'
import type { PageKey } from '../model/id.ts'
import { lateKey } from './keys.ts'
import { type Item, SCHEMA, type Table } from './table.ts'

/** Rows of a span, half-open, that may be missing in rollups. */
export type LateSpan = {
  /** Null: of any page. */
  readonly page: PageKey | null
  readonly fromMs: number
  readonly toMs: number
}

export type LateMark = LateSpan & {
  readonly arrivedAtMs: number
  /** Differs with every arrival: what was read before the latest one is known by it. */
  readonly mark: string
}

/** What comes this long after its slot or minute is late: rollups may be past it. */
export const LATE_MS = 5 * MINUTE_MS

/**
 * Notes that something of a span has come late, or is about to. After the row: what a crash leaves unmarked comes again
 * with its message.
 */
export async function markLate(table: Table, span: LateSpan, arrivedAtMs: number): Promise<void> {
  const { page, fromMs, toMs } = span
  await table.put({
    ...lateKey({ ...span, arrivedAtMs }),
    schema: SCHEMA,
    page,
    fromMs,
    toMs,
    arrivedAtMs,
    mark: randomUUID(),
    isDone: false,
  })
}

/** The hour that holds a moment, as a span. */
export function hourOf(page: PageKey | null, timeMs: number): LateSpan {
  const fromMs = Math.floor(timeMs / HOUR_MS) * HOUR_MS
  return { page, fromMs, toMs: fromMs + HOUR_MS }
}

/** What came late since a moment (whole UTC days) and isn't done; `all`: done or not. */
export async function listLate(
  table: Table,
  span: { readonly fromMs: number; readonly toMs: number; readonly all?: true },
): Promise<readonly LateMark[]> {
  const days = new Map<string, number>()
  for (let ms = span.fromMs; ms < span.toMs + DAY_MS; ms += DAY_MS)
    days.set(utcDayKey(Math.min(ms, span.toMs)), Math.min(ms, span.toMs))
  const found = await Promise.all(
    [...days.values()].map((arrivedAtMs) =>
      table.query({ pk: lateKey({ arrivedAtMs, page: null, fromMs: 0, toMs: 0 }).pk }),
    ),
  )
  return found
    .flat()
    .filter(({ isDone }) => span.all === true || isDone === false)
    .map(read)
}

/** Done, unless something has come since it was read. */
export async function settleLate(table: Table, late: LateMark): Promise<boolean> {
  return table.putIf(
    { ...lateKey(late), schema: SCHEMA, ...late, isDone: true },
    { expression: 'mark = :mark', values: { ':mark': late.mark } },
  )
}

/** Forgets what came late; not where something has come since it was read. */
export function deleteLate(table: Table, late: LateMark): Promise<boolean> {
  return table.deleteIf(lateKey(late), { expression: 'mark = :mark', values: { ':mark': late.mark } })
}

function read({ page, fromMs, toMs, arrivedAtMs, mark }: Item): LateMark {
  return { page, fromMs, toMs, arrivedAtMs, mark } as LateMark
}
