import type { CertificateState } from '../judge/certificate.ts'
import type { IncidentRecord } from '../judge/incident-state.ts'
import type { PillarState } from '../judge/pillar.ts'
import type { WatchState } from '../judge/watch-state.ts'
import type { AlertEvent } from '../model/alert.ts'
import { watchKey } from './keys.ts'
import { SCHEMA, type Table } from './table.ts'

/** What the watch remembers, and what it has to tell: one item, written under its version. */
export type Watch = {
  /** Goes up by one with every write; 0 is an item that isn't stored yet. */
  readonly version: number
  /** Null: nobody has looked yet. */
  readonly state: WatchState | null
  readonly certificates: CertificateState
  /** Stepped by the day. */
  readonly pillars: PillarState
  /** Told but not yet published, in order. */
  readonly outbox: readonly AlertEvent[]
  /** Incidents of this outbox whose own items may not be written yet. */
  readonly unfiled: readonly IncidentRecord[]
}

export async function getWatch(table: Table): Promise<Watch> {
  const item = await table.get(watchKey())
  if (!item) return { version: 0, state: null, certificates: {}, pillars: {}, outbox: [], unfiled: [] }
  const kept = JSON.parse(item.json as string) as Stored
  return {
    ...kept,
    certificates: kept.certificates ?? {},
    pillars: kept.pillars ?? {},
    version: item.version as number,
  }
}

/** Writes the next version; false where somebody else has written since it was read. */
export async function putWatch(table: Table, watch: Watch): Promise<boolean> {
  const { version, ...kept } = watch
  return table.putIf(
    { ...watchKey(), schema: SCHEMA, version: version + 1, json: JSON.stringify(kept) },
    version === 0
      ? { expression: 'attribute_not_exists(pk)' }
      : { expression: 'version = :version', values: { ':version': version } },
  )
}

/** As it is kept; items of older versions know of no certificates, and of no points. */
type Stored = Omit<Watch, 'version' | 'certificates' | 'pillars'> & Partial<Pick<Watch, 'certificates' | 'pillars'>>
