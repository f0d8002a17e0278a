import type { BilingualText, VantageGroup } from '../model/catalogue.ts'
import { NETWORK_CAUSES } from '../model/cause.ts'
import type { PageKey } from '../model/id.ts'
import type { Policy } from '../model/policy.ts'
import type { DoubtDecision } from '../model/review.ts'
import type { SlotInput, Verdict } from '../model/verdict.ts'
import { burnReason } from './burn-words.ts'
import { doubtReason } from './doubt-words.ts'
import { flappingOf } from './flapping-words.ts'
import type { Moment, Step, Told } from './incident-life.ts'
import type { OpenIncident } from './incident-state.ts'
import { newLevelReason } from './level-words.ts'
import { reasonFor } from './reason.ts'
import type { SlotDecision } from './slot.ts'
import type { SharedSlowness } from './slot-locations.ts'
import type { SlowReading } from './slow.ts'
import { slowReason } from './slow-words.ts'

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
  /** A location of another group saw it pass in this slot. Absent: none did. */
  readonly passesElsewhere?: boolean
  /** What somebody has decided about the group's open doubt; absent or null: nothing yet. */
  readonly decision?: DoubtDecision | null
  /** One per expected location, in the catalogue's order; a missing result is an UNKNOWN. */
  readonly inputs: readonly SlotInput[]
  /** So many pages are slow at several locations at once, or at the only one. Absent or null: they aren't. */
  readonly slowness?: SharedSlowness | null
}

/** What the rules of one slot share. */
export type SlotStep = Step & {
  readonly closing: SlotClosing
  readonly decision: SlotDecision
  /** An outage that needs more slots to be believed: too few locations tell it, or one beside a location that fails by itself. */
  readonly doubtful: boolean
  /** Where it shows an outage, something speaks against that: told with a slot more, and for BURN less than a slot. */
  readonly disputed: boolean
  /** More speaks against it. */
  readonly weak: boolean
  readonly timings: SlowReading
  /** The verdict as the rules see it: maintenance knows nothing. */
  readonly effective: Verdict
}

/** Words and facts of an incident of a page. */
export function describeSlot(closing: SlotClosing, policy: Policy): Step['describe'] {
  return (incident, told) => {
    const pathOnly = isPathOnlyDown(incident, policy)
    const isEnd = incident.kind === 'down' && told.event === 'resolved' && told.facts.reason === undefined
    const failing = closing.inputs.filter((input) => input.class === 'FAIL')
    const stillFailing = isEnd ? failing.map(({ location }) => location) : []
    return {
      reason: reasonOf(closing, { incident, told, pathOnly, stillFailing }),
      facts: {
        locations: incident.inputs.map(({ location, class: seen, cause, confirmed }) => ({
          location,
          class: seen,
          cause,
          confirmed,
        })),
        alone: incident.alone,
        ...(incident.kind === 'down' || incident.kind === 'regional' ? { pathOnly } : {}),
        ...(stillFailing.length > 0 ? { stillFailing } : {}),
        lastBadMs: incident.lastBadMs,
        everyMs: closing.everyMs,
        ...incident.figures,
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

function isPathOnlyDown({ kind, inputs }: OpenIncident, policy: Policy): boolean {
  return (
    kind === 'down' &&
    isPathOnly(
      inputs.filter((input) => input.class === 'FAIL'),
      policy,
    )
  )
}

function reasonOf(
  { subject, group, everyMs }: SlotClosing,
  of: {
    readonly incident: OpenIncident
    readonly told: Told
    readonly pathOnly: boolean
    readonly stillFailing: readonly string[]
  },
): BilingualText {
  const { incident, told, pathOnly, stillFailing } = of
  const { label, timezone } = subject
  const { sinceMs, inputs, alone, figures } = incident
  const { event } = told
  const untilMs = incident.lastBadMs + everyMs
  const flapping = flappingOf(told.facts)
  const superseded = told.facts.reason === 'superseded'
  if (figures && told.facts.reason === 'new_level') return newLevelReason({ event, label, timezone, sinceMs, figures })
  if (figures?.rule === 'needs_review' && !flapping)
    return doubtReason({ event, label, timezone, sinceMs, figures, decided: told.facts.reason, id: incident.id })
  if (figures && incident.kind === 'slow' && !flapping)
    return slowReason({ superseded, event, label, group, timezone, sinceMs, untilMs, inputs, alone, figures })
  if (figures && incident.kind === 'burn' && !flapping)
    return burnReason({ event, label, timezone, sinceMs, figures, superseded })
  const { kind } = incident
  return reasonFor({
    event,
    kind,
    label,
    group,
    timezone,
    sinceMs,
    untilMs,
    inputs,
    alone,
    pathOnly,
    superseded,
    stillFailing,
    flapping,
  })
}
