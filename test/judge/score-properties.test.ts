import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scorePage } from '../../lib/judge/page-score.ts'
import { published } from '../../lib/judge/portal-score.ts'
import { createTally } from '../../lib/judge/score-tally.ts'
import type { Scored } from '../../lib/judge/scored.ts'
import { STRATA, type Stratum } from '../../lib/judge/stratum.ts'
import type { CriteriaStatistic } from '../../lib/model/criteria.ts'
import type { PageKey } from '../../lib/model/id.ts'
import { criteria, LCP_RULE } from '../kit/score.ts'

type Seen = { readonly location: string; readonly stratum: Stratum; readonly seen: Scored }

const seen: fc.Arbitrary<Scored> = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 0, max: 9_000 }) },
  fc.constantFrom<Scored>('failed', 'failed', 'obstructed', 'unmeasured'),
)
const results = fc.array(
  fc.record<Seen>({ location: fc.constantFrom('a', 'b', 'c'), stratum: fc.constantFrom(...STRATA), seen }),
  { minLength: 30, maxLength: 300 },
)
const statistics = fc.constantFrom<CriteriaStatistic>('within', 'p50', 'p75', 'p95')
const CASES = { numRuns: 300 }

/** Points of results; coverage and what was obstructed keep nobody from them. */
function points(all: readonly Seen[], statistic: CriteriaStatistic = 'within') {
  const tally = createTally()
  for (const { seen: what, ...at } of all) {
    tally.due(at)
    tally.add(at, what)
  }
  const rule = statistic === 'within' ? LCP_RULE : { ...LCP_RULE, statistic, limit: null, full: 2_000, zero: 8_000 }
  const pack = criteria({
    rules: [rule],
    coverage: { minimum: 0, work: 0 },
    obstructed: { ignoreUpTo: 0.02, boundsUpTo: 1 },
  })
  const cells = tally.cells()
  const page = { page: 'p/home' as PageKey, kind: 'homepage', among: 1, withheld: null, cellsOf: () => cells } as const
  const made = scorePage(page, pack).points
  return made && { points: published(made.points), low: published(made.low), high: published(made.high) }
}

test('points lie within their bounds, and those within 0 and what there is to earn', () => {
  fc.assert(
    fc.property(results, statistics, (all, statistic) => {
      const made = points(all, statistic)
      fc.pre(made !== null)
      if (made === null) return
      expect(made.low).toBeGreaterThanOrEqual(0)
      expect(made.low).toBeLessThanOrEqual(made.points)
      expect(made.points).toBeLessThanOrEqual(made.high)
      expect(made.high).toBeLessThanOrEqual(10)
    }),
    CASES,
  )
})

test('no result that gets worse earns more', () => {
  fc.assert(
    fc.property(results, statistics, fc.nat(), fc.integer({ min: 0, max: 9_000 }), (all, statistic, pick, more) => {
      const index = pick % all.length
      const worse = all.map((one, at): Seen => {
        if (at !== index || typeof one.seen !== 'number') return one
        return { ...one, seen: more % 3 === 0 ? 'failed' : one.seen + more }
      })
      const [before, after] = [points(all, statistic), points(worse, statistic)]
      fc.pre(before !== null)
      expect(after?.points ?? 0).toBeLessThanOrEqual(before?.points ?? 0)
    }),
    CASES,
  )
})

test('the order of results makes no difference', () => {
  const shuffled = results.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
  )
  fc.assert(
    fc.property(shuffled, statistics, ([all, other], statistic) => {
      expect(points(other, statistic)).toEqual(points(all, statistic))
    }),
    CASES,
  )
})
