import { timetables } from '../judge/expected.ts'
import { expectedIn, isInMaintenance, pageSchedule } from '../judge/page-schedule.ts'
import { scoredAudit, scoredObservation } from '../judge/scored.ts'
import { createSheetTally, type SheetFacts } from '../judge/sheet-facts.ts'
import type { Criteria, CriteriaRule } from '../model/criteria.ts'
import { addDays, type Day, startOfDay } from '../model/day.ts'
import { HOUR_MS } from '../model/duration.ts'
import type { PageKey } from '../model/id.ts'
import { daysOf } from '../model/period.ts'
import type { Score } from '../model/score.ts'
import type { ScoreSource } from './score-source.ts'

/** In the order of the criteria's rules for the page's kind. */
export type PageFacts = readonly { readonly rule: CriteriaRule; readonly facts: SheetFacts }[]

/** What a page's results were by each rule: of the same checks, by the same first attempts, as its score. */
export async function pageFacts(
  source: ScoreSource,
  of: { readonly page: PageKey; readonly score: Score; readonly criteria: Criteria; readonly nowMs: number },
): Promise<PageFacts> {
  const { score, criteria, nowMs } = of
  const { timezone, from, to } = score
  const kind = score.portals.flatMap(({ pages }) => pages).find(({ page }) => page === of.page)?.kind
  const schedule = pageSchedule(of.page, { tables: timetables(source.configs), spans: source.spans })
  const count = daysOf({ name: score.period, from, to })
  const rules = criteria.rules
    .filter(({ page }) => page === kind)
    .map((rule) => ({ rule, tally: createSheetTally(count) }))
  for (let day: Day = from, index = 0; day <= to; day = addDays(day, 1), index++) {
    const span = { fromMs: startOfDay(day, timezone), toMs: startOfDay(addDays(day, 1), timezone) }
    if (span.fromMs >= nowMs) break
    const { observations, audits } = await source.results({ ...span, page: of.page })
    const answered = new Set(observations.map(({ location, slotMs }) => `${location} ${slotMs}`))
    const due = { http: new Set<string>(), audit: new Set<string>() }
    for (const one of expectedIn(schedule, { ...span, nowMs, hasAnswered: (at, ms) => answered.has(`${at} ${ms}`) })) {
      if (!score.locations.includes(one.location)) continue
      const counts = (slotMs: number): boolean => !isInMaintenance(schedule, slotMs)
      for (const slotMs of [...one.expected].filter(counts)) due.http.add(`${one.location} ${slotMs}`)
      for (const slotMs of [...(one.audits ?? [])].filter(counts)) due.audit.add(`${one.location} ${slotMs}`)
    }
    const at = (startedAtMs: number) => ({
      day: index,
      hour: Math.min(23, Math.max(0, Math.floor((startedAtMs - span.fromMs) / HOUR_MS))),
    })
    for (const { rule, tally } of rules) {
      if (rule.from === 'http')
        for (const row of observations)
          if (due.http.has(`${row.location} ${row.slotMs}`))
            tally.add(at(row.slotMs), scoredObservation(row, rule.metric))
      if (rule.from === 'audit')
        for (const row of audits)
          if (due.audit.has(`${row.location} ${row.slotMs}`) && row.conditions.profile === criteria.profile)
            tally.add(at(row.startedAtMs), scoredAudit(row, rule, { official: score.kind === 'official' }))
    }
  }
  return rules.map(({ rule, tally }) => ({ rule, facts: tally.facts() }))
}
