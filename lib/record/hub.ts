import type { Kill } from '../model/kill.ts'
import { listConfigs, type NewConfig } from './configs.ts'
import { listKills } from './kills.ts'
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

/** The hub by its own queue and table, where AWS lets a location reach them. */
export function createAwsHub(at: { readonly observations: Queue; readonly table: Table }): Hub {
  return {
    send: (bodies) => at.observations.sendAll(bodies.map((body) => ({ body }))),
    configuration: async () => {
      const [configs, kills] = await Promise.all([listConfigs(at.table), listKills(at.table)])
      return { configs, kills }
    },
  }
}
