import type { SegmentName } from '../model/evidence.ts'
import type { PageKey } from '../model/id.ts'
import { InputError } from '../model/input-error.ts'
import type { EvidenceStore } from '../record/evidence-store.ts'
import { signedResultsOf } from '../record/results.ts'
import type { ScoreBasis } from '../record/score-basis.ts'
import { segmentsOver } from '../record/segments.ts'
import type { Table } from '../record/table.ts'
import type { ScoreSource } from './score-source.ts'
import { byType, resultsWithin } from './sealed-results.ts'

/** A source of which it is known afterwards what scores were made from. */
export type ClosingSource = ScoreSource & { readonly basis: () => ScoreBasis }

/**
 * The same results as long as all of them are sealed, so that evidence can be given for each; else an `InputError`. What
 * was expected and what excluded is as in `source`.
 */
export function closingSource(
  source: Pick<ScoreSource, 'configs' | 'spans' | 'exclusions'>,
  from: { readonly table: Table; readonly store: Pick<EvidenceStore, 'get'> },
): ClosingSource {
  const { configs, spans, exclusions } = source
  const used = new Map<PageKey, Map<string, SegmentName>>()
  return {
    configs,
    spans,
    exclusions,
    results: async ({ page, ...span }) => {
      // Before the segments: what goes meanwhile was sealed before.
      const rows = await signedResultsOf(from.table, page, span)
      const segments = await segmentsOver(from.table, page, span)
      const { all, unsealed } = await resultsWithin({ store: from.store, rows }, { segments, ...span })
      const [first] = unsealed
      if (first !== undefined)
        throw new InputError(
          'unsealed',
          `${unsealed.length} results of ${page} from ${new Date(first.result.slotMs).toISOString()} on are not sealed yet, which is done once an hour: ask again then`,
        )
      const known = used.get(page) ?? new Map<string, SegmentName>()
      for (const { day, revision, sha256 } of segments) known.set(day, { day, revision, sha256 })
      used.set(page, known)
      return byType(all)
    },
    basis: () => ({
      configs,
      spans,
      exclusions,
      segments: new Map([...used].map(([page, days]) => [page, [...days.values()]])),
    }),
  }
}
