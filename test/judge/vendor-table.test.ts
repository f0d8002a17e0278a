import { expect, test } from 'vitest'
import { vendorTable } from '../../lib/judge/vendor-table.ts'
import type { PublishedPortal, Score } from '../../lib/model/score.ts'
import { catalogueOf } from '../kit/catalogue.ts'
import { writtenPortal } from '../kit/written-catalogue.ts'

/** A portal by its owner, vendor and hosting operator, with its points; null: it has none. */
type One = { owner: string; vendor?: string; hosting?: string; points: number | null }

function tableOf(ones: readonly One[], unscored: readonly string[] = []) {
  const catalogue = catalogueOf({
    portals: ones.map(({ points: _, ...portal }, n) =>
      writtenPortal({
        id: `p-${n}`,
        ...portal,
        pages: [{ id: 'home', kind: 'homepage', url: `https://p${n}.example.org/` }],
      }),
    ),
  })
  const portals = ones.map(({ points }, n): PublishedPortal => {
    const published = points === null ? null : { points, low: points, high: points }
    return {
      portal: `p-${n}`,
      points: published,
      homepage: published,
      eform: published,
      reason: points === null ? 'too_few_audits' : null,
      grade: null,
      interval: null,
      ranks: null,
      reservation: null,
      before: null,
      pages: [],
    }
  })
  const scored = portals.filter(({ portal }) => !unscored.includes(portal))
  return vendorTable({ portals: scored } satisfies Pick<Score, 'portals'>, catalogue)
}

const of = (vendor: string, owners: readonly string[], points: readonly (number | null)[]): readonly One[] =>
  points.map((value, n) => ({ owner: owners[n % owners.length] ?? '', vendor, points: value }))

test('quartiles are points that portals have', () => {
  const { software } = tableOf(of('vnpt', ['a', 'b', 'c'], [12, 20, 4, 16, 8, 18, 2]))
  // 2 4 8 12 16 18 20: the second, the fourth and the sixth.
  expect(software).toEqual([
    { name: 'vnpt', portals: 7, owners: 3, scored: 7, reason: null, points: { p25: 4, p50: 12, p75: 18 } },
  ])
})

test('five portals of three owners are enough, and not one fewer of either', () => {
  const points = [10, 11, 12, 13, 14]
  const rowOf = (owners: readonly string[], values: readonly (number | null)[]) =>
    tableOf(of('fpt', owners, values)).software[0]
  expect(rowOf(['a', 'b', 'c'], points)).toMatchObject({ reason: null, points: { p25: 11, p50: 12, p75: 13 } })
  expect(rowOf(['a', 'b', 'c'], points.slice(1))).toMatchObject({ reason: 'too_few_portals', points: null })
  expect(rowOf(['a', 'b'], points)).toMatchObject({ owners: 2, reason: 'too_few_owners', points: null })
})

test('a portal without points is counted, and neither it nor its owner helps', () => {
  const [row] = tableOf(of('fpt', ['a', 'b', 'c'], [10, 11, 12, 13, null])).software
  expect(row).toEqual({ name: 'fpt', portals: 5, owners: 3, scored: 4, reason: 'too_few_portals', points: null })
  const alone = tableOf([...of('fpt', ['a', 'b'], [1, 2, 3, 4, 5]), ...of('fpt', ['c'], [null])]).software
  expect(alone[0]).toMatchObject({ portals: 6, owners: 3, scored: 5, reason: 'too_few_owners' })
})

test('software and hosting are apart', () => {
  const ones = ['a', 'b', 'c', 'd', 'e'].map((owner, n) => ({
    owner,
    vendor: n < 3 ? 'fpt' : 'vnpt',
    hosting: 'Viettel IDC',
    points: n,
  }))
  const { software, hosting } = tableOf(ones)
  expect(software.map(({ name, portals, reason }) => [name, portals, reason])).toEqual([
    ['fpt', 3, 'too_few_portals'],
    ['vnpt', 2, 'too_few_portals'],
  ])
  expect(hosting).toMatchObject([{ name: 'Viettel IDC', portals: 5, points: { p25: 1, p50: 2, p75: 3 } }])
})

test('rows come by the Vietnamese alphabet, whatever their points and the order of portals', () => {
  const ones = ['Ủy ban', 'Đất Việt', 'Dữ liệu', 'Ân', 'An'].map((hosting, n) => ({
    owner: `o-${n}`,
    hosting,
    points: n,
  }))
  expect(tableOf(ones).hosting.map(({ name }) => name)).toEqual(['An', 'Ân', 'Dữ liệu', 'Đất Việt', 'Ủy ban'])
  expect(tableOf([...ones].reverse()).hosting.map(({ name }) => name)).toEqual([
    'An',
    'Ân',
    'Dữ liệu',
    'Đất Việt',
    'Ủy ban',
  ])
})

test('portals whose vendor is not known are counted', () => {
  const { software, hosting, unnamed } = tableOf([
    { owner: 'a', points: 3 },
    { owner: 'b', vendor: 'fpt', points: 4 },
  ])
  expect(software.map(({ portals }) => portals)).toEqual([1])
  expect(hosting).toEqual([])
  expect(unnamed).toEqual({ software: 1, hosting: 2 })
})

test('a portal that is in no score is nowhere', () => {
  const ones = [
    { owner: 'a', hosting: 'x', points: 3 },
    { owner: 'b', vendor: 'fpt', hosting: 'x', points: 4 },
    { owner: 'c', vendor: 'fpt', points: 4 },
    { owner: 'd', vendor: 'fpt', points: 5 },
  ]
  const { software, unnamed } = tableOf(ones, ['p-3'])
  expect(software.map(({ portals }) => portals)).toEqual([2])
  expect(unnamed).toEqual({ software: 1, hosting: 1 })
})
