import { expect, test } from 'vitest'
import { standingOf } from '../../lib/judge/score-standing.ts'
import type { Location } from '../../lib/model/catalogue.ts'

const at = (id: string, changes: Partial<Location> = {}): Location => ({
  id,
  group: 'domestic',
  network: id,
  scoring: true,
  control: null,
  source: null,
  families: [4],
  ...changes,
})

test.each([
  ['two scoring locations in two networks', [at('a'), at('b')], 'official', ['a', 'b'], null],
  [
    'those that don’t score are left out',
    [at('a'), at('b'), at('c', { scoring: false })],
    'official',
    ['a', 'b'],
    null,
  ],
  ['one of them alone', [at('a'), at('x', { group: 'abroad' })], 'official', ['a'], 'one_location'],
  [
    'two in one network',
    [at('a', { network: 'VNPT' }), at('b', { network: 'VNPT' })],
    'official',
    ['a', 'b'],
    'one_network',
  ],
  ['two that name none', [at('a', { network: null }), at('b', { network: null })], 'official', ['a', 'b'], null],
  ['none that scores', [at('a', { scoring: false })], 'operational', ['a'], 'no_scoring_location'],
] as const)('%s', (_name, locations, kind, ids, reservation) => {
  expect(standingOf({ locations })).toEqual({ group: 'domestic', kind, locations: ids, reservation })
})

test('abroad judges where there is nothing else, and where it is asked for', () => {
  const locations = [at('x', { group: 'abroad' }), at('y', { group: 'abroad' })]
  expect(standingOf({ locations })).toMatchObject({ group: 'abroad', reservation: 'abroad' })
  expect(standingOf({ locations: [at('a'), ...locations] }, 'abroad')).toMatchObject({ locations: ['x', 'y'] })
})
