import { stepConditions } from '../judge/watch.ts'
import type { CheckSpan } from '../judge/watch-facts.ts'
import { readFaults } from '../judge/watch-readings.ts'
import { newWatchState } from '../judge/watch-state.ts'
import type { AlertEvent } from '../model/alert.ts'
import type { Policy } from '../model/policy.ts'
import type { TraceHeader } from '../model/trace.ts'
import type { SlotInput } from '../model/verdict.ts'

/** What a trace tells of its locations themselves. */
export type LocationWatch = {
  /** Takes a page's closed slot of a group; tells what came up once it was the last one of its slot. */
  readonly close: (
    inputs: readonly SlotInput[],
    at: { readonly slotMs: number; readonly nowMs: number },
  ) => readonly AlertEvent[]
}

type Counts = { due: number; missing: number; faulty: number }

/**
 * Counts each location's checks of a slot that are missing, or failed through the location, and judges them as the platform
 * judges its own. A trace has no receipts, so that silence is told as what is missing; and of a clock that is off no
 * offset is known, so that it is a fault like others.
 */
export function watchLocations(header: TraceHeader, policy: Policy): LocationWatch {
  const groups = new Map(header.locations.map(({ id, group }) => [id, group]))
  const closings = header.pages.length * new Set(groups.values()).size
  const slots = new Map<number, { left: number; readonly counts: Map<string, Counts> }>()
  let state = newWatchState(0)

  const countsOf = (slotMs: number) => {
    const known = slots.get(slotMs) ?? { left: closings, counts: new Map<string, Counts>() }
    slots.set(slotMs, known)
    return known
  }

  return {
    close: (inputs, { slotMs, nowMs }) => {
      const slot = countsOf(slotMs)
      for (const { location, class: seen, cause } of inputs) {
        const of = slot.counts.get(location) ?? { due: 0, missing: 0, faulty: 0 }
        slot.counts.set(location, of)
        of.due++
        if (seen !== 'UNKNOWN') continue
        if (cause === null) of.missing++
        else if (cause.startsWith('monitor_')) of.faulty++
      }
      slot.left--
      if (slot.left > 0) return []
      slots.delete(slotMs)
      // Nobody has measured anything: whoever wrote the trace was away, and that is no location's fault.
      if ([...slot.counts.values()].every(({ due, missing }) => missing === due)) return []
      const readings = header.locations.flatMap(({ id: location, group }) => {
        const counts = slot.counts.get(location)
        if (!counts) return []
        const span: CheckSpan = { fromMs: slotMs, toMs: slotMs + header.cadenceSeconds * 1_000, clock: 0, ...counts }
        const about = { rule: 'faults', location, group, part: null } as const
        return readFaults(span, { about, silentUntilMs: -1, policy })
      })
      const outcome = stepConditions(state, readings, { policy, timezone: header.timezone, nowMs })
      state = outcome.state
      return outcome.events
    },
  }
}
