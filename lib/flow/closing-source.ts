import { dayOf } from '../model/day.ts'
import { HOUR_MS } from '../model/duration.ts'
import type { SegmentName } from '../model/evidence.ts'
import type { PageKey } from '../model/id.ts'
import { InputError } from '../model/input-error.ts'
import { getArchiveProgress } from '../record/archive-progress.ts'
import type { EvidenceStore } from '../record/evidence-store.ts'
import { signedResultsOf } from '../record/results.ts'
import type { ScoreBasis } from '../record/score-basis.ts'
import { segmentsOver } from '../record/segments.ts'
import type { Table } from '../record/table.ts'
import type { ScoreSource } from './score-source.ts'
import { byType, resultsWithin } from './sealed-results.ts'

/** A source of which it is known afterwards what scores were made from. */
export type ClosingSource = ScoreSource & {
  readonly basis: () => ScoreBasis
  /** Rejects with an `InputError` where something that was read is not sealed: no evidence can be given for it. */
  readonly requireSealed: (nowMs: number) => Promise<void>
}

type Unsealed = { readonly page: PageKey; readonly results: number; readonly firstMs: number; readonly lastMs: number }

/** Pages that are named, of those that have results that aren't sealed. */
const MOST_NAMED = 5

/** Twice as often as sealing is done: who hasn't come by then doesn't come. */
const OVERDUE_MS = 2 * HOUR_MS

/** The same results, of which it is known afterwards what they were. What was expected and what excluded is as in `source`. */
export function closingSource(
  source: Pick<ScoreSource, 'configs' | 'spans' | 'exclusions'>,
  from: { readonly table: Table; readonly store: Pick<EvidenceStore, 'get'> },
): ClosingSource {
  const { configs, spans, exclusions } = source
  const used = new Map<PageKey, Map<string, SegmentName>>()
  const found = new Map<PageKey, Unsealed>()
  return {
    configs,
    spans,
    exclusions,
    results: async ({ page, ...span }) => {
      // Before the segments: what goes meanwhile was sealed before.
      const rows = await signedResultsOf(from.table, page, span)
      const segments = await segmentsOver(from.table, page, span)
      const { all, unsealed } = await resultsWithin({ store: from.store, rows }, { segments, ...span })
      const slots = unsealed.map(({ result }) => result.slotMs)
      if (slots.length > 0) {
        const before = found.get(page)
        found.set(page, {
          page,
          results: slots.length + (before?.results ?? 0),
          firstMs: Math.min(...slots, before?.firstMs ?? Infinity),
          lastMs: Math.max(...slots, before?.lastMs ?? 0),
        })
      }
      const known = used.get(page) ?? new Map<string, SegmentName>()
      for (const { day, revision, sha256 } of segments) known.set(day, { day, revision, sha256 })
      used.set(page, known)
      return byType(all)
    },
    requireSealed: async (nowMs) => {
      const timezone = configs.at(-1)?.catalogue.timezone ?? 'UTC'
      if (found.size > 0)
        throw new InputError(
          'unsealed',
          `${whatOf([...found.values()], timezone)}; ${await whyOf(from.table, { nowMs })}`,
        )
    },
    basis: () => ({
      configs,
      spans,
      exclusions,
      segments: new Map([...used].map(([page, days]) => [page, [...days.values()]])),
    }),
  }
}

function whatOf(found: readonly Unsealed[], timezone: string): string {
  const total = found.reduce((sum, { results }) => sum + results, 0)
  const named = found.slice(0, MOST_NAMED).map(({ page, results, firstMs, lastMs }) => {
    const [first, last] = [dayOf(firstMs, timezone), dayOf(lastMs, timezone)]
    return `${page} ${first === last ? first : `${first} to ${last}`} (${results})`
  })
  const rest = found.length - named.length
  return `results that count are not sealed yet, ${total} of ${found.length} pages: ${named.join(', ')}${rest > 0 ? ` and ${rest} more pages` : ''}`
}

/** How sealing stands, and what to do. */
async function whyOf(table: Table, { nowMs }: { readonly nowMs: number }): Promise<string> {
  const progress = await getArchiveProgress(table)
  if (progress === null)
    return 'nothing was ever sealed here: the platform does so, about once an hour while it runs; ask again then'
  const through = `every page is sealed up to ${new Date(progress.throughMs).toISOString()}`
  const next = new Date(progress.nextMs).toISOString()
  if (nowMs > progress.nextMs + OVERDUE_MS)
    return `${through}, and sealing is overdue since ${next}: see “archive-day” in the runbook, and ask again once it works`
  return `${through}, and sealing goes on at ${next}: ask again after that`
}
