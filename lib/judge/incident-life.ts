import type { AlertEvent, AlertEventName, AlertKind, Severity } from '../model/alert.ts'
import { incidentId } from '../model/alert.ts'
import type { BilingualText } from '../model/catalogue.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../model/duration.ts'
import type { Policy } from '../model/policy.ts'
import type { SlotInput } from '../model/verdict.ts'
import {
  type IncidentFigures,
  type IncidentRecord,
  type OpenIncident,
  recordOf,
  type Transitions,
} from './incident-state.ts'
import { untaken } from './telling-words.ts'

/** Whom an incident is about, as its events and its record say it. */
export type About = Pick<
  AlertEvent,
  'subject' | 'portal' | 'page' | 'location' | 'vendor' | 'owner' | 'group' | 'label' | 'timezone'
> & {
  /** In the incident's id; no colons. */
  readonly name: string
  /** The address that is measured; null: it is about none. */
  readonly target: string | null
}

/** A moment at which an incident may begin, go on or end. */
export type Moment = {
  readonly slotMs: number
  readonly everyMs: number
  /** The clock at closing. */
  readonly nowMs: number
  /** Inside maintenance declared before it began: shown, never judged. */
  readonly maintenance: boolean
  /** Inside maintenance declared afterwards: judged, not told. */
  readonly silenced: boolean
}

/** What an event says besides what its incident is. */
export type Told = { readonly event: AlertEventName; readonly facts: Readonly<Record<string, unknown>> }

/** What the rules of one moment share: the facts, and what they have to tell. */
export type Step = {
  readonly closing: Moment
  readonly policy: Policy
  readonly about: About
  /** What the incident keeps of the moment for whoever asks what each location saw. */
  readonly configured: readonly SlotInput[]
  readonly describe: (
    incident: OpenIncident,
    told: Told,
  ) => { readonly reason: BilingualText; readonly facts: Readonly<Record<string, unknown>> }
  readonly events: AlertEvent[]
  readonly records: IncidentRecord[]
}

/** An incident that starts with this slot, told at once where it may be. */
export function open(
  step: Step,
  facts: {
    readonly kind: AlertKind
    readonly sinceMs: number
    readonly severity: Severity
    readonly alone: boolean
    readonly locations: readonly string[]
    readonly transitions: Transitions
    readonly figures?: IncidentFigures
  },
): { readonly incident: OpenIncident; readonly transitions: Transitions } {
  const { closing } = step
  const transitions = transition(facts.transitions, step)
  const incident: OpenIncident = {
    id: incidentId({ kind: facts.kind, name: step.about.name, group: step.about.group, sinceMs: facts.sinceMs }),
    kind: facts.kind,
    severity: facts.severity,
    sinceMs: facts.sinceMs,
    openedAtMs: closing.nowMs,
    lastBadMs: closing.slotMs,
    good: 0,
    unknowns: 0,
    bad: 1,
    seq: 0,
    toldAtMs: null,
    locations: facts.locations,
    inputs: step.configured.map(bare),
    alone: facts.alone,
    ...(facts.figures ? { figures: facts.figures } : {}),
  }
  step.records.push(recordOf(incident, { ...step.about, resolvedAtMs: null }))
  return tell(incident, transitions, step)
}

/** One more slot of an incident that is open. Null when it is resolved. */
export function stepOpen(
  incident: OpenIncident,
  transitions: Transitions,
  step: Step,
  slot: {
    readonly bad: boolean
    readonly unknown: boolean
    readonly resolveAfterSlots: number
    /** What the rule found in a bad slot; absent: it stays. */
    readonly figures?: IncidentFigures
  },
): { readonly incident: OpenIncident | null; readonly transitions: Transitions } {
  const { closing } = step
  if (slot.bad) {
    const affected = incident.kind === 'slow' ? 'SLOW' : 'FAIL'
    const seenBy = step.configured.filter((input) => input.class === affected).map(({ location }) => location)
    return tell(
      {
        ...incident,
        good: 0,
        unknowns: 0,
        bad: incident.bad + 1,
        lastBadMs: closing.slotMs,
        locations: seenBy,
        inputs: step.configured.map(bare),
        ...(slot.figures ? { figures: slot.figures } : {}),
      },
      prune(transitions, step),
      step,
    )
  }
  if (slot.unknown) return { incident: remind({ ...incident, unknowns: incident.unknowns + 1 }, step), transitions }
  const good = incident.good + 1
  if (good < slot.resolveAfterSlots) return { incident: { ...incident, good, unknowns: 0 }, transitions }
  step.records.push(recordOf(incident, { ...step.about, resolvedAtMs: closing.nowMs }))
  const after = transition(transitions, step)
  if (incident.toldAtMs === null) return { incident: null, transitions: after }
  return { incident: null, transitions: digest(emit(incident, step, { event: 'resolved' }), after, step) }
}

/** Timings are told by the figures. */
function bare(input: SlotInput): SlotInput {
  return input.timing === null ? input : { ...input, timing: null }
}

/** Tells an opening once it may be told; later on escalates it, and reminds of it. */
function tell(
  incident: OpenIncident,
  transitions: Transitions,
  step: Step,
): { readonly incident: OpenIncident; readonly transitions: Transitions } {
  const { closing, policy } = step
  if (incident.toldAtMs !== null) return { incident: remind(escalate(incident, step), step), transitions }
  const fresh = closing.nowMs - closing.slotMs <= 2 * closing.everyMs + 2 * MINUTE_MS
  // Held back is what comes after the digest: who hears of an incident hears of its opening first.
  const isHeld = isFlapping(transitions, policy) && transitions.digestAtMs !== null
  const steady = !isHeld || incident.bad > policy.flapping.steadyAfterSlots
  if (closing.silenced || !fresh || !steady) return { incident, transitions }
  return { incident: { ...emit(incident, step, { event: 'opened' }), firstToldAtMs: closing.nowMs }, transitions }
}

/** Tells somebody else, once, of what wakes people and nobody has taken on. */
function escalate(incident: OpenIncident, step: Step): OpenIncident {
  const { toldAtMs, firstToldAtMs = incident.openedAtMs } = incident
  const sinceMs = step.closing.nowMs - firstToldAtMs
  const isDue = sinceMs >= step.policy.escalation.afterMinutes * MINUTE_MS
  if (!isDue || isQuiet(incident, step) || incident.isEscalated || incident.severity !== 'page') return incident
  const facts = { unacknowledgedMinutes: Math.round(sinceMs / MINUTE_MS) }
  // Reminders keep their own time.
  return { ...emit(incident, step, { event: 'escalated', facts }), toldAtMs, isEscalated: true }
}

function remind(incident: OpenIncident, step: Step): OpenIncident {
  const { closing, policy } = step
  const isDue = incident.toldAtMs !== null && closing.nowMs - incident.toldAtMs >= policy.reminder.everyHours * HOUR_MS
  const isStale = incident.unknowns >= policy.unknown.staleAfterSlots
  return isDue && !isStale && !isQuiet(incident, step) ? emit(incident, step, { event: 'reminded' }) : incident
}

/** Of what is judged by the day, so many days after it was told last: mornings are not judged to the minute. */
export function remindByDays(incident: OpenIncident, step: Step, days: number): OpenIncident {
  if (incident.toldAtMs === null || isQuiet(incident, step)) return incident
  const isDue = Math.round((step.closing.nowMs - incident.toldAtMs) / DAY_MS) >= days
  return isDue ? emit(incident, step, { event: 'reminded' }) : incident
}

/** Whoever has taken it on, or planned it, needs no word. */
function isQuiet({ acknowledged }: OpenIncident, { closing }: Step): boolean {
  return acknowledged !== undefined || closing.silenced || closing.maintenance
}

/** One notice, with an end, when a page changes state too often; what follows is held until it is steady. */
function digest(incident: OpenIncident, transitions: Transitions, step: Step): Transitions {
  if (!isFlapping(transitions, step.policy) || transitions.digestAtMs !== null || step.closing.silenced)
    return transitions
  emit(incident, step, {
    event: 'reminded',
    severity: 'info',
    facts: {
      flapping: true,
      transitions: transitions.atMs.length,
      withinHours: step.policy.flapping.withinHours,
    },
  })
  return { ...transitions, digestAtMs: step.closing.nowMs }
}

/** Ends an incident because a worse one has opened. */
export function supersede(incident: OpenIncident, step: Step): OpenIncident {
  return end(incident, step, { reason: 'superseded' })
}

/** Ends an incident now; its end is told where its beginning was. */
export function end(incident: OpenIncident, step: Step, facts: Readonly<Record<string, unknown>> = {}): OpenIncident {
  step.records.push(recordOf(incident, { ...step.about, resolvedAtMs: step.closing.nowMs }))
  return incident.toldAtMs === null ? incident : emit(incident, step, { event: 'resolved', facts })
}

/** Tells an event of an incident, whatever it has told before. */
export function emit(
  incident: OpenIncident,
  step: Step,
  what: {
    readonly event: AlertEventName
    readonly severity?: Severity
    readonly facts?: Readonly<Record<string, unknown>>
  },
): OpenIncident {
  const { nowMs } = step.closing
  const { name: _, target, ...about } = step.about
  const seq = incident.seq + 1
  step.events.push({
    type: 'alert',
    id: `${incident.id}:${seq}`,
    seq,
    event: what.event,
    kind: incident.kind,
    severity: what.severity ?? incident.severity,
    incident: incident.id,
    ...about,
    atMs: nowMs,
    sinceMs: incident.sinceMs,
    children: [],
    ...said(what.event, step.describe(incident, { event: what.event, facts: what.facts ?? {} })),
    links: target === null ? {} : { target },
  })
  return { ...incident, seq, toldAtMs: nowMs }
}

/** A reminder's own words say that it is one. */
function said(event: AlertEventName, { reason, facts }: ReturnType<Step['describe']>): ReturnType<Step['describe']> {
  return { reason: event === 'escalated' ? untaken({ event, facts }, reason) : reason, facts }
}

/** Notes that an incident of this kind opened or ended now. */
export function transition(transitions: Transitions, step: Step): Transitions {
  return prune({ ...transitions, atMs: [...transitions.atMs, step.closing.nowMs] }, step)
}

/** Forgets those that are too old for the flapping rule, and those before the page was as it is for a long time. */
export function prune(transitions: Transitions, { closing, policy: { flapping } }: Step): Transitions {
  const recent = transitions.atMs.filter((at) => closing.nowMs - at < flapping.withinHours * HOUR_MS)
  const calm = recent.findLastIndex(
    (at, index) => (recent[index + 1] ?? closing.nowMs) - at >= flapping.overAfterHours * HOUR_MS,
  )
  const atMs = recent.slice(calm + 1)
  return { atMs, digestAtMs: atMs.length >= flapping.transitions ? transitions.digestAtMs : null }
}

function isFlapping(transitions: Transitions, policy: Policy): boolean {
  return transitions.atMs.length >= policy.flapping.transitions
}
