import { expect, test } from 'vitest'
import { peerMedian } from '../../lib/judge/peer-median.ts'

const peers = (values: readonly number[], owners: number) =>
  values.map((value, index) => ({ owner: `o${index % owners}`, value }))

test.each([
  ['four portals', peers([0.1, 0.2, 0.3, 0.4], 4)],
  ['five portals of two owners', peers([0.1, 0.2, 0.3, 0.4, 0.5], 2)],
  ['none', []],
])('%s tell nothing', (_name, few) => {
  expect(peerMedian(few)).toBeNull()
})

test('five portals of three owners have a median, rounded to two digits that count', () => {
  expect(peerMedian(peers([0.9, 0.1234, 0.6789, 0.2, 0.99], 3))).toEqual({ portals: 5, value: 0.68 })
  expect(peerMedian(peers([1_000, 2_345, 2_355, 4_000, 900, 8_000], 3))).toEqual({ portals: 6, value: 2_400 })
})
