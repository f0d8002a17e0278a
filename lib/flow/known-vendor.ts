import type { Config } from '../model/config.ts'
import { InputError } from '../model/input-error.ts'
import { listConfigs } from '../record/configs.ts'
import type { Table } from '../record/table.ts'

/**
 * Refuses a vendor that no version of the catalogue has: whoever was let in for it would see nothing, and nobody why. Before
 * a first catalogue is published there are none to tell from.
 */
export async function requireVendor(vendor: string, table: Table): Promise<void> {
  const configs = await listConfigs(table)
  if (configs.length === 0 || hasVendor(configs, vendor)) return
  throw new InputError(
    'unknown_vendor',
    `no portal of the catalogue has the vendor “${vendor}”: correct its id, or publish the catalogue that has it first`,
  )
}

export function hasVendor(configs: readonly Config[], vendor: string): boolean {
  return configs.some(({ catalogue }) => catalogue.portals.some((portal) => portal.vendor === vendor))
}
