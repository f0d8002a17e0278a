import type Fraction from 'fraction.js'
import type { PublishedPage, PublishedPoints, PublishedPortal, PublishedRule, Unadjusted } from '../model/score.ts'
import type { PageScore, Points, RuleScore } from './page-score.ts'
import { type PortalScore, published } from './portal-score.ts'
import type { RuleValue } from './rule-value.ts'

/** What a page's score is published with. */
export type PageFacts = Pick<PublishedPage, 'excluded' | 'excludedShare' | 'maintenance'> & {
  /** Scored as if nothing had been excluded; null: nothing was. */
  readonly before: PageScore | null
}

/** A portal's score as it is published: everything rounded once, from what is exact. `pages` in the order of its pages. */
export function publishPortal(
  { portal, total, homepage, eform, grade, pages }: PortalScore,
  {
    before,
    facts,
    ...more
  }: Pick<PublishedPortal, 'interval' | 'ranks' | 'reservation'> & {
    /** As if nothing had been excluded; null: nothing was. */
    readonly before: PortalScore | null
    readonly facts: readonly PageFacts[]
  },
): PublishedPortal {
  return {
    portal,
    points: publishPoints(total.points),
    homepage: publishPoints(homepage.points),
    eform: publishPoints(eform.points),
    reason: total.reason,
    before: before && publishBefore(before.total),
    grade,
    ...more,
    pages: pages.flatMap((page, index) => {
      const about = facts[index]
      return about ? [publishPage(page, about)] : []
    }),
  }
}

function publishBefore({ points, reason }: Pick<PageScore, 'points' | 'reason'>): Unadjusted {
  return { points: publishPoints(points), reason }
}

function publishPoints(points: Points | null): PublishedPoints | null {
  if (points === null) return null
  return { points: published(points.points), low: published(points.low), high: published(points.high) }
}

function publishPage(
  { page, kind, points, reason, coverage, rules }: PageScore,
  { before, ...facts }: PageFacts,
): PublishedPage {
  const { due, passed, failed, share, workShare, obstructedShare } = coverage
  return {
    page,
    kind,
    points: publishPoints(points),
    reason,
    before: before && publishBefore(before),
    ...facts,
    due,
    passed,
    failed,
    coverage: share,
    workCoverage: workShare,
    obstructed: obstructedShare,
    rules: rules.map(publishRule),
  }
}

function publishRule({ rule, value, n, p50, p75, p95, failedShare, points, most, met }: RuleScore): PublishedRule {
  const { metric, from, basis, statistic, limit } = rule
  return {
    metric,
    from,
    basis,
    statistic,
    limit,
    n,
    met,
    value: plain(value),
    p50: plain(p50),
    p75: plain(p75),
    p95: plain(p95),
    failedShare: plain(failedShare),
    points: points === null ? null : published(points),
    most: published(most),
  }
}

/** The nearest number; of what no value reaches there is none. */
function plain(value: RuleValue | Fraction | null): number | null {
  return value === null || value === 'infinite' ? null : value.valueOf()
}
