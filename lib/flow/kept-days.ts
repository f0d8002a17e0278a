import { hash } from 'node:crypto'
import { auditReachMs, type Span } from '../judge/page-schedule.ts'
import { CELLS } from '../model/cells.ts'
import type { Day } from '../model/day.ts'
import { HOUR_MS } from '../model/duration.ts'
import { type DayCells, type DayReader, encodeDayCells, readDayCells } from '../record/day-cells.ts'
import type { SealedDay } from '../record/segments.ts'
import { measuredName, type PageCellsOf } from './page-counting.ts'
import type { KeptCells } from './score-source.ts'

/** What days of a page come to, by months: read when a day of it is first asked for. */
export type KeptDays = {
  /** Null: it isn't kept, or something that decides about it was different then. */
  readonly get: (day: Day, span: Span) => DayReader | null
  readonly add: (day: Day, of: Span & { readonly cells: DayCells }) => void
  /** Writes what was added. */
  readonly close: () => Promise<void>
}

/** Of what a result is to a score; another one when that changes. */
const COUNTING = 2

/** A day and a hash. */
const DAY_BYTES = 10

/** Instead of a day: what is sealed of the month, by a hash of its head. */
const SEALED = 'all-sealed'

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
  const files = await Promise.all(
    months.map(async (month) => {
      const [head, file] = await Promise.all([kept.headOf({ page, month }), kept.get(pathOf(month))])
      return [month, { head, entries: entriesIn(file) }] as const
    }),
  )
  const entries = new Map(files.map(([month, file]) => [month, file.entries]))
  const listed = files.map(([month, { head, entries: of }]) => {
    const bytes = head === null ? undefined : of.get(SEALED + headHash(head))
    return [month, bytes && (JSON.parse(Buffer.from(bytes).toString()) as readonly SealedDay[])] as const
  })
  const unlisted = listed.flatMap(([month, days]) => (days === undefined ? [month] : []))
  const [from, to] = [unlisted[0], unlisted.at(-1)]
  const looked = from === undefined || to === undefined ? [] : await kept.sealed({ page, from, to })
  const sealed = [...listed.flatMap(([, days]) => days ?? []), ...looked]
  const segments = new Map(sealed.map((one) => [one.day, one]))
  const added = new Map<string, Map<string, Uint8Array>>()
  const add = (month: string, key: string, bytes: Uint8Array): void =>
    void added.set(month, (added.get(month) ?? new Map<string, Uint8Array>()).set(key, bytes))
  for (const [month, { head }] of files)
    if (head !== null && unlisted.includes(month)) {
      const days = looked.filter(({ day }) => monthOf(day) === month)
      add(month, SEALED + headHash(head), Buffer.from(JSON.stringify(days)))
    }
  /** Null: what is sealed isn't that day. */
  const keyOf = (day: Day, span: Span): string | null => {
    const segment = segments.get(day)
    if (segment?.fromMs !== span.fromMs || segment.toMs !== span.toMs) return null
    const overlaps = ({ fromMs, toMs }: Span): boolean => fromMs < span.toMs && toMs > span.fromMs
    /** Audits of its last slots are due on the day after. */
    const overlapsAudits = ({ fromMs, toMs }: Span): boolean =>
      fromMs < span.toMs + auditReachMs(of.schedule) && toMs > span.fromMs
    const decides = sha256(
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
    return day + decides.toString('latin1')
  }
  return {
    get: (day, span) => {
      const key = keyOf(day, span)
      const bytes = key && entries.get(monthOf(day))?.get(key)
      return bytes ? readDayCells(bytes, wanted) : null
    },
    add: (day, { cells, ...span }) => {
      const key = keyOf(day, span)
      if (key !== null) add(monthOf(day), key, encodeDayCells(cells))
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

function monthOf(day: Day): string {
  return day.slice(0, 7)
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

function headHash(head: string): string {
  return sha256(head).toString('latin1')
}

function sha256(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}
