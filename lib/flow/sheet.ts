import { acceptMaintenance, isWithin } from '../judge/accepted-maintenance.ts'
import { timetables } from '../judge/expected.ts'
import { auditMomentMs, expectedIn, pageSchedule, plannedWork } from '../judge/page-schedule.ts'
import { scoredAudit, scoredObservation } from '../judge/scored.ts'
import { createSheetTally, type SheetFacts } from '../judge/sheet-facts.ts'
import { strataOf } from '../judge/stratum.ts'
import { typicalAudits } from '../judge/typical-audit.ts'
import { workingDays } from '../judge/working-days.ts'
import type { Audit } from '../model/audit.ts'
import type { Catalogue, Page } from '../model/catalogue.ts'
import type { Criteria, CriteriaRule } from '../model/criteria.ts'
import { addDays, type Day, startOfDay } from '../model/day.ts'
import { HOUR_MS } from '../model/duration.ts'
import { excludesCheck, excludesPage } from '../model/exclusion.ts'
import { daysOf, spanOf } from '../model/period.ts'
import type { Score } from '../model/score.ts'
import type { ScoreSource } from './score-source.ts'

export type SheetAudit = Pick<
  Audit,
  'location' | 'slotMs' | 'startedAtMs' | 'metrics' | 'files' | 'thirdParties' | 'calibrated'
>

export type PageFacts = {
  /** In the order of the criteria's rules for the page's kind. */
  readonly facts: readonly { readonly rule: CriteriaRule; readonly facts: SheetFacts }[]
  /** Audits that stand for all that passed and counted, the best first; for all that passed, where none counted. */
  readonly typical: readonly SheetAudit[]
}

/** What a page's results were by each rule: of the same checks, by the same first attempts, as its score. */
export async function pageFacts(
  source: ScoreSource,
  of: {
    readonly page: Page
    readonly score: Score
    readonly criteria: Criteria
    readonly catalogue: Catalogue
    readonly nowMs: number
  },
): Promise<PageFacts> {
  const { page, score, criteria, catalogue, nowMs } = of
  const { timezone, from, to } = score
  const period = { name: score.period, from, to }
  const schedule = pageSchedule(page.key, { tables: timetables(source.configs), spans: source.spans })
  const whole = spanOf(period, timezone)
  const stratumOf = strataOf(catalogue)
  const { accepted } = acceptMaintenance(plannedWork(schedule, { ...whole, toMs: Math.min(whole.toMs, nowMs) }), {
    timezone,
    isWorking: workingDays(catalogue),
    stratumOf,
  })
  const exclusions = score.exclusions.filter((one) => excludesPage(one, page))
  const official = score.kind === 'official'
  const rules = criteria.rules
    .filter((rule) => rule.page === page.kind)
    .map((rule) => ({ rule, tally: createSheetTally(daysOf(period)) }))
  const passed: SheetAudit[] = []
  for (let day: Day = from, index = 0; day <= to; day = addDays(day, 1), index++) {
    const span = { fromMs: startOfDay(day, timezone), toMs: startOfDay(addDays(day, 1), timezone) }
    if (span.fromMs >= nowMs) break
    const { observations, audits } = await source.results({ ...span, page: page.key })
    const answered = new Set(observations.map(({ location, slotMs }) => `${location} ${slotMs}`))
    /** When each is due. */
    const due = { http: new Map<string, number>(), audit: new Map<string, number>() }
    for (const one of expectedIn(schedule, { ...span, nowMs, hasAnswered: (at, ms) => answered.has(`${at} ${ms}`) })) {
      const { location, expected, audits: auditSlots = [] } = one
      if (!score.locations.includes(location)) continue
      const counts = (atMs: number): boolean =>
        !isWithin(accepted, atMs) &&
        !exclusions.some((exclusion) => excludesCheck(exclusion, { location, slotMs: atMs }))
      for (const slotMs of [...expected].filter(counts)) due.http.set(`${location} ${slotMs}`, slotMs)
      for (const slotMs of auditSlots) {
        const atMs = auditMomentMs(schedule, { location, slotMs })
        if (counts(atMs)) due.audit.set(`${location} ${slotMs}`, atMs)
      }
    }
    const at = (source: 'http' | 'audit', { location, slotMs }: Pick<Audit, 'location' | 'slotMs'>, atMs: number) => ({
      day: index,
      hour: Math.min(23, Math.max(0, Math.floor((atMs - span.fromMs) / HOUR_MS))),
      place: { location, stratum: stratumOf(due[source].get(`${location} ${slotMs}`) ?? slotMs) },
    })
    const counted = audits.filter(
      (row) => due.audit.has(`${row.location} ${row.slotMs}`) && row.conditions.profile === criteria.profile,
    )
    for (const { rule, tally } of rules) {
      if (rule.from === 'http')
        for (const row of observations)
          if (due.http.has(`${row.location} ${row.slotMs}`))
            tally.add(at('http', row, row.slotMs), scoredObservation(row, rule.metric))
      if (rule.from === 'audit')
        for (const row of counted) tally.add(at('audit', row, row.startedAtMs), scoredAudit(row, rule, { official }))
    }
    for (const row of counted) if (row.outcome === 'passed') passed.push(sheetAudit(row))
  }
  const calibrated = official ? passed.filter((row) => row.calibrated === true) : passed
  return {
    facts: rules.map(({ rule, tally }) => ({ rule, facts: tally.facts() })),
    typical: typicalAudits(calibrated.length > 0 ? calibrated : passed),
  }
}

/** So much of an audit that thousands of them can be held. */
function sheetAudit(audit: Audit): SheetAudit {
  const { location, slotMs, startedAtMs, metrics, files = [], thirdParties = null, calibrated = null } = audit
  return { location, slotMs, startedAtMs, metrics, files, thirdParties, calibrated }
}
