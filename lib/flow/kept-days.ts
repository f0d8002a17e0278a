import { createHash } from 'node:crypto'
import { auditReachMs, type Span } from '../judge/page-schedule.ts'
import { CELLS } from '../model/cells.ts'
import type { Day } from '../model/day.ts'
import { HOUR_MS } from '../model/duration.ts'
import { type DayCells, decodeDayCells, encodeDayCells } from '../record/day-cells.ts'
import { measuredName, type PageCellsOf } from './page-counting.ts'
import type { KeptCells } from './score-source.ts'

/** What days of a page come to, by months: read when a day of it is first asked for. */
export type KeptDays = {
  /** Null: it isn't kept, or something that decides about it was different then. */
  readonly get: (day: Day, span: Span) => DayCells | null
  readonly add: (day: Day, of: Span & { readonly cells: DayCells }) => void
  /** Writes what was added. */
  readonly close: () => Promise<void>
}

/** Of what a result is to a score; another one when that changes. */
const COUNTING = 2

/** A day and a hash. */
const DAY_BYTES = 10
const KEY_BYTES = DAY_BYTES + 32
const HEAD_BYTES = KEY_BYTES + 4

/**
 * Kept days stand under a hash of all that decides about them: what is sealed, what was expected, what is measured and where.
 * So nothing has to be thrown away when something of it changes: it isn't found.
 */
export async function keptDays(of: PageCellsOf, kept: KeptCells): Promise<KeptDays> {
  const wanted = new Set(of.wanted.map(measuredName))
  const { page } = of.schedule
  const what = sha256(
    JSON.stringify([
      COUNTING,
      of.official,
      [...of.locations].toSorted(),
      [...new Set(of.measured.map(measuredName))].toSorted(),
    ]),
  ).toString('hex')
  const months = monthsOf(of.days)
  const pathOf = (month: string): string => `${CELLS}${page}/${month}-${what.slice(0, 16)}.bin`
  const [sealed, ...files] = await Promise.all([
    kept.sealed({ page, fromMs: of.days[0]?.fromMs ?? 0, toMs: of.days.at(-1)?.toMs ?? 0 }),
    ...months.map(async (month) => [month, entriesIn(await kept.get(pathOf(month)))] as const),
  ])
  const segments = new Map(sealed.map((one) => [one.day, one]))
  const entries = new Map(files)
  const added = new Map<string, Map<string, Uint8Array>>()
  /** Null: what is sealed isn't that day. */
  const keyOf = (day: Day, span: Span): string | null => {
    const segment = segments.get(day)
    if (segment?.fromMs !== span.fromMs || segment.toMs !== span.toMs) return null
    const overlaps = ({ fromMs, toMs }: Span): boolean => fromMs < span.toMs && toMs > span.fromMs
    /** Audits of its last slots are due on the day after. */
    const overlapsAudits = ({ fromMs, toMs }: Span): boolean =>
      fromMs < span.toMs + auditReachMs(of.schedule) && toMs > span.fromMs
    const hash = sha256(
      JSON.stringify([
        segment.sha256,
        span.fromMs,
        span.toMs,
        of.stratumOf(span.fromMs + 12 * HOUR_MS),
        of.stratumOf(span.toMs + 12 * HOUR_MS),
        of.schedule.versions
          .map(({ config }) => [config.version, config.effectiveFromMs, config.untilMs])
          .filter(([, fromMs, toMs]) =>
            overlaps({ fromMs: Number(fromMs), toMs: toMs === null ? Infinity : Number(toMs) }),
          ),
        of.schedule.spans.filter(overlaps),
        of.maintenance.filter(overlapsAudits),
      ]),
    )
    return day + hash.toString('latin1')
  }
  return {
    get: (day, span) => {
      const key = keyOf(day, span)
      const bytes = key && entries.get(day.slice(0, 7))?.get(key)
      return bytes ? decodeDayCells(bytes, wanted) : null
    },
    add: (day, { cells, ...span }) => {
      const key = keyOf(day, span)
      const month = day.slice(0, 7)
      if (key !== null)
        added.set(month, (added.get(month) ?? new Map<string, Uint8Array>()).set(key, encodeDayCells(cells)))
    },
    close: async () => {
      for (const [month, days] of added) {
        const again = new Set([...days.keys()].map(dayIn))
        const others = [...(entries.get(month) ?? [])].filter(([key]) => !again.has(dayIn(key)))
        await kept.put(pathOf(month), bytesOf(new Map([...others, ...days])))
      }
    },
  }
}

/** In order, each once. */
function monthsOf(days: PageCellsOf['days']): readonly string[] {
  return [...new Set(days.map(({ day }) => day.slice(0, 7)))]
}

function dayIn(key: string): Day {
  return key.slice(0, DAY_BYTES)
}

/** By key, each as it was written; nothing where the file isn't whole. */
function entriesIn(file: Uint8Array | null): ReadonlyMap<string, Uint8Array> {
  const entries = new Map<string, Uint8Array>()
  if (file === null) return entries
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  for (let at = 0; at + HEAD_BYTES <= bytes.length; ) {
    const from = at + HEAD_BYTES
    const to = from + bytes.readUInt32LE(at + KEY_BYTES)
    if (to > bytes.length) break
    entries.set(bytes.toString('latin1', at, at + KEY_BYTES), bytes.subarray(from, to))
    at = to
  }
  return entries
}

function bytesOf(entries: ReadonlyMap<string, Uint8Array>): Uint8Array {
  return Buffer.concat(
    [...entries].flatMap(([key, bytes]) => {
      const head = Buffer.alloc(HEAD_BYTES)
      head.write(key, 'latin1')
      head.writeUInt32LE(bytes.length, KEY_BYTES)
      return [head, bytes]
    }),
  )
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
