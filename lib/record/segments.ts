import { type Day, dayOf } from '../model/day.ts'
import { DAY_MS } from '../model/duration.ts'
import type { SegmentName } from '../model/evidence.ts'
import type { PageKey } from '../model/id.ts'
import { chainKey, segmentKey } from './keys.ts'
import { type Item, SCHEMA, type Table } from './table.ts'

/** A segment that was sealed, read back and verified. */
export type StoredSegment = SegmentName & {
  readonly page: PageKey
  readonly sequence: number
  /** Of the day, half-open. */
  readonly fromMs: number
  readonly toMs: number
  readonly results: number
  /** Of its lines, unpacked. */
  readonly contentSha256: string
  /** The same of the signatures; absent in segments of schema 1, which have none. */
  readonly signaturesSha256?: string
  /** Of its files together. */
  readonly bytes: number
  readonly verifiedAtMs: number
}

export type SealedDay = Pick<StoredSegment, 'day' | 'fromMs' | 'toMs' | 'sha256'>

/** How far a page is archived. */
export type Chain = {
  readonly page: PageKey
  /** Goes up by one with every write; 0 is one that isn't stored yet. */
  readonly version: number
  /** Every day up to this one, included, is archived or had nothing to archive; null: none is. */
  readonly through: { readonly day: Day; readonly toMs: number } | null
  /** The chain's end. */
  readonly last: StoredSegment | null
}

type Span = { readonly fromMs: number; readonly toMs: number }

export async function getChain(table: Table, page: PageKey): Promise<Chain> {
  const item = await table.get(chainKey(page))
  if (item === null) return { page, version: 0, through: null, last: null }
  const { version, through, last } = item as unknown as Chain
  return { page, version, through, last }
}

/**
 * Writes the next version; false where somebody else has written since it was read. A segment counts from here on: it is
 * in the chain.
 */
export async function putChain(table: Table, chain: Chain): Promise<boolean> {
  const { page, version, through, last } = chain
  return table.putIf(
    { ...chainKey(page), schema: SCHEMA, version: version + 1, through, last },
    version === 0
      ? { expression: 'attribute_not_exists(pk)' }
      : { expression: 'version = :version', values: { ':version': version } },
  )
}

/** Lists a segment that its chain has; again changes nothing. */
export async function putSegment(table: Table, segment: StoredSegment): Promise<void> {
  await table.putIf({ ...segmentKey(segment), schema: SCHEMA, ...segment }, { expression: 'attribute_not_exists(pk)' })
}

/** The latest revision of a day; null where it isn't archived. */
export async function latestSegment(
  table: Table,
  at: { readonly page: PageKey; readonly day: Day },
): Promise<StoredSegment | null> {
  const [item] = await table.query({
    pk: chainKey(at.page).pk,
    from: `${at.day}#`,
    to: `${at.day}#\uffff`,
    descending: true,
    limit: 1,
  })
  return item === undefined ? null : read(item)
}

/** The latest revisions of the days that a span touches, in order. */
export async function segmentsOver(table: Table, page: PageKey, span: Span): Promise<readonly StoredSegment[]> {
  return latestOver<StoredSegment>(table, page, span)
}

/** Every revision of those days, in order. */
export async function revisionsOver(table: Table, page: PageKey, span: Span): Promise<readonly StoredSegment[]> {
  return itemsOver<StoredSegment>(table, page, span)
}

/** What stands for those days, where nothing else of them is wanted: a third of the bytes. */
export async function sealedDays(table: Table, page: PageKey, span: Span): Promise<readonly SealedDay[]> {
  return latestOver<SealedDay>(table, page, { ...span, fields: ['day', 'fromMs', 'toMs', 'sha256'] })
}

async function latestOver<T extends Pick<StoredSegment, 'day' | 'fromMs' | 'toMs'>>(
  table: Table,
  page: PageKey,
  of: Span & { readonly fields?: readonly (keyof T & string)[] },
): Promise<readonly T[]> {
  // Of those with the same day the last one stands.
  return [...new Map((await itemsOver<T>(table, page, of)).map((segment) => [segment.day, segment])).values()]
}

async function itemsOver<T extends Pick<StoredSegment, 'day' | 'fromMs' | 'toMs'>>(
  table: Table,
  page: PageKey,
  { fromMs, toMs, fields }: Span & { readonly fields?: readonly (keyof T & string)[] },
): Promise<readonly T[]> {
  // In whatever zone their days are.
  const [first, last] = [fromMs - DAY_MS, toMs + DAY_MS].map((ms) => dayOf(ms, 'UTC'))
  const items = await table.query({
    pk: chainKey(page).pk,
    from: `${first}#`,
    to: `${last}#\uffff`,
    ...(fields === undefined ? {} : { fields }),
  })
  return items.map((item) => read<T>(item)).filter((segment) => segment.fromMs < toMs && segment.toMs > fromMs)
}

function read<T = StoredSegment>(item: Item): T {
  const { pk: _pk, sk: _sk, schema: _schema, ...segment } = item
  return segment as T
}
