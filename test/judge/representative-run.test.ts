import fc from 'fast-check'
import { computeMedianRun } from 'lighthouse/core/lib/median-run.js'
import { describe, expect, test } from 'vitest'
import { representativeRun, spreadOf } from '../../lib/judge/representative-run.ts'

const run = (fcpMs: number | null, ttiMs: number | null, outcome: 'passed' | 'failed' | 'inconclusive' = 'passed') => ({
  outcome,
  metrics: { fcpMs, ttiMs },
})

describe('representative run', () => {
  test('is the one nearest to both medians', () => {
    expect(representativeRun([run(1_000, 3_000), run(1_100, 3_100), run(2_000, 9_000)])).toBe(1)
  })

  test('is taken from the valid runs alone, and told by its place among all', () => {
    expect(representativeRun([run(null, null, 'failed'), run(900, null, 'inconclusive'), run(1_000, 3_000)])).toBe(2)
  })

  test('is not one that failed, or that lacks a moment', () => {
    const others = [run(1_000, 3_000, 'failed'), run(null, 3_000), run(1_000, null)]
    expect(representativeRun([...others, run(5_000, 9_000)])).toBe(3)
    expect(representativeRun([...others, run(1_000, 3_000), run(1_100, 3_100), run(2_000, 9_000)])).toBe(4)
  })

  test('of equally near ones is that with the smaller TTI, then the earlier', () => {
    expect(representativeRun([run(1_000, 5_000), run(1_000, 3_000)])).toBe(1)
    expect(representativeRun([run(1_000, 3_000), run(1_000, 5_000)])).toBe(0)
    expect(representativeRun([run(1_200, 3_000), run(1_000, 3_000)])).toBe(0)
  })

  test('is none where no run is valid', () => {
    expect(representativeRun([run(null, null, 'failed')])).toBeNull()
    expect(representativeRun([])).toBeNull()
  })

  test('is the run that Lighthouse itself takes', () => {
    const ms = fc.integer({ min: 1, max: 20_000 })
    fc.assert(
      fc.property(fc.array(fc.tuple(ms, ms), { minLength: 1, maxLength: 9 }), (pairs) => {
        const reports = pairs.map(([fcpMs, ttiMs]) => ({
          audits: { 'first-contentful-paint': { numericValue: fcpMs }, interactive: { numericValue: ttiMs } },
        }))
        const theirs = computeMedianRun(reports)
        const ours = representativeRun(pairs.map(([fcpMs, ttiMs]) => run(fcpMs, ttiMs)))
        expect(ours === null ? null : reports[ours]).toBe(theirs)
      }),
    )
  })
})

test('a spread is the largest minus the smallest of what is there', () => {
  expect(spreadOf([4, null, 9, 6])).toBe(5)
  expect(spreadOf([7])).toBe(0)
  expect(spreadOf([null])).toBeNull()
})
