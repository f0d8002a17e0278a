import type { BilingualText, VantageGroup } from '../model/catalogue.ts'
import { NETWORK_CAUSES } from '../model/cause.ts'
import type { PageKey } from '../model/id.ts'
import type { Policy } from '../model/policy.ts'
import type { SlotInput, Verdict } from '../model/verdict.ts'
import type { Moment, Step } from './incident-life.ts'
import { reasonFor } from './reason.ts'
import type { SlotDecision } from './slot.ts'

/** Whom a page's incident is about, for texts and filters. */
export type IncidentSubject = {
  readonly page: PageKey
  readonly portal: string
  readonly vendor: string | null
  readonly owner: string | null
  readonly label: BilingualText
  readonly timezone: string
  /** The page's address; null: it is not known, as in a trace. */
  readonly target: string | null
}

/** One slot of one vantage group, ready to be judged. */
export type SlotClosing = Moment & {
  readonly subject: IncidentSubject
  readonly group: VantageGroup
  /** This group's verdict is the page's: only then may it open DOWN. */
  readonly judging: boolean
  /** One per expected location, in the catalogue's order; a missing result is an UNKNOWN. */
  readonly inputs: readonly SlotInput[]
}

/** What the rules of one slot share. */
export type SlotStep = Step & {
  readonly closing: SlotClosing
  readonly decision: SlotDecision
  /** The verdict as the rules see it: maintenance knows nothing. */
  readonly effective: Verdict
}

/** Words and facts of an incident of a page. */
export function describeSlot({ subject, group, everyMs }: SlotClosing, policy: Policy): Step['describe'] {
  return (incident, told) => {
    const failing = incident.inputs.filter((input) => input.class === 'FAIL')
    const pathOnly = incident.kind === 'down' && isPathOnly(failing, policy)
    return {
      reason: reasonFor({
        event: told.event,
        kind: incident.kind,
        label: subject.label,
        group,
        timezone: subject.timezone,
        sinceMs: incident.sinceMs,
        untilMs: incident.lastBadMs + everyMs,
        inputs: incident.inputs,
        alone: incident.alone,
        pathOnly,
        superseded: told.facts.reason === 'superseded',
        flapping: told.facts.flapping === true,
      }),
      facts: {
        locations: incident.inputs.map(({ location, class: seen, cause, confirmed }) => ({
          location,
          class: seen,
          cause,
          confirmed,
        })),
        alone: incident.alone,
        pathOnly,
        lastBadMs: incident.lastBadMs,
        ...told.facts,
      },
    }
  }
}

/** Only network causes, seen from too few autonomous systems: the path may be at fault. */
export function isPathOnly(failing: readonly SlotInput[], policy: Policy): boolean {
  if (failing.length === 0 || !failing.every(({ cause }) => cause !== null && NETWORK_CAUSES.has(cause))) return false
  const networks = new Set(
    failing.map(({ network, location }) => (network === null ? `location ${location}` : `network ${network}`)),
  )
  return networks.size < policy.down.networkCausesNeedNetworks
}
