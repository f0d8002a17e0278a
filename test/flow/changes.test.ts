import { afterAll, beforeAll, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { changes } from '../../lib/flow/changes.ts'
import { publishCriteria, readPack } from '../../lib/flow/criteria.ts'
import { publishConfig } from '../../lib/flow/publish-config.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { DAY_MS } from '../../lib/model/duration.ts'
import { logChange } from '../../lib/record/change-log.ts'
import { newKey, signerOf } from '../../lib/record/key-file.ts'
import { registerLocationKey } from '../../lib/record/location-keys.ts'
import { catalogueOf } from '../kit/catalogue.ts'
import { openStores } from '../kit/stores.ts'
import { writtenLocation, writtenPortal } from '../kit/written-catalogue.ts'
import { writtenCriteria } from '../kit/written-criteria.ts'

const NOW = Date.parse('2026-11-30T23:00:00Z')

let stores: Stores
beforeAll(async () => {
  stores = await openStores()
})
afterAll(() => stores.close())

test('what was published and registered stands among what people did, newest first, in its month alone', async () => {
  const { table } = stores
  const locations = [writtenLocation({ id: 'han' })]
  const catalogue = catalogueOf({ locations, portals: [writtenPortal()] })
  await publishConfig(table, { catalogue, played: ['han'], nowMs: NOW - 3 * DAY_MS })
  await publishCriteria(table, { packs: [readPack(stringify(writtenCriteria()), 'test')], nowMs: NOW - 2 * DAY_MS })
  await logChange(table, { atMs: NOW - DAY_MS, by: 'chi-hoa', act: 'turn_kill', about: '*', details: { isOn: true } })
  const key = { location: 'han', publicKey: signerOf(newKey()).publicKey, nowMs: NOW, leadMs: 0 }
  const { keyId } = await registerLocationKey(table, key)
  const two = catalogueOf({ locations, portals: [writtenPortal(), writtenPortal({ id: 'hue' })] })
  await publishConfig(table, { catalogue: two, played: ['han'], nowMs: NOW + DAY_MS })
  const { changes: found } = await changes('2026-11', { table })
  expect(found.map(({ act, by, about }) => [act, by, about])).toEqual([
    ['register_key', 'han', 'han'],
    ['turn_kill', 'chi-hoa', '*'],
    ['publish_criteria', 'platform', 'test@1'],
    ['publish_catalogue', 'platform', catalogue.catalog],
  ])
  expect(found[0]?.details.keyId).toBe(keyId)
  expect(found.at(-1)?.details).toMatchObject({ portals: 1, played: ['han'] })
  const next = (await changes('2026-12', { table })).changes
  expect(next.map(({ act, details }) => [act, details.portals])).toEqual([['publish_catalogue', 2]])
})
