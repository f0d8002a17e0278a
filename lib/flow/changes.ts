import { dayOf } from '../model/day.ts'
import { readMonth } from '../model/read-day.ts'
import { type ListedChange, listChanges } from '../record/change-log.ts'
import { listConfigs } from '../record/configs.ts'
import { listPacks } from '../record/criteria-packs.ts'
import { locationKeysOf } from '../record/location-keys.ts'
import type { Table } from '../record/table.ts'

/** What was changed within a month of UTC, newest first. */
export type Changes = { readonly type: 'changes'; readonly month: string; readonly changes: readonly ListedChange[] }

/** Who is named where nobody is: what came with a deployment, or with the start of a platform on one machine. */
const PLATFORM = 'platform'

/**
 * `month`: `2026-11`. What people have done is in the log; what was published or registered is kept for good where it is,
 * and stands beside. Rejects with an `InputError` for what is no month.
 */
export async function changes(month: string, { table }: { readonly table: Table }): Promise<Changes> {
  const atMs = readMonth(month, 'month')
  const [logged, standing] = await Promise.all([listChanges(table, atMs), standingChanges(table)])
  const ofMonth = standing.filter((change) => dayOf(change.atMs, 'UTC').startsWith(month))
  const listed = [...logged, ...ofMonth].toSorted((a, b) => b.atMs - a.atMs || (a.id < b.id ? -1 : 1))
  return { type: 'changes', month, changes: listed }
}

async function standingChanges(table: Table): Promise<readonly ListedChange[]> {
  const [configs, packs] = await Promise.all([listConfigs(table), listPacks(table)])
  const locations = new Set(configs.flatMap(({ catalogue }) => catalogue.locations.map(({ id }) => id)))
  const keys = await Promise.all([...locations].map((location) => locationKeysOf(table, location)))
  return [
    ...configs.map(({ version, effectiveFromMs, publishedAtMs, catalogue, played }) => ({
      id: `config-${effectiveFromMs}`,
      atMs: publishedAtMs,
      by: PLATFORM,
      act: 'publish_catalogue' as const,
      about: catalogue.catalog,
      details: { version, effectiveFromMs, portals: catalogue.portals.length, played },
    })),
    ...packs.map(({ criteria, version, sha256, publishedAtMs }) => ({
      id: `criteria-${criteria}@${version}`,
      atMs: publishedAtMs,
      by: PLATFORM,
      act: 'publish_criteria' as const,
      about: `${criteria}@${version}`,
      details: { sha256 },
    })),
    ...keys.flat().map(({ location, keyId, fromMs, registeredAtMs }) => ({
      id: `key-${keyId.slice(0, 16)}`,
      atMs: registeredAtMs,
      by: location,
      act: 'register_key' as const,
      about: location,
      details: { keyId, fromMs },
    })),
  ]
}
