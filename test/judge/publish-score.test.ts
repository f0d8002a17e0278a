import { expect, test } from 'vitest'
import { type PageScore, type ScoredPage, scorePage } from '../../lib/judge/page-score.ts'
import { scorePortal } from '../../lib/judge/portal-score.ts'
import { type PageFacts, publishPortal } from '../../lib/judge/publish-score.ts'
import { cellsOf, criteria, LCP_RULE } from '../kit/score.ts'

const FACTS: PageFacts = {
  excluded: 3,
  excludedShare: 0.01,
  maintenance: { plannedMs: 7_200_000, acceptedMs: 3_600_000 },
  before: null,
}

const PACK = criteria({
  pages: { homepage: 20 },
  grades: [{ grade: 'enough', atLeast: 10 }],
  rules: [
    { ...LCP_RULE, weight: 2 },
    { ...LCP_RULE, statistic: 'p75', limit: null, full: 3_000, zero: 6_000, weight: 1 },
  ],
})

function page(written: string, changes: Partial<ScoredPage> = {}): PageScore {
  const cells = cellsOf({ a: written })
  const all = { page: 'p/home', kind: 'homepage', among: 1, withheld: null, cellsOf: () => cells, ...changes } as const
  return scorePage(all, PACK)
}

const publish = (
  now: PageScore,
  { before = null, facts = [FACTS] }: { before?: PageScore | null; facts?: readonly PageFacts[] } = {},
) =>
  publishPortal(scorePortal('p', [now], PACK), {
    interval: null,
    ranks: null,
    reservation: null,
    before: before && scorePortal('p', [before], PACK),
    facts,
  })

test('points are rounded once, to hundredths, and what they come from stands beside them', () => {
  // Two thirds of 20 points, half of them earned, and a third, all earned: 6.666… and 6.666…, together 13.333…
  // Obstructed results outside: 30 of 42 within, and the quantile is 9000; inside: 32 of 42.
  const points = { points: 13.33, low: 5.08, high: 13.86 }
  const shown = { from: 'audit', basis: 'simulated', metric: 'lcpMs', n: 120, p50: 1_000, p75: 1_000, p95: 9_000 }
  expect(publish(page('1000*30 9000*10 obstructed*2'))).toEqual({
    portal: 'p',
    points,
    homepage: points,
    eform: null,
    reason: null,
    before: null,
    grade: 'enough',
    interval: null,
    ranks: null,
    reservation: null,
    pages: [
      {
        page: 'p/home',
        kind: 'homepage',
        points,
        reason: null,
        before: null,
        excluded: 3,
        excludedShare: 0.01,
        maintenance: { plannedMs: 7_200_000, acceptedMs: 3_600_000 },
        due: 126,
        passed: 120,
        failed: 0,
        coverage: 120 / 126,
        workCoverage: 40 / 42,
        obstructed: 6 / 126,
        rules: [
          {
            ...shown,
            statistic: 'within',
            limit: 4_000,
            value: 0.75,
            failedShare: 0,
            points: 6.67,
            most: 13.33,
            met: false,
          },
          {
            ...shown,
            statistic: 'p75',
            limit: null,
            value: 1_000,
            failedShare: 0,
            points: 6.67,
            most: 6.67,
            met: true,
          },
        ],
      },
    ],
  })
})

test('what no value reaches has none, beside the share that failed', () => {
  const [made] = publish(page('1000*36 failed*4')).pages
  expect(made).toMatchObject({ failed: 12, rules: [{ p95: null, failedShare: 0.1, points: 13.33 }, { points: 6.67 }] })
})

test('without points there is the reason, and what was seen', () => {
  const made = publish(page('1000*30 unmeasured*10'))
  expect(made).toMatchObject({ points: null, homepage: null, reason: 'insufficient_coverage', grade: null })
  expect(made.pages).toMatchObject([
    {
      points: null,
      reason: 'insufficient_coverage',
      coverage: 0.75,
      rules: [{ value: 1, points: null }, { points: null }],
    },
  ])
})

test('what nobody saw is no number', () => {
  const cells = cellsOf({ a: { work: '1000*40' } })
  const nothing = { n: 40, value: null, p50: null, p75: null, p95: null, failedShare: null, points: null, met: null }
  expect(publish(page('', { cellsOf: () => cells })).pages).toMatchObject([
    { points: null, reason: 'empty_stratum', rules: [nothing, nothing] },
  ])
})

test('before exclusions: the portal’s total, and each page’s points or why it had none', () => {
  const [now, poor, dark] = [page('1000*40'), page('1000*30 9000*10'), page('1000*30 unmeasured*10')]
  const before = { points: { points: 13.33, low: 13.33, high: 13.33 }, reason: null }
  expect(publish(now, { before: poor, facts: [{ ...FACTS, before: poor }] })).toMatchObject({
    points: { points: 20 },
    before,
    pages: [{ points: { points: 20 }, before }],
  })
  const none = { points: null, reason: 'insufficient_coverage' }
  expect(publish(now, { before: dark, facts: [{ ...FACTS, before: dark }] })).toMatchObject({
    before: none,
    pages: [{ before: none }],
  })
})

test('only pages of which there are facts are told', () => {
  expect(publish(page('1000*40'), { facts: [] }).pages).toEqual([])
})
