import type { Stores } from '../../lib/local/stores.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { type KeyedResult, keepResult } from '../../lib/record/results.ts'
import { catalogueOf, configOf } from './catalogue.ts'
import { observation } from './observation.ts'
import { writtenPortal } from './written-catalogue.ts'

/**
 * A fleet of three portals with a page each, of vendors `vnpt`, `fpt` and none, in force for an hour before `nowMs`; the
 * first two have a result in the slot before.
 */
export async function keepFleet(stores: Stores, nowMs: number): Promise<void> {
  const portals = [
    writtenPortal({ vendor: 'vnpt' }),
    writtenPortal({ id: 'hue', vendor: 'fpt' }),
    writtenPortal({ id: 'own' }),
  ]
  const { untilMs: _until, ...config } = configOf(catalogueOf({ portals }), { effectiveFromMs: nowMs - 60 * MINUTE_MS })
  await putConfig(stores.table, config)
  for (const page of ['da-nang/home', 'hue/home'])
    await keepResult(stores.table, observation({ page, slotMs: nowMs - 5 * MINUTE_MS }) as KeyedResult, nowMs)
}
