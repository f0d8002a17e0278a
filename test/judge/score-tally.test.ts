import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTally } from '../../lib/judge/score-tally.ts'

const AT = { location: 'a', stratum: 'work' } as const

/** Whole ones, those that differ by less, and those above what most durations are below. */
const value = fc.oneof(
  fc.integer({ min: 0, max: 30 }),
  fc.integer({ min: 8_185, max: 8_200 }),
  fc.constantFrom(0.04, 0.25, 1.5, 8_191.5, 1e9),
)
const days = fc.array(fc.array(value, { maxLength: 40 }), { maxLength: 6 })

function tallyOf(values: readonly number[]) {
  const tally = createTally()
  for (const one of values) tally.add(AT, one)
  return tally
}

test('days that are merged, whatever else was added, are as all of their results at once', () => {
  fc.assert(
    fc.property(days, fc.array(value), (merged, added) => {
      const tally = tallyOf(added)
      for (const day of merged) tally.merge(tallyOf(day).cells())
      const all = [...added, ...merged.flat()].sort((a, b) => a - b)
      const cell = tally.cells().get('a')?.work
      expect(cell?.passed ?? 0).toBe(all.length)
      const different = [...new Set(all)]
      expect([...(cell?.values ?? [])]).toEqual(different)
      expect([...(cell?.upTo ?? [])]).toEqual(different.map((one) => all.lastIndexOf(one) + 1))
      // Asked again it says the same.
      expect(tally.cells().get('a')?.work).toEqual(cell)
    }),
  )
})
