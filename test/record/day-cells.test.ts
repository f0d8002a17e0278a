import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeDayCells, encodeDayCells } from '../../lib/record/day-cells.ts'

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
const cells = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.record({ work: cell, evening: cell, night: cell }))
const days = fc
  .dictionary(fc.string(), cells)
  .map((all) => new Map(Object.entries(all).map(([name, one]) => [name, new Map(Object.entries(one))])))

test('what is written is read again', () => {
  fc.assert(
    fc.property(days, (of) => {
      const bytes = encodeDayCells(of)
      expect(decodeDayCells(bytes)).toEqual(of)
      const [last] = [...of.keys()].slice(-1)
      const only = new Map([...of].filter(([name]) => name === last))
      expect(decodeDayCells(bytes, new Set(only.keys()))).toEqual(only)
    }),
  )
})

test('bytes of another version are nothing', () => {
  const bytes = Buffer.from(encodeDayCells(new Map()))
  bytes[0] = 2
  expect(decodeDayCells(bytes)).toBeNull()
})
