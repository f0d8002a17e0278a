import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { DAY_MS } from '../../../lib/model/duration.ts'
import type { PageKey } from '../../../lib/model/id.ts'
import { pageKeySchema } from '../../../lib/model/id.ts'
import { readTraceHeader, type TraceHeader, type TraceLine } from '../../../lib/model/trace.ts'
import { slowsBy } from './trace.ts'
import type { Truth } from './truth.ts'

/** A page as somebody else has measured it. */
export type RealPage = {
  readonly key: PageKey
  /** The first result of each slot that has one, in order: ms, null where it failed. */
  readonly slots: ReadonlyMap<number, number | null>
}

/** Pages that were measured from one place, in slots of one length. */
export type Source = {
  readonly name: string
  readonly everyMs: number
  readonly timezone: string
  readonly fromMs: number
  readonly toMs: number
  readonly pages: readonly RealPage[]
  /** So much is left as it was, for the judge to learn from, and not reported. */
  readonly warmUpMs: number
  /** What those who published it say was wrong; null: they say nothing. */
  readonly labels: readonly Truth[] | null
}

/** The one place of a source. */
export const PLACE = { id: 'a', group: 'domestic' } as const

const aboutSchema = z.strictObject({
  everySeconds: z.number().int().min(1),
  timezone: z.string(),
  /** A judge needs seven. */
  warmUpDays: z.number().int().min(7).default(28),
  /** First slot, and the one after the last. */
  from: z.iso.datetime().default('1970-01-01T00:00:00Z'),
  to: z.iso.datetime().default('2200-01-01T00:00:00Z'),
})

/**
 * Reads a folder: `source.json` says the length of a slot and the zone; each other `NAME.csv` is a page, with lines `time,ms` (ISO 8601 in
 * UTC; no ms: it failed) under a head; `labels.csv`, if there is one, has lines `page,from,to`.
 *
 * @throws Error naming the file and line that can't be read.
 */
export function readSource(folder: string): Source {
  const name = basename(folder)
  const about = aboutSchema.parse(JSON.parse(readFileSync(join(folder, 'source.json'), 'utf8')))
  const everyMs = about.everySeconds * 1_000
  const [fromMs, toMs] = [Date.parse(about.from), Date.parse(about.to)]
  const files = readdirSync(folder).filter((file) => file.endsWith('.csv'))
  const pages = files
    .filter((file) => file !== 'labels.csv')
    .sort()
    .map((file) => ({
      key: pageKeySchema.parse(`${name}/${file.slice(0, -'.csv'.length)}`),
      slots: slotsOf(join(folder, file), { everyMs, fromMs, toMs }),
    }))
  const all = pages.flatMap(({ slots }) => [...slots.keys()])
  if (all.length === 0) throw new Error(`${folder}: no results between ${about.from} and ${about.to}`)
  const [first, last] = [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))]
  return {
    name,
    everyMs,
    timezone: about.timezone,
    fromMs: first,
    toMs: last + everyMs,
    pages,
    warmUpMs: about.warmUpDays * DAY_MS,
    labels: files.includes('labels.csv') ? labelsOf(join(folder, 'labels.csv'), name) : null,
  }
}

export function headerOf({ everyMs, timezone, pages }: Source): TraceHeader {
  const header = readTraceHeader({
    type: 'trace',
    cadenceSeconds: everyMs / 1_000,
    timezone,
    locations: [PLACE],
    pages: pages.map(({ key }) => key),
  })
  if (typeof header === 'string') throw new Error(header)
  return header
}

/**
 * A source's lines in order, a batch per slot, with what a truth adds to them: outages, and factors of what was measured. Only one time is
 * known of a result; it stands for the wait and for the whole.
 */
export function* linesOf(source: Source, truths: readonly Truth[]): Generator<readonly TraceLine[], undefined> {
  const byPage = new Map(source.pages.map(({ key }) => [key, truths.filter(({ pages }) => pages.includes(key))]))
  for (let slotMs = source.fromMs; slotMs < source.toMs; slotMs += source.everyMs) {
    const batch: TraceLine[] = []
    for (const { key, slots } of source.pages) {
      const ms = slots.get(slotMs)
      if (ms === undefined) continue
      const now = (byPage.get(key) ?? []).filter(({ fromMs, toMs }) => slotMs >= fromMs && slotMs < toMs)
      const failed = ms === null || now.some(({ cause }) => cause !== null)
      const slower = failed ? null : now.reduce((product, truth) => product * slowsBy(truth, slotMs), ms)
      batch.push({
        slotMs,
        page: key,
        location: PLACE.id,
        outcome: failed ? 'failed' : 'passed',
        cause: failed ? 'http_5xx' : null,
        totalMs: slower,
        waitMs: slower,
      })
    }
    yield batch
  }
}

function slotsOf(
  file: string,
  { everyMs, fromMs, toMs }: Pick<Source, 'everyMs' | 'fromMs' | 'toMs'>,
): ReadonlyMap<number, number | null> {
  const results = rowsOf(file, 2).map(([time = '', ms = ''], index) => {
    const timeMs = Date.parse(time)
    const value = ms === '' ? null : Number(ms)
    if (Number.isNaN(timeMs) || Number.isNaN(value))
      throw new Error(`${file}:${index + 2}: “${time},${ms}”: want time,ms`)
    return { timeMs, value }
  })
  const slots = new Map<number, number | null>()
  for (const { timeMs, value } of results.sort((a, b) => a.timeMs - b.timeMs)) {
    if (timeMs < fromMs || timeMs >= toMs) continue
    const slotMs = timeMs - (timeMs % everyMs)
    if (!slots.has(slotMs)) slots.set(slotMs, value)
  }
  return slots
}

function labelsOf(file: string, name: string): readonly Truth[] {
  return rowsOf(file, 3).map(([page, from = '', to = ''], index) => ({
    type: 'truth',
    id: `label-${index + 1}`,
    kind: 'step',
    pages: [`${name}/${page}`],
    location: null,
    fromMs: Date.parse(from),
    toMs: Date.parse(to),
    size: 1,
    riseMs: 0,
    cause: null,
    cycle: null,
  }))
}

function rowsOf(file: string, columns: number): readonly (readonly string[])[] {
  const [, ...lines] = readFileSync(file, 'utf8').trim().split('\n')
  return lines.map((line, index) => {
    const cells = line.split(',')
    if (cells.length !== columns) throw new Error(`${file}:${index + 2}: ${cells.length} columns, want ${columns}`)
    return cells
  })
}
