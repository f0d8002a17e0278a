import { DAY_MS, MINUTE_MS } from '../model/duration.ts'
import { notedMinutesKey } from './keys.ts'
import { SCHEMA, type Table } from './table.ts'

const MINUTES = DAY_MS / MINUTE_MS

/** Minutes of a UTC day that were noted before their receipts went, in order. */
export async function notedMinutes(table: Table, location: string, dayMs: number): Promise<readonly number[]> {
  return minutesOf(dayMs, await bitsIn(table, location, dayMs))
}

/** Notes minutes of a UTC day besides those that are noted: one item, so that what was missing stays explained by them. */
export async function noteMinutes(
  table: Table,
  of: { readonly location: string; readonly dayMs: number; readonly minutes: readonly number[] },
): Promise<void> {
  const { location, dayMs } = of
  const before = await bitsIn(table, location, dayMs)
  const bits = bitsOf([...minutesOf(dayMs, before), ...of.minutes])
  if (bits === before) return
  const isNoted = await table.putIf(
    { ...notedMinutesKey(location, dayMs), schema: SCHEMA, bits },
    before === null
      ? { expression: 'attribute_not_exists(pk)' }
      : { expression: 'bits = :before', values: { ':before': before } },
  )
  if (!isNoted) throw new Error(`minutes of ${location} are being noted by somebody else`)
}

async function bitsIn(table: Table, location: string, dayMs: number): Promise<string | null> {
  return ((await table.get(notedMinutesKey(location, dayMs)))?.bits as string | undefined) ?? null
}

/** One bit a minute, the day's first one first; base64. */
function bitsOf(minutes: readonly number[]): string {
  const bytes = Buffer.alloc(MINUTES / 8)
  for (const minuteMs of minutes) {
    const index = Math.floor((minuteMs % DAY_MS) / MINUTE_MS)
    bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (128 >> (index & 7))
  }
  return bytes.toString('base64')
}

function minutesOf(dayMs: number, bits: string | null): readonly number[] {
  if (bits === null) return []
  const bytes = Buffer.from(bits, 'base64')
  const fromMs = Math.floor(dayMs / DAY_MS) * DAY_MS
  return Array.from({ length: MINUTES }, (_, index) => index)
    .filter((index) => ((bytes[index >> 3] ?? 0) & (128 >> (index & 7))) !== 0)
    .map((index) => fromMs + index * MINUTE_MS)
}
