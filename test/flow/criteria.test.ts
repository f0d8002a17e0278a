import { beforeAll, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { findCriteria, publishCriteria, readPack } from '../../lib/flow/criteria.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { listPacks } from '../../lib/record/criteria-packs.ts'
import { openStores } from '../kit/stores.ts'
import { writtenCriteria } from '../kit/written-criteria.ts'

let stores: Stores
beforeAll(async () => {
  stores = await openStores()
  return () => stores.close()
})

const packOf = (changes: Record<string, unknown>) => readPack(stringify(writtenCriteria(changes)), 'a.yaml')

test('published packs stay as they are: again is nothing, another text is another version', async () => {
  const { table } = stores
  const first = packOf({ criteria: 'tet' })
  const later = packOf({ criteria: 'tet', version: 10 })
  await publishCriteria(table, { packs: [first, later, packOf({ criteria: 'other' })], nowMs: 1_000 })
  await publishCriteria(table, { packs: [first], nowMs: 2_000 })
  const changed = packOf({ criteria: 'tet', source: 'khác' })
  await expect(publishCriteria(table, { packs: [changed], nowMs: 3_000 })).rejects.toMatchObject({
    code: 'criteria_changed',
    message: 'criteria tet, version 1, were published with another text: write version: 2',
  })
  expect((await listPacks(table)).map((pack) => [pack.criteria, pack.version, pack.publishedAtMs])).toEqual([
    ['other', 1, 1_000],
    ['tet', 1, 1_000],
    ['tet', 10, 1_000],
  ])
  expect(await findCriteria(table, 'tet')).toEqual(later)
  expect(await findCriteria(table, 'tet@1')).toEqual(first)
  expect(await findCriteria(table, 'tet@2')).toBeNull()
})

test('a pack with a mistake names its line', () => {
  expect(() => packOf({ reading: 'yours' })).toThrow(/^a\.yaml, line \d+: /)
})
