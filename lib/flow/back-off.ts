import { backOffEnd } from '../judge/back-off.ts'
import type { Clock } from '../model/clock.ts'
import { backOffUntil, putBackOff } from '../record/back-offs.ts'
import type { Table } from '../record/table.ts'

/** What hosts have asked of a location: to be left alone for a while. Both kinds of checks keep to it. */
export type BackOff = {
  /** Epoch ms; in the past: the host may be visited. */
  readonly until: (at: Place) => Promise<number>
  /** A host has answered 429. Returns until when it is left alone. */
  readonly asked: (at: Place, retryAfter: string | null) => Promise<number>
}

export type Place = { readonly location: string; readonly host: string }

export function createBackOff(ports: { readonly table: Table; readonly clock: Clock }): BackOff {
  return {
    until: (at) => backOffUntil(ports.table, at),
    asked: async (at, retryAfter) => {
      const untilMs = backOffEnd(retryAfter, ports.clock.now())
      await putBackOff(ports.table, { ...at, untilMs })
      return untilMs
    },
  }
}

/** Why a check was not made. */
export function restingUntil(untilMs: number): string {
  return `not asked: the host wants to be left alone until ${new Date(untilMs).toISOString()}`
}
