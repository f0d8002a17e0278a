import fc from 'fast-check'
import { expect, test } from 'vitest'
import { coverageOf, createTally } from '../../lib/judge/score-tally.ts'
import { cellsOf } from '../kit/score.ts'

const AT = { location: 'a', stratum: 'work' } as const

/** Whole ones, those that differ by less, and those above what most durations are below. */
const value = fc.oneof(
  fc.integer({ min: 0, max: 30 }),
  fc.integer({ min: 8_185, max: 8_200 }),
  fc.constantFrom(-3, -0.5, 0.04, 0.25, 1.5, 8_191.5, 1e9),
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

test('what is taken is the same as what is looked at, and nothing of it is left, whatever comes next', () => {
  const tally = createTally()
  const spans: readonly (readonly number[])[] = [[3, 3, 7], [], [7, 9_000, 0.5], [2]]
  const taken = spans.map((values) => {
    tally.merge(tallyOf(values).cells())
    tally.due(AT, values.length)
    for (const value of values) tally.add({ location: 'b', stratum: 'night' }, value)
    return tally.take()
  })
  expect(tally.cells()).toEqual(new Map())
  for (const [index, values] of spans.entries()) {
    const fresh = createTally()
    fresh.merge(tallyOf(values).cells())
    fresh.due(AT, values.length)
    for (const value of values) fresh.add({ location: 'b', stratum: 'night' }, value)
    expect(taken[index]).toEqual(fresh.cells())
  }
})

test('a cell that is merged is as the one that it came from', () => {
  const cell = tallyOf([3, 3, 7, 0.5]).cells().get('a')?.work
  if (!cell) throw new Error('nothing counted')
  const tally = createTally()
  tally.mergeCell({ location: 'b', stratum: 'work' }, { ...cell, length: cell.values.length })
  expect(tally.cells().get('b')?.work).toEqual(cell)
})

test.each([
  ['one value', [5], [], [5], [1]],
  ['the greatest of what was merged comes last', [3, 7, 7], [5], [3, 5, 7], [1, 2, 4]],
  ['what was added lies below all of it', [7], [3, 3], [3, 7], [2, 3]],
  ['what was added was merged as well', [7, 9], [9, 7.5], [7, 7.5, 9], [1, 2, 4]],
] as const)('merged: %s', (_name, merged, added, values, upTo) => {
  const tally = tallyOf(added)
  tally.merge(tallyOf(merged).cells())
  const cell = tally.cells().get('a')?.work
  expect([[...(cell?.values ?? [])], [...(cell?.upTo ?? [])]]).toEqual([values, upTo])
})

const WEEK = {
  b: { work: '1000*4 failed*2 obstructed login*3 unmeasured*5 missing*5', evening: '1000*3', night: 'failed' },
  a: { night: '2000*2 obstructed*4' },
}
const COVERAGE = {
  due: 30,
  passed: 9,
  failed: 3,
  // A login is the portal's side too.
  obstructed: 8,
  login: 3,
  share: 12 / 30,
  workShare: 6 / 20,
  obstructedShare: 8 / 30,
}

test('coverage is what passed or failed of what was due; whoever asks for a login obstructs', () => {
  expect(coverageOf(cellsOf(WEEK))).toEqual(COVERAGE)
  expect(coverageOf(cellsOf({}))).toMatchObject({ due: 0, share: null, workShare: null, obstructedShare: null })
  expect(coverageOf(cellsOf({ a: { night: '1000' } }))).toMatchObject({ share: 1, workShare: null, obstructedShare: 0 })
})

test('days that are merged count all that was due, and so do those without any value', () => {
  const [one, two] = [createTally(), createTally()]
  one.merge(cellsOf(WEEK))
  expect(coverageOf(one.cells())).toEqual(COVERAGE)
  one.merge(cellsOf({ a: { work: 'failed*5 missing' } }))
  one.merge(cellsOf(WEEK))
  expect(coverageOf(one.cells())).toMatchObject({ due: 66, passed: 18, failed: 11, obstructed: 16, login: 6 })
  expect(one.cells().get('b')?.work).toMatchObject({ values: Float64Array.of(1_000), upTo: Float64Array.of(8) })
  two.merge(cellsOf({ a: { work: 'failed' } }))
  two.merge(tallyOf([7, 3]).cells())
  expect(two.cells().get('a')?.work).toMatchObject({ values: Float64Array.of(3, 7), upTo: Float64Array.of(1, 2) })
})

test('locations come in order, whichever was seen first', () => {
  for (const ids of ['abc', 'cba', 'bca', 'acb'])
    expect([...cellsOf(Object.fromEntries([...ids].map((id) => [id, '1000']))).keys()]).toEqual(['a', 'b', 'c'])
})

test('what is taken from a tally is what it has come to, and nothing of it is in what comes after', () => {
  fc.assert(
    fc.property(days, days, (first, second) => {
      const [tally, other] = [tallyOf([]), tallyOf([])]
      for (const day of first) tally.merge(tallyOf(day).cells())
      const before = tally.cells()
      expect(tally.take()).toEqual(before)
      for (const one of [tally, other]) for (const day of second) one.merge(tallyOf(day).cells())
      tally.due(AT)
      other.due(AT)
      expect(tally.cells()).toEqual(other.cells())
    }),
  )
})
