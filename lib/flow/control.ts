import { clockOffsetMs, LARGEST_CLOCK_OFFSET_MS } from '../judge/clock.ts'
import type { AddressFamily } from '../model/catalogue.ts'
import { NETWORK_CAUSES } from '../model/cause.ts'
import type { Clock } from '../model/clock.ts'
import { MINUTE_MS } from '../model/duration.ts'
import type { ControlFacts } from '../model/observation.ts'
import { userAgent } from '../model/software.ts'
import type { Visit } from '../model/visit.ts'
import type { Measurer, Try } from './measure.ts'

/** Looks at the target that a location has named to tell its own troubles from a portal's. */
export type Control = {
  /** A look that began at `sinceMs` or later, a new one where there is none; null: the location names no target. */
  readonly look: (visit: ControlledVisit, sinceMs: number) => Promise<ControlFacts | null>
  /** What the last look has shown, without waiting; begins a new one where it is older than a minute. */
  readonly glance: (visit: ControlledVisit) => ControlFacts | null
}

export type ControlledVisit = Pick<Visit, 'location' | 'control' | 'source' | 'contact'> & {
  /** Over which the page is measured: the target is asked over the same where it has an address of it. */
  readonly family: AddressFamily
}

/** A look is no longer than this: its answer is waited for. */
const TIMEOUT_MS = 10_000

/** One look serves all checks that want one; a target is asked no more often than they need. */
export function createControl(ports: {
  readonly measurer: Measurer
  readonly clock: Clock
  readonly allowPrivate: boolean
}): Control {
  const looks = new Map<string, { readonly atMs: number; readonly facts: Promise<ControlFacts> }>()
  const seen = new Map<string, ControlFacts>()
  const look: Control['look'] = async (visit, sinceMs) => {
    if (visit.control === null) return null
    const key = keyOf(visit)
    const last = looks.get(key)
    if (last && last.atMs >= sinceMs) return last.facts
    const facts = ports.measurer
      .measure({
        url: visit.control,
        expectHosts: [],
        expectText: null,
        families: visit.family === 4 ? [4, 6] : [6, 4],
        allowPrivate: ports.allowPrivate,
        source: visit.source,
        userAgent: userAgent(visit.contact),
        requestId: null,
        timeoutMs: TIMEOUT_MS,
      })
      .then(factsOf)
    looks.set(key, { atMs: ports.clock.now(), facts })
    try {
      const shown = await facts
      seen.set(key, shown)
      return shown
    } catch (error) {
      // A look that broke is none: whoever wants one next looks again.
      looks.delete(key)
      throw error
    }
  }
  return {
    look,
    glance: (visit) => {
      // The measurement at hand breaks for the same reason, and says so.
      look(visit, ports.clock.now() - MINUTE_MS).catch(() => undefined)
      return seen.get(keyOf(visit)) ?? null
    },
  }
}

function keyOf({ location, control, family }: ControlledVisit): string {
  return `${location} ${family} ${control}`
}

/** Whether a location's clock is too far off for its results to count. */
export function isClockOff(control: ControlFacts | null): boolean {
  return control?.clockOffsetMs != null && Math.abs(control.clockOffsetMs) > LARGEST_CLOCK_OFFSET_MS
}

/** An answer of any kind shows that the network works; what the target itself thinks of us doesn't matter. */
function factsOf({ facts, cause }: Try): ControlFacts {
  const { dateMs, startedAtMs, phases } = facts
  return {
    reached: cause === null || !(NETWORK_CAUSES.has(cause) || cause === 'wait_timeout'),
    cause,
    atMs: startedAtMs,
    clockOffsetMs:
      dateMs === null || phases.totalMs === null
        ? null
        : Math.round(clockOffsetMs({ dateMs, startedAtMs, totalMs: phases.totalMs })),
  }
}
