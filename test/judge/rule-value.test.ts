import fc from 'fast-check'
import Fraction from 'fraction.js'
import { expect, test } from 'vitest'
import { earned, quantile, type RuleValue, ruleValue, within } from '../../lib/judge/rule-value.ts'
import { createTally } from '../../lib/judge/score-tally.ts'
import { STRATA } from '../../lib/judge/stratum.ts'
import { cellsOf, criteria, LCP_RULE } from '../kit/score.ts'

type Rule = Parameters<typeof ruleValue>[1]['rule']

const { strata } = criteria()
const value = (written: Parameters<typeof cellsOf>[0], rule: Rule = LCP_RULE) =>
  told(ruleValue(cellsOf(written), { rule, strata }))
const quantileOf = (written: Parameters<typeof cellsOf>[0], percent: number) =>
  told(quantile(cellsOf(written), { q: new Fraction(percent, 100), strata }))

function told(of: RuleValue | null): string | null {
  return of === null || of === 'infinite' ? of : of.toFraction()
}

test('a portal that is bad only in working hours is bad', () => {
  // 24 % of the hours of a week; a plain share would be 0.76, and a plain p75 would not see it.
  const week = { a: { work: '9000*50', evening: '1000*62', night: '1000*98' } }
  expect(value(week)).toBe('2/5')
  expect(value(week, { statistic: 'p75', limit: null })).toBe('9000')
})

test('the limit itself is outside', () => {
  expect(value({ a: '3999 4000' })).toBe('1/2')
})

test('a share is exact: nine of ten in each part of the week are nine tenths', () => {
  // In binary 0.6 + 0.3 + 0.1 is below one.
  expect(value({ a: '1000*9 9000' })).toBe('9/10')
  expect(value({ a: '1000' })).toBe('1')
  expect(value({ a: '1000*2 9000', b: '1000 9000*6' })).toBe('17/42')
})

test('failures are outside every limit, and above every quantile', () => {
  expect(value({ a: '1000*3 failed' })).toBe('3/4')
  const at = (percent: number) => quantileOf({ a: '1000*3 failed' }, percent)
  expect([at(50), at(75), at(76)]).toEqual(['1000', '1000', 'infinite'])
})

test('locations weigh the same, however many results they have', () => {
  expect(value({ a: '1000', b: '9000*99' })).toBe('1/2')
  expect(quantileOf({ a: '1000', b: '9000*99' }, 50)).toBe('1000')
  expect(quantileOf({ a: '1000', b: '9000*99' }, 51)).toBe('9000')
})

test('what was not measured counts for nothing; a part of the week without results can’t be told', () => {
  expect(value({ a: '1000 unmeasured*5 obstructed*5 missing*9' })).toBe('1')
  const dark = { a: { work: '1000*9', evening: '1000*9', night: 'unmeasured*9' } }
  expect(value(dark)).toBeNull()
  expect(quantileOf(dark, 50)).toBeNull()
  const workOnly = { work: 1, evening: 0, night: 0 }
  expect(told(ruleValue(cellsOf({ a: { work: '1000*9' } }), { rule: LCP_RULE, strata: workOnly }))).toBe('1')
})

test('what was obstructed may be taken as outside or inside', () => {
  const cells = cellsOf({ a: '1000*8 failed obstructed' })
  const as = (obstructed: 'ignored' | 'outside' | 'inside') => told(within(cells, { limit: 4_000, strata, obstructed }))
  expect([as('ignored'), as('outside'), as('inside')]).toEqual(['8/9', '4/5', '9/10'])
  const at = (obstructed: 'outside' | 'inside') =>
    told(quantile(cells, { q: new Fraction(85, 100), strata, obstructed }))
  expect([at('outside'), at('inside')]).toEqual(['infinite', '1000'])
})

test('where what was obstructed reaches a quantile by itself it is the least value that there is', () => {
  const at = (written: Parameters<typeof cellsOf>[0]) =>
    told(quantile(cellsOf(written), { q: new Fraction(1, 2), strata, obstructed: 'inside' }))
  expect(at({ a: '3000 obstructed*9', b: '1000 obstructed*9' })).toBe('1000')
  expect(at({ a: 'failed obstructed*9', b: '3000 obstructed*9' })).toBe('3000')
  expect(at({ a: 'failed obstructed*9' })).toBe('0')
  expect(at({ a: '3000 1000 obstructed*2' })).toBe('1000')
  expect(at({ a: '3000*2 1000 obstructed' })).toBe('1000')
  expect(at({ a: '3000*3 1000 obstructed' })).toBe('3000')
})

test.each([
  ['within', 0.9, 0.6, '0.6 0.75 0.9 0.2 1', '0 1/2 1 0 1'],
  ['within', 0.9, 0.9, '0.9 0.9000001 0.8', '0 1 0'],
  ['p75', 2_000, 10_000, '2000 10000 6000 100 infinite', '1 0 1/2 1 0'],
  ['p75', 2_000, 2_000, '2000 1999 infinite', '0 1 0'],
] as const)('%s, full %d, zero %d: what %s earns', (statistic, full, zero, values, parts) => {
  const earns = (text: string) =>
    earned(text === 'infinite' ? text : new Fraction(text), { statistic, full, zero }).toFraction()
  expect(values.split(' ').map(earns).join(' ')).toBe(parts)
})

const result = fc.record({
  location: fc.constantFrom('a', 'b', 'c'),
  stratum: fc.constantFrom(...STRATA),
  seen: fc.oneof(
    fc.integer({ min: 0, max: 12_000 }),
    fc.constantFrom('failed' as const, 'obstructed' as const, 'unmeasured' as const),
  ),
})

test('the order of results does not matter, no share leaves its bounds, a wider limit lowers none', () => {
  fc.assert(
    fc.property(
      fc.array(result, { maxLength: 60 }),
      fc.nat(),
      fc.integer({ min: 1, max: 90 }),
      (results, seed, percent) => {
        const turned = results
          .map((one, index) => ({ one, at: (index * 7_919 + seed) % 104_729 }))
          .sort((x, y) => x.at - y.at)
          .map(({ one }) => one)
        const [cells, other] = [results, turned].map((all) => {
          const tally = createTally()
          for (const { seen, ...at } of all) tally.add(at, seen)
          return tally.cells()
        }) as [ReturnType<typeof cellsOf>, ReturnType<typeof cellsOf>]
        const share = within(cells, { limit: 4_000, strata })
        const at = (of: typeof cells, p: number) => quantile(of, { q: new Fraction(p, 100), strata })
        expect(told(within(other, { limit: 4_000, strata }))).toBe(told(share))
        expect(told(at(other, percent))).toBe(told(at(cells, percent)))
        if (share === null) return
        expect(share.gte(0) && share.lte(1)).toBe(true)
        expect(within(cells, { limit: 6_000, strata })?.gte(share)).toBe(true)
        const [lower, higher] = [at(cells, percent), at(cells, percent + 10)]
        if (higher !== 'infinite') expect(lower !== 'infinite' && lower !== null && higher?.gte(lower)).toBe(true)
        // A share within a limit above a part of all is the same as that quantile below the limit.
        const quantileBelow = lower !== 'infinite' && lower !== null && lower.lt(4_000)
        expect(share.gte(new Fraction(percent, 100))).toBe(quantileBelow)
      },
    ),
    { numRuns: 500 },
  )
})

test('a quantile is the smallest value at which the weights reach it, exactly', () => {
  const many = fc.array(result, { minLength: 9, maxLength: 80 })
  const percents = fc.constantFrom(1, 10, 25, 50, 75, 90, 95, 100)
  fc.assert(
    fc.property(many, fc.constantFrom(1, 4, 1_000), percents, (results, step, percent) => {
      const tally = createTally()
      const values: number[] = []
      for (const { seen, ...at } of results) {
        // Fewer different ones, so that shares are often reached exactly.
        const stepped = typeof seen === 'number' ? Math.floor(seen / step / 1_000) * step : seen
        if (typeof stepped === 'number') values.push(stepped)
        tally.add(at, stepped)
      }
      const cells = tally.cells()
      const q = new Fraction(percent, 100)
      const shareTo = (value: number) => within(cells, { limit: value + 0.5, strata })
      const found = values.toSorted((a, b) => a - b).find((value) => shareTo(value)?.gte(q))
      const expected = shareTo(0) === null ? null : (found?.toString() ?? 'infinite')
      expect(told(quantile(cells, { q, strata }))).toBe(expected)
    }),
    { numRuns: 500 },
  )
})
