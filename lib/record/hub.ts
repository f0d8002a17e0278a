import type { Clock } from '../model/clock.ts'
import { MINUTE_MS } from '../model/duration.ts'
import type { Kill } from '../model/kill.ts'
import { listConfigs, type NewConfig } from './configs.ts'
import { listKills } from './kills.ts'
import { registerLocationKey } from './location-keys.ts'
import type { Queue } from './queue.ts'
import type { Table } from './table.ts'

/** The hub, as its locations know it. */
export type Hub = {
  /**
   * Resolves once the hub has all of the messages: results and receipts, as JSON texts. Where it rejects, any of them
   * may have arrived; to send them again does no harm.
   */
  readonly send: (bodies: readonly string[]) => Promise<void>
  readonly configuration: () => Promise<Configuration>
  /** Tells it which key the location signs with from now on; false where it knows nothing of keys, being an older one. */
  readonly register: (key: { readonly location: string; readonly publicKey: string }) => Promise<boolean>
}

/** A hub that also takes reports of audits from where its archive can't be reached otherwise. */
export type ReportingHub = Hub & {
  /** `refused` where it never will take that file; rejects where it can't be reached. To put one again does no harm. */
  readonly putReport: (key: string, body: Uint8Array) => Promise<'kept' | 'refused'>
}

/** What locations have to know. */
export type Configuration = {
  /** The versions that are in force or to come, in order of effect. */
  readonly configs: readonly NewConfig[]
  readonly kills: readonly Kill[]
}

/**
 * A key counts so long after it was registered: by then everybody at the location has seen that it is, and what was
 * measured before, and is unsigned or signed with the one before, is known by its time.
 */
export const KEY_LEAD_MS = 5 * MINUTE_MS

/** The hub by its own queue and table, where AWS lets a location reach them. */
export function createAwsHub(at: {
  readonly observations: Queue
  readonly table: Table
  /** As far as it holds the location's own keys. */
  readonly keys: Pick<Table, 'query' | 'putIf'>
  readonly clock: Pick<Clock, 'now'>
}): Hub {
  return {
    send: (bodies) => at.observations.sendAll(bodies.map((body) => ({ body }))),
    configuration: async () => {
      const [configs, kills] = await Promise.all([listConfigs(at.table), listKills(at.table)])
      return { configs, kills }
    },
    register: async (key) => {
      await registerLocationKey(at.keys, { ...key, nowMs: at.clock.now(), leadMs: KEY_LEAD_MS })
      return true
    },
  }
}
