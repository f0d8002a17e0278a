import { backOffEnd } from '../judge/back-off.ts'
import type { Clock } from '../model/clock.ts'
import { getHost, type HostAt, type HostState, putHost } from '../record/hosts.ts'
import type { Table } from '../record/table.ts'

/** What a location remembers of hosts, so that checks of both kinds leave them alone when they should. */
export type BackOff = {
  readonly of: (at: HostAt) => Promise<HostState>
  /** A host has answered 429. Returns until when it is left alone. */
  readonly asked: (at: HostAt, retryAfter: string | null) => Promise<number>
  /** How a visit goes: see `HostState`. */
  readonly visited: (at: HostAt, visit: Pick<HostState, 'busyUntilMs' | 'wasLong'>) => Promise<void>
}

export function createBackOff(ports: { readonly table: Table; readonly clock: Clock }): BackOff {
  const { table, clock } = ports
  const change = async (at: HostAt, changes: Partial<HostState>): Promise<void> =>
    putHost(table, at, { ...(await getHost(table, at)), ...changes })
  return {
    of: (at) => getHost(table, at),
    asked: async (at, retryAfter) => {
      const restUntilMs = backOffEnd(retryAfter, clock.now())
      await change(at, { restUntilMs })
      return restUntilMs
    },
    visited: change,
  }
}

/** Why a check was not made. */
export function restingUntil(untilMs: number): string {
  return `not asked: the host wants to be left alone until ${new Date(untilMs).toISOString()}`
}
