import { gunzipSync, gzipSync } from 'node:zlib'
import type { Config } from '../model/config.ts'
import type { EvaluationId } from '../model/evaluation.ts'
import type { SegmentName } from '../model/evidence.ts'
import type { Exclusion } from '../model/exclusion.ts'
import type { PageKey } from '../model/id.ts'
import type { ImportSpan } from '../model/import-span.ts'
import { scoreBasisKey } from './keys.ts'
import { type Item, SCHEMA, type Table } from './table.ts'

/** All that scores that were kept rest on besides their criteria, as it was then: what came later is in none of it. */
export type ScoreBasis = {
  readonly configs: readonly Config[]
  readonly spans: readonly ImportSpan[]
  readonly exclusions: readonly Exclusion[]
  /** By page, the segments that hold the results, in order. */
  readonly segments: ReadonlyMap<PageKey, readonly SegmentName[]>
}

type OfRevision = EvaluationId & { readonly revision: number }

const [CONFIG, SPANS, EXCLUSIONS, SEGMENTS] = ['config#', 'spans', 'exclusions', 'segments#'] as const

/** Keeps it before the revision itself, which nobody has seen until then: what an earlier try has left is overwritten. */
export async function putScoreBasis(table: Table, of: OfRevision, basis: ScoreBasis): Promise<void> {
  const parts: (readonly [string, unknown])[] = [
    ...basis.configs.map((config, index) => [`${CONFIG}${String(index).padStart(4, '0')}`, config] as const),
    [SPANS, basis.spans],
    [EXCLUSIONS, basis.exclusions],
    ...[...basis.segments].map(([page, segments]) => [`${SEGMENTS}${page}`, segments] as const),
  ]
  // A configuration may have nearly what an item may.
  for (const [part, value] of parts)
    await table.put({ ...scoreBasisKey(of, part), schema: SCHEMA, gzip: gzipSync(JSON.stringify(value)) })
}

/** Null: none is kept, since nothing was sealed where it was made. */
export async function getScoreBasis(table: Table, of: OfRevision): Promise<ScoreBasis | null> {
  const items = await table.query({ pk: scoreBasisKey(of, '').pk })
  if (items.length === 0) return null
  const valueOf = ({ gzip }: Item): unknown => JSON.parse(gunzipSync(gzip as Uint8Array).toString('utf8'))
  const within = (prefix: string): readonly Item[] => items.filter(({ sk }) => sk.startsWith(prefix))
  return {
    configs: within(CONFIG).map((item) => valueOf(item) as Config),
    spans: within(SPANS).flatMap((item) => valueOf(item) as readonly ImportSpan[]),
    exclusions: within(EXCLUSIONS).flatMap((item) => valueOf(item) as readonly Exclusion[]),
    segments: new Map(
      within(SEGMENTS).map((item) => [item.sk.slice(SEGMENTS.length), valueOf(item) as readonly SegmentName[]]),
    ),
  }
}
