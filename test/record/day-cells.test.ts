import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ScoreCell } from '../../lib/judge/score-tally.ts'
import type { Stratum } from '../../lib/judge/stratum.ts'
import { type DayCells, encodeDayCells, readDayCells } from '../../lib/record/day-cells.ts'

const count = fc.nat({ max: 2 ** 31 })
const counts = { due: count, passed: count, failed: count, obstructed: count, login: count }
const pairs = fc
  .uniqueArray(fc.tuple(fc.oneof(fc.nat(), fc.maxSafeNat(), fc.double({ min: 0, max: 9, noNaN: true })), count), {
    selector: ([value]) => value,
  })
  .map((all) => all.sort(([a], [b]) => a - b))
const cell = fc.tuple(fc.record(counts), pairs).map(([of, all]) => {
  let sum = 0
  return {
    ...of,
    values: Float64Array.from(all, ([value]) => value),
    upTo: Float64Array.from(all, ([, times]) => (sum += times)),
  }
})
const cells = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.record({ work: cell, evening: cell, night: cell }), {
  minKeys: 1,
})
const days = fc
  .dictionary(fc.string(), cells)
  .map((all) => new Map(Object.entries(all).map(([name, one]) => [name, new Map(Object.entries(one))])))

/** Names and locations without a cell are none. */
function readAll(bytes: Uint8Array, wanted?: ReadonlySet<string>): DayCells {
  const found = new Map<string, Map<string, Record<Stratum, ScoreCell>>>()
  readDayCells(
    bytes,
    wanted,
  )?.((name, { location, stratum }, { length, values, upTo, ...counts }) => {
    const locations = found.get(name) ?? new Map<string, Record<Stratum, ScoreCell>>()
    const cell = { ...counts, values: values.slice(0, length), upTo: upTo.slice(0, length) }
    found.set(
      name,
      locations.set(location, { ...locations.get(location), [stratum]: cell } as Record<Stratum, ScoreCell>),
    )
  })
  return found
}

test('what is written is read again', () => {
  fc.assert(
    fc.property(days, (of) => {
      const bytes = encodeDayCells(of)
      expect(readAll(bytes)).toEqual(of)
      const [last] = [...of.keys()].slice(-1)
      const only = new Map([...of].filter(([name]) => name === last))
      expect(readAll(bytes, new Set(only.keys()))).toEqual(only)
    }),
  )
})

test('bytes of another version are nothing', () => {
  const bytes = Buffer.from(encodeDayCells(new Map()))
  bytes[0] = 2
  expect(readDayCells(bytes)).toBeNull()
})
