import Fraction from 'fraction.js'
import type { PageKind } from '../model/catalogue.ts'
import type { Criteria, CriteriaRule } from '../model/criteria.ts'
import type { CriteriaSource } from '../model/criteria-metric.ts'
import type { PageKey } from '../model/id.ts'
import type { NoPointsReason } from '../model/score.ts'
import { earned, type ObstructedAs, quantiles, type RuleValue, ruleValue, within } from './rule-value.ts'
import { type Coverage, coverageOf, type ScoreCells } from './score-tally.ts'

/** Points and both bounds, exact. The bounds differ where results that the portal's side obstructed could tell either way. */
export type Points = { readonly points: Fraction; readonly low: Fraction; readonly high: Fraction }

export type RuleScore = {
  readonly rule: CriteriaRule
  /** A share, or in the metric's unit; null: a part of the week has no result. */
  readonly value: RuleValue | null
  /** Results that passed or failed. */
  readonly n: number
  /** Shown beside the value: quantiles, and the share that failed. */
  readonly p50: RuleValue | null
  readonly p75: RuleValue | null
  readonly p95: RuleValue | null
  readonly failedShare: Fraction | null
  /** Of the page's points; null with the page's. */
  readonly points: Fraction | null
  readonly most: Fraction
  /** Whether all of its points are earned; null with the value. */
  readonly met: boolean | null
}

export type PageScore = {
  readonly page: PageKey
  readonly kind: PageKind
  /** Unrounded; null: see `reason`. */
  readonly points: Points | null
  readonly reason: NoPointsReason | null
  /** The least over the kinds of check that earn points. */
  readonly coverage: Coverage
  readonly rules: readonly RuleScore[]
}

export type ScoredPage = {
  readonly page: PageKey
  readonly kind: PageKind
  /** How many scored pages of this kind share the portal's points of it. */
  readonly among: number
  /** What is known before any result is looked at. */
  readonly withheld: NoPointsReason | null
  readonly cellsOf: (rule: CriteriaRule) => ScoreCells
  /** Default true; false: only points are wanted, and quantiles that earn none are null. */
  readonly isShown?: boolean
  /** With fewer a page's audits can't tell; default `FEWEST_AUDITS`. */
  readonly fewestAudits?: number
}

export const FEWEST_AUDITS = 30

/** Quantiles that stand beside a value. */
const SHOWN = [50, 75, 95].map((percent) => new Fraction(percent, 100))

const NONE = new Fraction(0)

/** Scores a page by the rules of its kind. Nothing is rounded. */
export function scorePage(page: ScoredPage, criteria: Criteria): PageScore {
  const rules = criteria.rules.filter((rule) => rule.page === page.kind)
  const weights = rules.reduce((sum, { weight }) => sum.add(weight), NONE)
  const most = new Fraction(criteria.pages[page.kind] ?? 0).div(page.among)
  const coverages = new Map<CriteriaSource, Coverage>()
  for (const rule of rules) if (rule.weight > 0) coverages.set(rule.from, coverageOf(page.cellsOf(rule)))
  const coverage = leastOf([...coverages.values()])
  const seen = rules.map((rule) => ({
    rule,
    ...lookAt(page.cellsOf(rule), { rule, criteria, isShown: page.isShown !== false }),
    most: weights.equals(NONE) ? NONE : most.mul(rule.weight).div(weights),
  }))
  const reason =
    page.withheld ?? reasonOf({ coverages, coverage, criteria, seen, fewestAudits: page.fewestAudits ?? FEWEST_AUDITS })
  return {
    page: page.page,
    kind: page.kind,
    reason,
    coverage,
    points: reason === null ? pointsOf(seen, { coverage, criteria }) : null,
    rules: seen.map(({ cells: _, ...one }) => ({
      ...one,
      points: reason === null && one.value !== null ? one.most.mul(earned(one.value, one.rule)) : null,
      met: one.value === null ? null : earned(one.value, one.rule).equals(1),
    })),
  }
}

type Seen = Pick<RuleScore, 'rule' | 'value' | 'n' | 'p50' | 'p75' | 'p95' | 'failedShare' | 'most'> & {
  readonly cells: ScoreCells
}

function lookAt(
  cells: ScoreCells,
  of: { readonly rule: CriteriaRule; readonly criteria: Criteria; readonly isShown: boolean },
): Omit<Seen, 'rule' | 'most'> {
  const {
    rule,
    criteria: { strata },
  } = of
  const { passed, failed } = coverageOf(cells)
  const [p50 = null, p75 = null, p95 = null] = of.isShown ? quantiles(cells, { qs: SHOWN, strata }) : []
  const passedShare = within(cells, { limit: Number.POSITIVE_INFINITY, strata })
  return {
    cells,
    value: ruleValue(cells, { rule, strata }),
    n: passed + failed,
    p50,
    p75,
    p95,
    failedShare: passedShare === null ? null : new Fraction(1).sub(passedShare),
  }
}

function reasonOf(of: {
  readonly coverages: ReadonlyMap<CriteriaSource, Coverage>
  readonly coverage: Coverage
  readonly criteria: Criteria
  readonly seen: readonly Seen[]
  readonly fewestAudits: number
}): NoPointsReason | null {
  const { coverage, criteria, coverages } = of
  const { minimum, work } = criteria.coverage
  if (coverage.share === null) return 'not_measured'
  if (coverage.login > coverage.due / 2) return 'login_required'
  if ((coverage.obstructedShare ?? 0) > criteria.obstructed.boundsUpTo) return 'obstructed'
  if (coverage.share < minimum) return 'insufficient_coverage'
  if (coverage.workShare !== null && coverage.workShare < work) return 'insufficient_work_coverage'
  const audits = coverages.get('audit')
  if (audits && audits.passed + audits.failed < of.fewestAudits) return 'too_few_audits'
  return of.seen.some(({ rule, value }) => rule.weight > 0 && value === null) ? 'empty_stratum' : null
}

function pointsOf(
  seen: readonly Seen[],
  { coverage, criteria }: { readonly coverage: Coverage; readonly criteria: Criteria },
): Points {
  const { strata, obstructed } = criteria
  const sum = (as: ObstructedAs): Fraction =>
    seen.reduce((total, { rule, cells, most }) => {
      const value = ruleValue(cells, { rule, strata, obstructed: as })
      return value === null ? total : total.add(most.mul(earned(value, rule)))
    }, NONE)
  const points = sum('ignored')
  if ((coverage.obstructedShare ?? 0) <= obstructed.ignoreUpTo) return { points, low: points, high: points }
  return { points, low: sum('outside'), high: sum('inside') }
}

/** Of several kinds of check the figures of the one with the least coverage. */
function leastOf(coverages: readonly Coverage[]): Coverage {
  const [least] = coverages.toSorted((a, b) => (a.share ?? -1) - (b.share ?? -1))
  return (
    least ?? {
      due: 0,
      passed: 0,
      failed: 0,
      obstructed: 0,
      login: 0,
      share: null,
      workShare: null,
      obstructedShare: null,
    }
  )
}
