import type Fraction from 'fraction.js'
import type { PublishedPage, PublishedPoints, PublishedPortal, PublishedRule } from '../model/score.ts'
import type { PageScore, Points, RuleScore } from './page-score.ts'
import { type PortalScore, published } from './portal-score.ts'
import type { RuleValue } from './rule-value.ts'

/** A portal's score as it is published: everything rounded once, from what is exact. */
export function publishPortal(
  { portal, total, homepage, eform, grade, pages }: PortalScore,
  more: Pick<PublishedPortal, 'interval' | 'ranks'>,
): PublishedPortal {
  return {
    portal,
    points: publishPoints(total.points),
    homepage: publishPoints(homepage.points),
    eform: publishPoints(eform.points),
    reason: total.reason,
    grade,
    ...more,
    pages: pages.map(publishPage),
  }
}

function publishPoints(points: Points | null): PublishedPoints | null {
  if (points === null) return null
  return { points: published(points.points), low: published(points.low), high: published(points.high) }
}

function publishPage({ page, kind, points, reason, coverage, rules }: PageScore): PublishedPage {
  const { due, passed, failed, share, workShare, obstructedShare } = coverage
  return {
    page,
    kind,
    points: publishPoints(points),
    reason,
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
