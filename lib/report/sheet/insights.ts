import type { KeptReport } from '../../model/kept-report.ts'
import { INSIGHT_WORDS, type InsightId } from './insight-words.ts'

/** What would make a page quicker, as Lighthouse estimates; 0: it doesn't say by how much. */
export type Insight = { readonly id: InsightId; readonly savedMs: number; readonly savedBytes: number }

/** What a load has not passed, by the time that mending it would save, then by bytes. */
export function insightsIn({ audits }: Pick<KeptReport, 'audits'>): readonly Insight[] {
  return (Object.keys(INSIGHT_WORDS) as InsightId[])
    .flatMap((id): readonly Insight[] => {
      const audit = audits[id]
      // What is informative only, or doesn't apply, has no score or a full one.
      if (audit?.score == null || audit.score >= 1) return []
      const { CLS: _ratio, ...times } = audit.metricSavings ?? {}
      const { overallSavingsBytes, debugData } = audit.details ?? {}
      return [
        {
          id,
          savedMs: Math.max(0, ...Object.values(times)),
          savedBytes: overallSavingsBytes ?? debugData?.wastedBytes ?? 0,
        },
      ]
    })
    .toSorted((a, b) => b.savedMs - a.savedMs || b.savedBytes - a.savedBytes)
}
