import { type Day, dayOf } from '../model/day.ts'
import { DAY_MS } from '../model/duration.ts'
import type { SegmentName } from '../model/evidence.ts'
import type { PageKey } from '../model/id.ts'
import { chainKey, monthHeadKey, segmentKey } from './keys.ts'
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
  const { sequence, sha256 } = segment
  const head = await table.get(monthHeadKey(segment))
  if (head !== null && Number(head.sequence) >= sequence) return
  await table.putIf({ ...segmentKey(segment), schema: SCHEMA, ...segment }, { expression: 'attribute_not_exists(pk)' })
  // After it: whoever finds the head finds what it is the head of.
  await table.putIf(
    { ...monthHeadKey(segment), schema: SCHEMA, sequence, sha256 },
    {
      expression: 'attribute_not_exists(pk) OR #sequence < :sequence',
      names: { '#sequence': 'sequence' },
      values: { ':sequence': sequence },
    },
  )
}

/**
 * By page the `sha256` of the last segment of a month, `2026-09`. Each segment names the one before it, so it stands for all
 * of them, further revisions too: where it is what it was, so are they. Months that were sealed before there were any
 * have none.
 */
export async function monthHeads(table: Table, month: string): Promise<ReadonlyMap<PageKey, string>> {
  const items = await table.query({ pk: monthHeadKey({ page: '', day: month }).pk })
  return new Map(items.map(({ sk, sha256 }) => [sk, sha256 as string]))
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
  return latestOf(await revisionsOver(table, page, span))
}

/** Every revision of those days, in order. */
export async function revisionsOver(
  table: Table,
  page: PageKey,
  { fromMs, toMs }: Span,
): Promise<readonly StoredSegment[]> {
  // In whatever zone their days are.
  const [first, last] = [fromMs - DAY_MS, toMs + DAY_MS].map((ms) => dayOf(ms, 'UTC'))
  const items = await table.query({ pk: chainKey(page).pk, from: `${first}#`, to: `${last}#\uffff` })
  return items.map((item) => read(item)).filter((segment) => segment.fromMs < toMs && segment.toMs > fromMs)
}

/** What stands for the days of months, both included, where nothing else of them is wanted: a third of the bytes. */
export async function sealedDays(
  table: Table,
  page: PageKey,
  months: { readonly from: string; readonly to: string },
): Promise<readonly SealedDay[]> {
  const items = await table.query({
    pk: chainKey(page).pk,
    from: `${months.from}-01#`,
    to: `${months.to}-31#\uffff`,
    fields: ['day', 'fromMs', 'toMs', 'sha256'],
  })
  return latestOf(items.map((item) => read<SealedDay>(item)))
}

/** Of those with the same day the last one stands. */
function latestOf<T extends Pick<StoredSegment, 'day'>>(segments: readonly T[]): readonly T[] {
  return [...new Map(segments.map((segment) => [segment.day, segment])).values()]
}

function read<T = StoredSegment>(item: Item): T {
  const { pk: _pk, sk: _sk, schema: _schema, ...segment } = item
  return segment as T
}
