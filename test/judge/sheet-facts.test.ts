import { expect, test } from 'vitest'
import { createSheetTally } from '../../lib/judge/sheet-facts.ts'

test('values are counted by day and by hour, failures beside them', () => {
  const tally = createSheetTally(2)
  tally.add({ day: 0, hour: 8 }, 300)
  tally.add({ day: 0, hour: 9 }, 100)
  tally.add({ day: 1, hour: 8 }, 200)
  tally.add({ day: 1, hour: 8 }, 'failed')
  const { values, failed, days, hours } = tally.facts()
  expect({ values, failed }).toEqual({ values: [100, 200, 300], failed: 1 })
  expect(days).toEqual([
    { p50: 100, p95: 300, valid: 2, failed: 0 },
    { p50: 200, p95: 200, valid: 1, failed: 1 },
  ])
  expect(hours).toHaveLength(24)
  expect(hours[8]).toEqual({ p50: 200, p95: 300, valid: 2, failed: 1 })
  expect(hours[0]).toEqual({ p50: null, p95: null, valid: 0, failed: 0 })
})

test('values of each location and part of the week, those that were told of, in order', () => {
  const tally = createSheetTally(1)
  const at = (location: string, stratum: 'work' | 'evening' | 'night') => ({
    day: 0,
    hour: 0,
    place: { location, stratum },
  })
  tally.add(at('a', 'night'), 'failed')
  tally.add(at('b', 'work'), 900)
  tally.add(at('a', 'evening'), 300)
  tally.add(at('b', 'work'), 1_000)
  tally.add(at('b', 'work'), 200)
  tally.add(at('b', 'work'), 'failed')
  tally.add(at('a', 'work'), 'obstructed')
  tally.add({ day: 0, hour: 0 }, 700)
  expect(tally.facts().places).toEqual([
    { location: 'a', stratum: 'evening', values: [300], failed: 0 },
    { location: 'a', stratum: 'night', values: [], failed: 1 },
    { location: 'b', stratum: 'work', values: [200, 900, 1_000], failed: 1 },
  ])
})

test.each(['obstructed', 'login', 'unmeasured'] as const)('what was %s is nowhere', (seen) => {
  const tally = createSheetTally(1)
  tally.add({ day: 0, hour: 0 }, seen)
  expect(tally.facts()).toMatchObject({ values: [], failed: 0, days: [{ valid: 0, failed: 0 }] })
})

test('a day that is not of the period is a bug', () => {
  expect(() => createSheetTally(1).add({ day: 1, hour: 0 }, 1)).toThrow(/not of this period/)
})
