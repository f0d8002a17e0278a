import type { AlertEvent, AlertEventName, Severity } from '../model/alert.ts'
import type { BilingualText } from '../model/catalogue.ts'
import { MINUTE_MS } from '../model/duration.ts'
import type { Policy } from '../model/policy.ts'
import { childrenOf, type Group, isOver, type Member, type Note, openOf, type TellingState } from './telling-state.ts'
import { allResolvedReason, joinedReason, remainingReason, untaken, withOthers } from './telling-words.ts'

export type TellingOutcome = {
  readonly state: TellingState
  /** In order; each is to be published at least once. */
  readonly events: readonly AlertEvent[]
  /** Which notes have been taken, by id: they are to be removed. */
  readonly taken: ReadonlySet<string>
  /** No note is left. */
  readonly isAll: boolean
}

/** The longest that a slot waits for missing results: who opens later than the others by no more has no other cause. */
const WAIT_MS = 2 * MINUTE_MS

/** A slowness of many pages at once; who joins shares nothing closer with the first. */
const SLOW_EVERYWHERE = 'slowness:'

/** What is for those who have not taken it on. */
const ASKING: ReadonlySet<AlertEventName> = new Set(['reminded', 'escalated'])

const RANKS: Readonly<Record<Severity, number>> = { page: 0, ticket: 1, info: 2 }

/**
 * Makes of what pages and the watch have noted what people are told. The first incident of a cause is told at once; those
 * of its kind and group that share its host, address, portal or location, and open within a cadence or began within one, join it:
 * they are listed once by one `joined`, and are silent from then on. The group is told under its first one's id, ends with its
 * last one, and its events are numbered here. All notes that aren't removed yet are to be given: by them it is known how
 * long it must be remembered that one was taken. The result depends on the arguments alone.
 */
export function stepTelling(
  state: TellingState,
  given: {
    readonly notes: readonly Note[]
    readonly nowMs: number
    readonly policy: Policy
    /** Takes the oldest ones, no more than this. */
    readonly atMost?: number
  },
): TellingOutcome {
  const { notes, nowMs, policy, atMost = notes.length } = given
  const telling = createTelling(state, nowMs, policy)
  const known = new Set(notes.map(({ event }) => event.incident))
  telling.forget((ids) => !ids.some((id) => known.has(id)))
  const taken = notes.toSorted(byTime).slice(0, atMost)
  for (const note of taken) telling.take(note)
  const isAll = taken.length === notes.length
  if (isAll) telling.lookAtTime()
  return { ...telling.outcome(), taken: new Set(taken.map(({ event }) => event.id)), isAll }
}

/** When there is something to tell though nothing happens; infinity: never. */
export function dueAtMs({ groups }: TellingState, policy: Policy): number {
  return Math.min(...Object.values(groups).map((group) => Math.min(joinedAtMs(group, policy), leftAtMs(group, policy))))
}

/** What is worse comes first of what comes at once: a page never joins a ticket. */
function byTime({ event: one }: Note, { event: other }: Note): number {
  return (
    one.atMs - other.atMs ||
    RANKS[one.severity] - RANKS[other.severity] ||
    (one.incident < other.incident ? -1 : one.incident > other.incident ? 1 : one.seq - other.seq)
  )
}

function createTelling(state: TellingState, nowMs: number, policy: Policy) {
  const groups = new Map(Object.entries(state.groups))
  const groupOf = new Map([...groups].flatMap(([lead, { members }]) => Object.keys(members).map((id) => [id, lead])))
  const events: AlertEvent[] = []

  const put = (group: Group): void => void groups.set(group.about.incident, group)

  const tell = (
    group: Group,
    what: {
      readonly event: AlertEventName
      readonly atMs: number
      readonly severity: Severity
      readonly reason: BilingualText
      readonly facts: AlertEvent['facts']
      readonly children: readonly string[]
    },
  ): void => {
    const seq = group.seq + 1
    const portals = [...new Set(Object.values(group.members).map(({ portal }) => portal))]
    events.push({
      type: 'alert',
      ...group.about,
      id: `${group.about.incident}:${seq}`,
      seq,
      ...what,
      facts: { ...what.facts, ...(portals.length > 1 ? { portals } : {}) },
    })
    put({ ...group, seq, isEscalated: group.isEscalated || what.event === 'escalated' })
  }

  const open = ({ event, addresses }: Note): Group => {
    const { type: _t, id: _i, seq, event: _e, atMs: _a, children: _c, reason: _r, facts: _f, ...about } = event
    return {
      about,
      openedAtMs: null,
      everyMs: cadenceOf(event),
      causes: causesOf(event, addresses),
      // Of an incident from before there were groups the first notes have been told.
      seq: seq - 1,
      members: { [event.incident]: { taken: seq - 1, isEnded: false, isTold: true, portal: event.portal } },
      isEscalated: false,
      leftAtMs: null,
    }
  }

  const join = (group: Group, { event, addresses }: Note): void => {
    const own = causesOf(event, addresses)
    const member: Member = { taken: event.seq, isEnded: false, isTold: false, portal: event.portal }
    put({
      ...group,
      causes: group.causes.filter((cause) => own.includes(cause)),
      members: { ...group.members, [event.incident]: member },
    })
    groupOf.set(event.incident, group.about.incident)
  }

  const end = (group: Group, event: AlertEvent): void => {
    const children = childrenOf(group)
    if (isOver(group)) {
      const untilMs = Math.max(event.sinceMs, lastBadMsOf(event) + (group.everyMs ?? 0))
      const others = children.length
      const reason = others === 0 ? event.reason : allResolvedReason(group, { others, untilMs })
      const facts = { ...event.facts, ...(group.isEscalated ? { escalated: true } : {}) }
      tell(
        { ...group, leftAtMs: null, members: mapped(group.members, (member) => ({ ...member, isTold: true })) },
        // Whoever filters by severity hears the end of what they were told.
        { event: 'resolved', atMs: event.atMs, severity: group.about.severity, reason, facts, children },
      )
    } else if (event.incident === group.about.incident) put({ ...group, leftAtMs: event.atMs })
  }

  return {
    /** Groups that are over, and of which nothing can come any more. */
    forget: (isGone: (members: readonly string[]) => boolean): void => {
      for (const [lead, group] of groups) if (isOver(group) && isGone(Object.keys(group.members))) groups.delete(lead)
    },
    take: (note: Note): void => {
      const { event } = note
      const lead = groupOf.get(event.incident)
      if (lead === undefined && event.event === 'opened') {
        const joins = [...groups.values()].find((group) => mayJoin(group, note, policy))
        if (joins) return join(joins, note)
      }
      if (lead === undefined) groupOf.set(event.incident, event.incident)
      const before = groups.get(lead ?? event.incident) ?? open(note)
      const member = before.members[event.incident] as Member
      if (event.seq <= member.taken) return
      const isEnded = member.isEnded || event.event === 'resolved'
      const members = { ...before.members, [event.incident]: { ...member, taken: event.seq, isEnded } }
      const group: Group = {
        ...before,
        members,
        openedAtMs: event.event === 'opened' ? event.atMs : before.openedAtMs,
        // A digest may have come before, as information.
        about: event.event === 'opened' ? { ...before.about, severity: event.severity } : before.about,
      }
      put(group)
      if (event.event === 'resolved') return end(group, event)
      if (voiceOf(group) !== event.incident || (event.event === 'escalated' && group.isEscalated)) return
      if (group.isTakenOn && ASKING.has(event.event) && event.facts.flapping !== true) return
      const still = openOf(group)
      if (event.incident === group.about.incident) {
        const reason = still.length > 0 ? withOthers(event.reason, still.length) : event.reason
        return tell(group, { ...bare(event), reason, children: still })
      }
      const facts = { ...event.facts, leadEnded: true, causes: group.causes }
      const reason = untaken(event, remainingReason(group, still.length))
      tell(group, { ...bare(event), reason, facts, children: still })
    },
    lookAtTime: (): void => {
      for (const { about } of groups.values()) {
        const lead = about.incident
        const group = groups.get(lead) as Group
        if (joinedAtMs(group, policy) <= nowMs) {
          const told = { ...group, members: mapped(group.members, (member) => ({ ...member, isTold: true })) }
          const added = openOf(group).filter((id) => group.members[id]?.isTold === false)
          // Those that are well again already come with the end.
          if (added.length === 0) put(told)
          else
            tell(told, {
              event: 'joined',
              atMs: nowMs,
              severity: about.severity,
              reason: joinedReason(group, added.length),
              facts: { ...ruleOf(group), joined: added, causes: group.causes },
              children: openOf(group),
            })
        }
        const after = groups.get(lead) as Group
        if (leftAtMs(after, policy) > nowMs) continue
        const still = openOf(after)
        tell(
          { ...after, leftAtMs: null },
          {
            event: 'reminded',
            atMs: nowMs,
            severity: about.severity,
            reason: remainingReason(after, still.length),
            facts: { ...ruleOf(after), leadEnded: true, causes: after.causes },
            children: still,
          },
        )
      }
    },
    outcome: (): Pick<TellingOutcome, 'state' | 'events'> => ({
      state: { groups: Object.fromEntries(groups) },
      events,
    }),
  }
}

/** Of trouble of the platform only what needs a review has a cadence, and is told with others: it is no trouble of the platform. */
function ruleOf({ about }: Group): AlertEvent['facts'] {
  return about.kind === 'monitor' ? { rule: 'needs_review' } : {}
}

/** What an event says by itself. */
function bare({ event, atMs, severity, reason, facts }: AlertEvent) {
  return { event, atMs, severity, reason, facts }
}

/** Whose reminders and escalations are told: the lead's, then those of the first that is left. */
function voiceOf(group: Group): string {
  const lead = group.about.incident
  const [first] = group.members[lead]?.isEnded ? openOf(group) : []
  return first ?? lead
}

/**
 * What opened soon after the lead, or began with it: something may speak against a page's outage, or its cadence be a longer one, so that it
 * opens later than the others though it fell with them.
 */
function mayJoin(group: Group, { event, addresses }: Note, policy: Policy): boolean {
  const { about, openedAtMs, everyMs } = group
  if (openedAtMs === null || everyMs === null || group.members[about.incident]?.isEnded) return false
  const own = causesOf(event, addresses)
  const shared = group.causes.filter((cause) => own.includes(cause))
  return (
    about.kind === event.kind &&
    about.group === event.group &&
    about.vendor === event.vendor &&
    RANKS[about.severity] <= RANKS[event.severity] &&
    shared.length > 0 &&
    event.atMs >= openedAtMs &&
    (event.atMs <= openedAtMs + windowMs({ everyMs, causes: shared }, policy) ||
      Math.abs(event.sinceMs - about.sinceMs) <= cadencesOf(shared, policy) * Math.max(everyMs, cadenceOf(event) ?? 0))
  )
}

/**
 * What may be at fault, the closest first. A location only where others can reach the page; what all pages have in common where
 * so many of them are slow at once.
 */
function causesOf({ links, portal, kind, facts }: AlertEvent, addresses: readonly string[]): readonly string[] {
  const host = links.target === undefined ? [] : [`host:${new URL(links.target).host}`]
  const isPath = kind === 'regional' || facts.pathOnly === true
  return [
    ...host,
    ...addresses.map((address) => `address:${address}`),
    ...(portal === null ? [] : [`portal:${portal}`]),
    ...(isPath ? failingAt(facts).map((location) => `location:${location}`) : []),
    ...(typeof facts.slowPages === 'number' ? [SLOW_EVERYWHERE] : []),
  ]
}

/** Locations that fail, by an event's facts. */
export function failingAt({ locations }: AlertEvent['facts']): readonly string[] {
  if (!Array.isArray(locations)) return []
  return (locations as readonly { readonly location: string; readonly class: string }[])
    .filter((seen) => seen.class === 'FAIL' || seen.class === 'SLOW')
    .map(({ location }) => location)
}

function windowMs({ everyMs, causes }: Pick<Group, 'everyMs' | 'causes'>, policy: Policy): number {
  return cadencesOf(causes, policy) * (everyMs ?? 0) + Math.min(WAIT_MS, everyMs ?? 0)
}

/** A slowness of many pages isn't found at all of them in one slot. */
function cadencesOf(causes: readonly string[], { grouping }: Policy): number {
  return causes.includes(SLOW_EVERYWHERE) ? grouping.slownessWithinCadences : grouping.withinCadences
}

/** When those that have joined are told; infinity: there are none. */
function joinedAtMs(group: Group, policy: Policy): number {
  const { openedAtMs, everyMs, members } = group
  if (openedAtMs === null || everyMs === null) return Number.POSITIVE_INFINITY
  const isUntold = Object.values(members).some(({ isTold }) => !isTold)
  return isUntold ? openedAtMs + windowMs(group, policy) : Number.POSITIVE_INFINITY
}

/** When it is told that the lead has ended and others have not: they may just be a little later. */
function leftAtMs(group: Group, policy: Policy): number {
  if (group.leftAtMs === null || openOf(group).length === 0) return Number.POSITIVE_INFINITY
  return group.leftAtMs + windowMs(group, policy)
}

/** Null: what it tells of has none. */
function cadenceOf({ facts }: AlertEvent): number | null {
  return typeof facts.everyMs === 'number' ? facts.everyMs : null
}

function lastBadMsOf({ facts, atMs }: AlertEvent): number {
  return typeof facts.lastBadMs === 'number' ? facts.lastBadMs : atMs
}

function mapped<T>(all: Readonly<Record<string, T>>, change: (one: T) => T): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(all).map(([name, one]) => [name, change(one)]))
}
