import { createTally, type ScoreCells } from '../../lib/judge/score-tally.ts'
import type { Scored } from '../../lib/judge/scored.ts'
import { STRATA, type Stratum } from '../../lib/judge/stratum.ts'
import type { Criteria, CriteriaRule } from '../../lib/model/criteria.ts'

export const LCP_RULE: CriteriaRule = {
  page: 'homepage',
  metric: 'lcpMs',
  from: 'audit',
  basis: 'simulated',
  statistic: 'within',
  limit: 4_000,
  full: 0.9,
  zero: 0.6,
  weight: 1,
}

export const TOTAL_RULE: CriteriaRule = {
  page: 'homepage',
  metric: 'totalMs',
  from: 'http',
  basis: 'observed',
  statistic: 'within',
  limit: 2_000,
  full: 1,
  zero: 0,
  weight: 1,
}

/** Ten points for a homepage by one rule, by default a tenth for each tenth within two seconds. */
export function tenPoints(rule: CriteriaRule = TOTAL_RULE): Criteria {
  return criteria({ points: 10, pages: { homepage: 10 }, rules: [rule] })
}

/** 20 points, of which a homepage has 10 by its LCP alone, and an eForm the same. */
export function criteria(changes: Partial<Criteria> = {}): Criteria {
  return {
    criteria: 'test',
    version: 1,
    name: { vi: 'Thử', en: 'Test' },
    source: 'none',
    reading: 'ours',
    profile: 'mobile',
    points: 20,
    coverage: { minimum: 0.9, work: 0.8 },
    strata: { work: 0.6, evening: 0.3, night: 0.1 },
    obstructed: { ignoreUpTo: 0.02, boundsUpTo: 0.1 },
    pages: { homepage: 10, eform: 10 },
    rules: [LCP_RULE, { ...LCP_RULE, page: 'eform' }],
    grades: [],
    ...changes,
  }
}

/**
 * Cells by location and part of the week, from what came there: `4000*3 failed obstructed*2 missing` are three values, a
 * failure, two that were obstructed and one that was due and never came. A text alone stands for each part of the week.
 */
export function cellsOf(
  written: Readonly<Record<string, string | Readonly<Partial<Record<Stratum, string>>>>>,
): ScoreCells {
  const tally = createTally()
  for (const [location, parts] of Object.entries(written))
    for (const stratum of STRATA) {
      const text = typeof parts === 'string' ? parts : (parts[stratum] ?? '')
      for (const [, word = '', count = '1'] of text.matchAll(/(\w+)(?:\*(\d+))?/g))
        for (let n = 0; n < Number(count); n++) {
          tally.due({ location, stratum })
          const seen = Number.isNaN(Number(word)) ? (word as Exclude<Scored, number> | 'missing') : Number(word)
          if (seen !== 'missing') tally.add({ location, stratum }, seen)
        }
    }
  return tally.cells()
}
