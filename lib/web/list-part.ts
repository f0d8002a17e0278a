import type { Context } from 'hono'
import { z } from 'zod'
import { InputError } from '../model/input-error.ts'
import type { Query } from './read-query.ts'

/** Where an entry stands in its list, which is in ascending order of them: whatever comes later, it stays. No two are alike. */
export type Place = readonly (string | number)[]

/** What a list is called in its answer, and where its entries stand. */
export type ListKind<T> = { readonly name: string; readonly placeOf: (entry: T) => Place }

/** A part of a list, and the cursors of those before and after it; null: there is none. */
export type Part<T> = {
  readonly entries: readonly T[]
  readonly before: string | null
  readonly after: string | null
}

/** What is asked for: at most `limit` entries from a cursor on; null: from the first. */
export type AskedPart = { readonly limit: number; readonly cursor: string | null }

type Cursor = { readonly side: 'before' | 'after'; readonly place: Place }

const DEFAULT_LIMIT = 100
const MAX_LIMIT = 500
const MAX_CURSOR = 500

/** What may be asked of every list of the API that can grow. */
export const PART_QUERY = {
  limit: z.int().min(1).max(MAX_LIMIT).default(DEFAULT_LIMIT),
  cursor: z.string().max(MAX_CURSOR).describe('Opaque: as the Link of an answer has it.'),
}

const cursorSchema = z.tuple([z.string(), z.enum(['before', 'after'])], z.union([z.string(), z.number()]))

/**
 * A part of a list that is known as a whole. A cursor names a place and not a number of entries: what is added meanwhile
 * shifts nothing, so that who follows `after` to its end has seen every entry that was there from the first to the last
 * request once. Rejects with an `InputError` for a cursor of another list, or none of ours.
 */
export function partOf<T>(all: readonly T[], of: ListKind<T> & AskedPart): Part<T> {
  const { name, placeOf, limit } = of
  const placed = all.map((entry) => ({ entry, place: placeOf(entry) })).toSorted((a, b) => compare(a.place, b.place))
  const cursor = of.cursor === null ? null : readCursor(of.cursor, name)
  const [start, end] = bounds(placed, cursor, limit)
  const shown = placed.slice(start, end)
  const cursorAt = (side: Cursor['side'], place: Place | undefined): string | null =>
    place === undefined ? null : writeCursor(name, { side, place })
  return {
    entries: shown.map(({ entry }) => entry),
    before: start > 0 ? cursorAt('before', shown[0]?.place ?? cursor?.place) : null,
    after: end < placed.length ? cursorAt('after', shown.at(-1)?.place ?? cursor?.place) : null,
  }
}

/** What is read of a list for a part of it: at most `limit` entries on that side of a place; null: the first ones. */
export type ReadEntries<T> = (of: {
  readonly side: Cursor['side']
  readonly place: Place | null
  readonly limit: number
}) => Promise<readonly T[]>

/**
 * The same of a list that is kept in the order of its places: of it no more is read than is shown, and one entry that says
 * whether there are others. Where a cursor names an entry, that one stands on its other side.
 */
export async function readPart<T>(read: ReadEntries<T>, of: ListKind<T> & AskedPart): Promise<Part<T>> {
  const { name, placeOf, limit } = of
  const cursor = of.cursor === null ? null : readCursor(of.cursor, name)
  const place = cursor?.place ?? null
  const isBack = cursor?.side === 'before'
  const found = await read({ side: isBack ? 'before' : 'after', place, limit: limit + 1 })
  const isMore = found.length > limit
  const entries = isBack ? found.slice(isMore ? 1 : 0) : found.slice(0, limit)
  const cursorAt = (at: Cursor['side'], entry: T | undefined): string | null => {
    const where = entry === undefined ? place : placeOf(entry)
    return where && writeCursor(name, { side: at, place: where })
  }
  return {
    entries,
    before: (isBack ? isMore : place !== null) ? cursorAt('before', entries[0]) : null,
    after: (isBack ? place !== null : isMore) ? cursorAt('after', entries.at(-1)) : null,
  }
}

/** Answers with the part that `PART_QUERY` asks for; `Link` says where those before and after it are. */
export function answerPart<K extends string, T>(
  c: Context,
  answer: { readonly [key in K]: readonly T[] } & { readonly type: string },
  list: Omit<ListKind<T>, 'name'> & Query<typeof PART_QUERY> & { readonly name: K },
): Response {
  const part = partOf(answer[list.name], { ...list, cursor: list.cursor ?? null })
  linkParts(c, part)
  return c.json({ ...answer, [list.name]: part.entries })
}

/** Says in `Link` where the parts before and after one are. */
export function linkParts(c: Context, { before, after }: Pick<Part<unknown>, 'before' | 'after'>): void {
  const links = [
    ...(before === null ? [] : [`<${pathOf(c, before)}>; rel="prev"`]),
    ...(after === null ? [] : [`<${pathOf(c, after)}>; rel="next"`]),
  ]
  if (links.length > 0) c.header('link', links.join(', '))
}

function pathOf(c: Context, cursor: string): string {
  const { pathname, searchParams } = new URL(c.req.url)
  searchParams.set('cursor', cursor)
  return `${pathname}?${searchParams.toString()}`
}

function bounds(
  placed: readonly { readonly place: Place }[],
  cursor: Cursor | null,
  limit: number,
): readonly [start: number, end: number] {
  const first = (isThere: (order: number) => boolean, at: Place): number => {
    const found = placed.findIndex(({ place }) => isThere(compare(place, at)))
    return found === -1 ? placed.length : found
  }
  if (cursor?.side === 'before') {
    const end = first((order) => order >= 0, cursor.place)
    return [Math.max(0, end - limit), end]
  }
  const start = cursor === null ? 0 : first((order) => order > 0, cursor.place)
  return [start, Math.min(placed.length, start + limit)]
}

/** Numbers stand before texts, and a shorter place before one that goes on. */
function compare(a: Place, b: Place): number {
  for (const [index, one] of a.entries()) {
    const other = b[index]
    if (other === undefined) return 1
    if (one === other) continue
    if (typeof one !== typeof other) return typeof one === 'number' ? -1 : 1
    return one < other ? -1 : 1
  }
  return a.length - b.length
}

function writeCursor(name: string, { side, place }: Cursor): string {
  return Buffer.from(JSON.stringify([name, side, ...place])).toString('base64url')
}

/** The cursor of what comes after a place. */
export function cursorAfter(name: string, place: Place): string {
  return writeCursor(name, { side: 'after', place })
}

function readCursor(text: string, name: string): Cursor {
  const read = cursorSchema.safeParse(parsed(text)).data
  if (read === undefined || read[0] !== name)
    throw new InputError('bad_cursor', 'cursor: give it as the Link of an answer of this list has it, or leave it out')
  const [, side, ...place] = read
  return { side, place }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text.slice(0, MAX_CURSOR), 'base64url').toString())
  } catch {
    return null
  }
}
