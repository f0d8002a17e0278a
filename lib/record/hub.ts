import { listConfigs, type NewConfig } from './configs.ts'
import type { Queue } from './queue.ts'
import type { Table } from './table.ts'

/** The hub, as its locations know it. */
export type Hub = {
  /**
   * Resolves once the hub has all of the messages: results and receipts, as JSON texts. Where it rejects, any of them
   * may have arrived; to send them again does no harm.
   */
  readonly send: (bodies: readonly string[]) => Promise<void>
  /** The versions of the configuration that are in force or to come, in order of effect. */
  readonly configs: () => Promise<readonly NewConfig[]>
}

/** The hub by its own queue and table, where AWS lets a location reach them. */
export function createAwsHub(at: { readonly observations: Queue; readonly table: Table }): Hub {
  return {
    send: (bodies) => at.observations.sendAll(bodies.map((body) => ({ body }))),
    configs: () => listConfigs(at.table),
  }
}
